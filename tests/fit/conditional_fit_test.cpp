#include "fit/conditional_fit.hpp"

#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/execution.hpp"
#include "support/random_data.hpp"
#include "support/spread_table.hpp"
#include "support/table.hpp"
#include "support/thread_ranks.hpp"

#include <odds/dose.hpp>
#include <odds/inference.hpp>
#include <odds/margins.hpp>
#include <odds/model_file.hpp>
#include <odds/notes.hpp>
#include <odds/predict.hpp>
#include <odds/sensitivity.hpp>
#include <odds/variance.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace odds {
namespace {

using test::csv;
using test::error_of;

/// A model of tools/certify_conditional.py.
struct CertifiedSets {
  std::string data;
  std::string formula;
  Index sets;
  double log_likelihood;
  double null_log_likelihood;
  std::vector<double> estimates;
  std::vector<double> errors;
  std::vector<double> hc0;
  std::vector<double> stata;
};

#include "fit/conditional_values.inc"

FitOptions on_sets(const std::string& column, Variance variance = Variance::model) {
  FitOptions options;
  options.strata = column;
  options.variance = variance;
  return options;
}

std::unique_ptr<const Table> table_of(const std::string& name) {
  return name == "made" ? csv(kMadeSets) : test::open_dataset(name + ".csv");
}

Fit infert(const std::string& formula, const FitOptions& options = on_sets("stratum")) {
  return test::fit_dataset("infert.csv", formula, options);
}

void check_numbers(const std::vector<double>& found, const std::vector<double>& known) {
  std::vector<double> estimated = found;
  std::erase_if(estimated, [](double number) { return std::isnan(number); });  // the intercept
  REQUIRE(estimated.size() == known.size());
  for (std::size_t j = 0; j < known.size(); ++j) {
    CHECK(estimated[j] == doctest::Approx(known[j]).epsilon(1e-11));
  }
}

std::string note_of(const Fit& fit, NoteCode code) {
  for (const Note& note : fit.notes()) {
    if (note.code == code_text(code)) return note.text;
  }
  return {};
}

/// Pairs with differences in x and z, a row for each member.
std::string pairs_text(std::uint64_t seed, std::string& differences) {
  test::Random random(seed);
  std::string text = "id,y,x,z\n";
  differences = "y,x,z\n";
  for (int pair = 0; pair < 60; ++pair) {
    const int x[] = {random.whole(-20, 20), random.whole(-20, 20)};
    const int z[] = {random.whole(0, 8), random.whole(0, 8)};
    for (const int member : {0, 1}) {
      text += fmt::format("{},{},{},{}\n", pair % 30 * 2 + pair / 30, 1 - member, x[member] / 8.0,
                          z[member]);
    }
    differences += fmt::format("1,{},{}\n", (x[0] - x[1]) / 8.0, z[0] - z[1]);
    differences += fmt::format("0,{},{}\n", (x[1] - x[0]) / 8.0, z[1] - z[0]);
  }
  return text;
}

/// Sets of 2 to 6 members, far from each other in the table, of several blocks of rows.
std::string scattered_sets() {
  constexpr int kSets = 5000;
  test::Random random(9);
  std::string text = "id,y,x,g\n";
  for (int row = 0; row < 20'000; ++row) {
    const int id = row < 2 * kSets ? row % kSets : random.whole(0, kSets - 1);
    const bool event = row < kSets || (row >= 2 * kSets && random.whole(0, 3) == 0);
    text += fmt::format("{},{},{},{}\n", id, event ? 1 : 0, random.whole(-9, 9) + (event ? 1 : 0),
                        random.whole(0, 1) == 0 ? "a" : "b");
  }
  return text;
}

}  // namespace

TEST_CASE("conditional fits are those of 60-digit arithmetic") {
  for (const CertifiedSets& known : kCertifiedSets) {
    CAPTURE(known.formula);
    const std::string column = known.data == "made" ? "id" : "stratum";
    const Formula formula = parse_formula(known.formula);
    const auto table = table_of(known.data);
    const Fit fit = odds::fit(*table, formula, on_sets(column));
    CHECK(fit.converged());
    CHECK(fit.maximum().existence == Existence::proved);
    CHECK(fit.matched_sets().sets == known.sets);
    check_numbers(fit.coefficients(), known.estimates);
    check_numbers(fit.std_errors(), known.errors);
    const Goodness& goodness = fit.goodness();
    CHECK(goodness.log_likelihood == doctest::Approx(known.log_likelihood).epsilon(1e-12));
    CHECK(goodness.null_log_likelihood ==
          doctest::Approx(known.null_log_likelihood).epsilon(1e-12));
    const Fit hc0 = odds::fit(*table, formula, on_sets(column, Variance::hc0));
    check_numbers(hc0.std_errors(), known.hc0);
    const Fit stata = odds::fit(*table, formula, on_sets(column, Variance::stata));
    check_numbers(stata.std_errors(), known.stata);
    CHECK(stata.slopes_test().kind == SlopesTest::Kind::wald);
    CHECK(std::isnan(stata.goodness().aic));
  }
}

// R 4.2, survival 3.5: clogit(case ~ spontaneous + induced + strata(stratum), infert).
TEST_CASE("infert is as R's clogit has it") {
  const Fit fit = infert("case ~ spontaneous + induced");
  CHECK(fit.coefficients()[1] == doctest::Approx(1.985876).epsilon(1e-6));
  CHECK(fit.std_errors()[1] == doctest::Approx(0.352444).epsilon(1e-5));
  CHECK(fit.coefficients()[2] == doctest::Approx(1.409012).epsilon(1e-6));
  CHECK(fit.std_errors()[2] == doctest::Approx(0.360712).epsilon(1e-5));
  CHECK(fit.goodness().log_likelihood == doctest::Approx(-64.2022).epsilon(1e-6));
  CHECK(fit.goodness().lr == doctest::Approx(53.15424).epsilon(1e-6));
  CHECK(fit.goodness().lr_df == 2);
  CHECK(fit.goodness().aic == doctest::Approx(132.4045).epsilon(1e-6));
  CHECK(fit.response().events == 83.0);
  CHECK(fit.response().nonevents == 165.0);
  CHECK(fit.matched_sets().pairs == 165.0);
}

TEST_CASE("of pairs it is the ordinary fit of their differences without an intercept") {
  std::string differences;
  const std::string members = pairs_text(3, differences);
  const Fit fit = odds::fit(*csv(members), parse_formula("y ~ x + z"), on_sets("id"));
  // There each pair stands twice, once for each of its members.
  const Fit ordinary = odds::fit(*csv(differences), parse_formula("y ~ 0 + x + z"));
  for (const std::size_t j : {0U, 1U}) {
    CHECK(fit.coefficients()[j + 1] == doctest::Approx(ordinary.coefficients()[j]).epsilon(1e-12));
    CHECK(fit.std_errors()[j + 1] ==
          doctest::Approx(ordinary.std_errors()[j] * std::sqrt(2.0)).epsilon(1e-12));
  }
  CHECK(fit.goodness().log_likelihood ==
        doctest::Approx(ordinary.goodness().log_likelihood / 2.0).epsilon(1e-13));
}

TEST_CASE("groups of trials are the members that they stand for") {
  const std::string groups = "s,x,d,n\nb,0,3,9\na,0,1,5\na,1,4,6\nb,1,5,8\nb,2,2,2\na,2,0,1\n";
  std::string members = "s,x,d\n";
  for (const auto& [s, x, d, n] : {std::tuple("b", 0, 3, 9),
                                   {"a", 0, 1, 5},
                                   {"a", 1, 4, 6},
                                   {"b", 1, 5, 8},
                                   {"b", 2, 2, 2},
                                   {"a", 2, 0, 1}}) {
    for (int k = 0; k < n; ++k) members += fmt::format("{},{},{}\n", s, x, k < d ? 1 : 0);
  }
  const Fit grouped = odds::fit(*csv(groups), parse_formula("d / n ~ x"), on_sets("s"));
  const Fit single = odds::fit(*csv(members), parse_formula("d ~ x"), on_sets("s"));
  CHECK(grouped.coefficients()[1] == single.coefficients()[1]);
  CHECK(grouped.std_errors()[1] == single.std_errors()[1]);
  CHECK(grouped.goodness().log_likelihood == single.goodness().log_likelihood);
  CHECK(grouped.goodness().observations == 31.0);
}

TEST_CASE("sets without both outcomes are left out, counted and said") {
  const Fit fit = odds::fit(*csv(kMadeSets), parse_formula("y ~ x"), on_sets("id"));
  CHECK(fit.matched_sets().sets == 16);
  CHECK(fit.matched_sets().left_out == 2);
  CHECK(fit.rows().read == fit.rows().used + 5);
  CHECK(fit.rows().dropped.back().cause == DropCause::uninformative_set);
  CHECK(fit.rows().dropped.back().rows == 5);
  CHECK(note_of(fit, NoteCode::sets_left_out) ==
        "2 of 18 sets of id have events only or non-events only, and say nothing: 5 rows are left "
        "out.");
  const Error error = error_of([] {
    odds::fit(*csv("id,y,x\n1,1,2\n1,1,3\n2,0,1\n2,0,4\n"), parse_formula("y ~ x"), on_sets("id"));
  });
  CHECK(error.kind() == ErrorKind::model);
  CHECK(error.text().what ==
        "none of the 2 sets of id has both events and non-events: there is "
        "nothing to compare");
}

TEST_CASE("what is constant within sets is aliased by that name") {
  const Fit fit = infert("case ~ education + spontaneous + induced + I(induced + 2 * age)");
  std::vector<std::string> dependencies;
  for (const AliasedTerm& term : fit.aliased()) {
    dependencies.push_back(term.term + ": " + term.dependency);
  }
  CHECK(dependencies ==
        std::vector<std::string>{"(Intercept): constant within sets of stratum",
                                 "education[12+ yrs]: constant within sets of stratum",
                                 "education[6-11yrs]: constant within sets of stratum",
                                 "I(induced+2*age): induced + one number for each set of stratum"});
  CHECK(note_of(fit, NoteCode::aliased) ==
        "education[12+ yrs] is left out: it is constant within sets of stratum.");
  CHECK(fit.coefficients()[3] == infert("case ~ spontaneous + induced").coefficients()[1]);
  const Error error = error_of([] { infert("case ~ education"); });
  CHECK(error.text().what == "every column of the design is constant within sets of stratum");
}

TEST_CASE("sets are the same by numbers and by texts, and rows may stand anywhere") {
  std::string numbered = kMadeSets;
  for (std::size_t at = numbered.find("\ns"); at != std::string::npos; at = numbered.find("\ns")) {
    numbered[at + 1] = '1';  // s07 becomes 107
  }
  const Formula formula = parse_formula("y ~ x + z + g");
  const Fit by_text = odds::fit(*csv(kMadeSets), formula, on_sets("id"));
  const Fit by_number = odds::fit(*csv(numbered), formula, on_sets("id"));
  CHECK(by_text.coefficients()[1] == by_number.coefficients()[1]);
  CHECK(by_text.std_errors()[1] == by_number.std_errors()[1]);
}

TEST_CASE("a set without a name is a row without a cell") {
  const std::string rest = "1,1,2\n1,0,1\n2,0,2\n2,1,1\n3,1,4\n3,0,1\n";
  const Fit fit = odds::fit(*csv("id,y,x\n,1,5\n" + rest), parse_formula("y ~ x"), on_sets("id"));
  CHECK(fit.rows().used == 6);
  CHECK(fit.rows().dropped.front().column == "id");
  CHECK(fit.rows().dropped.front().cause == DropCause::missing);
}

TEST_CASE("any number of threads and processes, whoever has which rows, fits the same bits") {
  const auto table = csv(scattered_sets());
  const Formula formula = parse_formula("y ~ x + g");
  const auto text_of_fit = [&](const Table& data, const Execution& execution) {
    return model_text(odds::fit(data, formula, on_sets("id", Variance::hc0), execution));
  };
  const test::SpreadTable whole(*table, 0, 1);
  const std::string alone = text_of_fit(whole, test::with_threads(1));
  CHECK(text_of_fit(whole, test::with_threads(4)) == alone);
  for (const int size : {2, 3}) {
    CAPTURE(size);
    for (const std::string& text : test::results_of_ranks(size, [&](Communicator& processes) {
           const Execution execution{.threads = 2, .progress = {}, .processes = &processes};
           return text_of_fit(test::SpreadTable(*table, processes.rank(), size), execution);
         })) {
      CHECK(text == alone);
    }
  }
}

TEST_CASE("separated sets have no maximum, and the direction is named") {
  const Fit fit =
      odds::fit(*csv("id,y,x,z\n1,1,3,0\n1,0,1,2\n2,1,9,1\n2,0,8,1\n2,0,9,0\n3,0,0,3\n3,1,0,1\n"),
                parse_formula("y ~ x + z"), on_sets("id"));
  CHECK(fit.maximum().termination == Termination::separated);
  REQUIRE(!fit.separation().empty());
  CHECK(fit.separation().front().term == "x");
}

TEST_CASE("the descent ends where Newton's method does") {
  FitOptions options = on_sets("stratum");
  options.optimizer.solver = Solver::gradient_descent;
  const Fit descent = infert("case ~ spontaneous + induced", options);
  CHECK(descent.converged());
  CHECK(descent.coefficients()[1] ==
        doctest::Approx(infert("case ~ spontaneous + induced").coefficients()[1]).epsilon(1e-12));
}

TEST_CASE("a conditional fit is saved and read, in a format that older readers refuse") {
  for (const Variance variance : {Variance::model, Variance::stata}) {
    const Fit fit = odds::fit(*csv(kMadeSets), parse_formula("y ~ x + g"), on_sets("id", variance));
    const std::string text = model_text(fit);
    CHECK(text.find("\"schema\": \"odds.model/3\"") != std::string::npos);
    const Fit read = parse_model(text);
    CHECK(model_text(read) == text);
    CHECK(read.matched_sets().column == "id");
    CHECK(read.matched_sets().sets == 16);
    CHECK(read.matched_sets().pairs == fit.matched_sets().pairs);
  }
}

TEST_CASE("what a conditional fit does not know is refused with the reason") {
  const auto table = test::open_dataset("infert.csv");
  const Fit fit = infert("case ~ spontaneous + induced");
  const std::string what =
      "a conditional fit of matched sets (stratum) has no probabilities: the intercepts of the "
      "sets cancelled, and none is known";
  CHECK(error_of([&] { margins(fit, *table); }).text().what == what);
  CHECK(error_of([&] { sensitivity(fit, *table); }).text().what == what);
  CHECK(error_of([&] { predict(fit, *table); }).text().what == what);
  CHECK(error_of([&] { with_variance(fit, *table, Variance::hc0); }).kind() == ErrorKind::usage);
}

TEST_CASE("options without a meaning for sets are refused with the reason") {
  const auto refused = [](auto change) {
    FitOptions options = on_sets("stratum");
    change(options);
    const Error error = error_of([&] { options.validate(); });
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(!error.text().hint.empty());
    return error.text().what;
  };
  refused([](FitOptions& o) { o.link = Link::probit; });
  refused([](FitOptions& o) { o.asymptotes.guess = 0.1; });
  refused([](FitOptions& o) { o.method = Method::firth; });
  refused([](FitOptions& o) { o.frequency_weights = "age"; });
  refused([](FitOptions& o) { o.importance_weights = "age"; });
  refused([](FitOptions& o) { o.probability_weights = "age", o.variance.reset(); });
  refused([](FitOptions& o) { o.fractional = true, o.variance.reset(); });
  refused([](FitOptions& o) { o.drop_separated = true; });
  refused([](FitOptions& o) { o.heterogeneity = HeterogeneityUse::on; });
  CHECK(refused([](FitOptions& o) { o.variance = Variance::hc3; }) ==
        "the robust variance of matched sets is a sandwich of their scores, which knows no "
        "leverage of rows and no other clusters");
}

}  // namespace odds
