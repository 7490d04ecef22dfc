#include "inference/clustered_covariance.hpp"

#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/execution.hpp"
#include "support/fit_text.hpp"
#include "support/options.hpp"
#include "support/random_data.hpp"
#include "support/table.hpp"
#include "support/thread_ranks.hpp"
#include "support/workplace.hpp"

#include <odds/inference.hpp>
#include <odds/margins.hpp>
#include <odds/model_file.hpp>
#include <odds/predict.hpp>
#include <odds/variance.hpp>

#include <Eigen/Eigenvalues>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::csv;
using test::error_of;
using test::with;

constexpr Variance kOneWay[] = {Variance::cluster, Variance::cr0, Variance::cr1s, Variance::cr2,
                                Variance::cr3};

/// A row of the tables below: firms and years are what its errors share.
struct Observation {
  int y = 0;
  double x = 0.0;
  int firm = 0;
  int year = 0;
  int copies = 1;
};

std::vector<Observation> observations(unsigned seed, int rows) {
  test::Random random(seed);
  std::vector<Observation> result;
  for (int i = 0; i < rows; ++i) {
    Observation row{.y = 0,
                    .x = 7.0 + random.normal(),
                    .firm = random.whole(0, 11),
                    .year = random.whole(0, 6),
                    .copies = random.whole(1, 3)};
    row.y = random.uniform() < 1.0 / (1.0 + std::exp(7.0 - row.x - 0.1 * row.firm)) ? 1 : 0;
    result.push_back(row);
  }
  return result;
}

std::unique_ptr<const Table> table_of(const std::vector<Observation>& rows) {
  std::string text = "y,x,firm,year,name,f\n";
  for (const Observation& row : rows) {
    text += fmt::format("{},{},{},{},firm {},{}\n", row.y, row.x, row.firm, row.year, row.firm,
                        row.copies);
  }
  return csv(text);
}

Fit fit_with(const Table& table, const VarianceChoice& variance, FitOptions options = {},
             const Execution& execution = {}) {
  options.variance = variance;
  return fit(table, parse_formula("y ~ x"), options, execution);
}

void check_equal(const Fit& one, const Fit& other, double tolerance) {
  for (std::size_t j = 0; j < one.std_errors().size(); ++j) {
    CHECK(one.std_errors()[j] == doctest::Approx(other.std_errors()[j]).epsilon(tolerance));
  }
  REQUIRE(one.own_degrees().size() == other.own_degrees().size());
  for (std::size_t j = 0; j < one.own_degrees().size(); ++j) {
    CHECK(one.own_degrees()[j] == doctest::Approx(other.own_degrees()[j]).epsilon(tolerance));
  }
}

bool has_code(const Fit& fit, const std::string& code) { return test::has_note(fit, code); }

}  // namespace

TEST_CASE("clusters of one row each make the robust variances of rows") {
  const auto table = test::open_dataset("lbw.csv");
  const auto fit_lbw = [&](const VarianceChoice& variance) {
    FitOptions options;
    options.variance = variance;
    return fit(*table, parse_formula("low ~ age + lwt + smoke"), options);
  };
  const auto check_same = [&](const VarianceChoice& clustered, Variance of_rows) {
    const Fit one = fit_lbw(clustered);
    const Fit other = fit_lbw(of_rows);
    for (std::size_t j = 0; j < one.std_errors().size(); ++j) {
      CHECK(one.std_errors()[j] == doctest::Approx(other.std_errors()[j]).epsilon(1e-12));
    }
  };
  check_same({Variance::cr0, {"id"}}, Variance::hc0);
  check_same({Variance::cluster, {"id"}}, Variance::stata);
  check_same({Variance::cr1s, {"id"}}, Variance::hc1);  // n / (n - 1) (n - 1) / (n - k)
  check_same({Variance::cr2, {"id"}}, Variance::hc2);
  check_same({Variance::cr3, {"id"}}, Variance::hc3);
}

TEST_CASE("unconditional errors of margins go by the clusters of the fit") {
  const auto table = test::open_dataset("lbw.csv");
  const auto error_with = [&](const VarianceChoice& variance, const Table& of) {
    FitOptions options;
    options.variance = variance;
    const Fit fit = odds::fit(of, parse_formula("low ~ age + lwt + smoke"), options);
    MarginsOptions unconditional;
    unconditional.errors = MarginErrors::unconditional;
    return margins(fit, of, unconditional).rows.front().std_error;
  };
  const double of_rows = error_with(Variance::model, *table);
  CHECK(error_with({Variance::cluster, {"id"}}, *table) == doctest::Approx(of_rows).epsilon(1e-12));
  // Each row twice, as a cluster: psi is halved by W and doubled by the sum.
  std::string text = "low,age,lwt,smoke,id\n";
  test::Random random(21);
  for (int i = 0; i < 90; ++i) {
    const std::string row =
        fmt::format("{},{},{},{},{}\n", random.whole(0, 1), random.whole(15, 40),
                    random.whole(90, 200), random.whole(0, 1), i);
    text += row + row;
  }
  const auto twice = csv(text);
  std::string single = "low,age,lwt,smoke,id\n";
  test::Random again(21);
  for (int i = 0; i < 90; ++i) {
    single += fmt::format("{},{},{},{},{}\n", again.whole(0, 1), again.whole(15, 40),
                          again.whole(90, 200), again.whole(0, 1), i);
  }
  CHECK(error_with({Variance::cluster, {"id"}}, *twice) ==
        doctest::Approx(error_with(Variance::model, *csv(single))).epsilon(1e-9));
}

TEST_CASE("clusters are those of a text as of a number, wherever their rows stand") {
  std::vector<Observation> rows = observations(11, 300);
  const auto table = table_of(rows);
  std::ranges::sort(rows, {}, &Observation::firm);
  const auto sorted = table_of(rows);
  for (const Variance variance : kOneWay) {
    CAPTURE(kVarianceNames[static_cast<int>(variance)]);
    const Fit by_number = fit_with(*table, {variance, {"firm"}});
    check_equal(by_number, fit_with(*table, {variance, {"name"}}), 1e-12);
    check_equal(by_number, fit_with(*sorted, {variance, {"firm"}}), 1e-9);
    CHECK(by_number.clusters().front().clusters == 12.0);
  }
}

TEST_CASE("a row of frequency weight f is f rows of a cluster") {
  const std::vector<Observation> rows = observations(12, 200);
  std::vector<Observation> all;
  for (const Observation& row : rows)
    all.insert(all.end(), static_cast<std::size_t>(row.copies), row);
  const auto weighted = table_of(rows);
  const auto repeated = table_of(all);
  for (const Variance variance : kOneWay) {
    CAPTURE(kVarianceNames[static_cast<int>(variance)]);
    check_equal(
        fit_with(*weighted, {variance, {"firm"}}, with(&FitOptions::frequency_weights, "f")),
        fit_with(*repeated, {variance, {"firm"}}), 1e-10);
  }
}

TEST_CASE("probability weights in another unit, and importance weights, give the same clusters") {
  const auto table = table_of(observations(13, 200));
  const VarianceChoice choice{Variance::cluster, {"firm"}};
  const Fit sampled = fit_with(*table, choice, with(&FitOptions::probability_weights, "f"));
  const Fit important = fit_with(*table, choice, with(&FitOptions::importance_weights, "f"));
  check_equal(sampled, important, 1e-12);
}

TEST_CASE("two-way clusters are those of one and of the other less those of both") {
  const auto table = table_of(observations(14, 400));
  const auto variance_of = [&](std::vector<std::string> columns) {
    return as_eigen(fit_with(*table, {Variance::cluster, std::move(columns)}).covariance()).eval();
  };
  std::vector<Observation> rows = observations(14, 400);
  for (Observation& row : rows) row.firm = 100 * row.firm + row.year;  // the pairs
  const auto pairs = table_of(rows);
  const Matrix of_pairs = as_eigen(fit_with(*pairs, {Variance::cluster, {"firm"}}).covariance());
  const Matrix expected = variance_of({"firm"}) + variance_of({"year"}) - of_pairs;
  CHECK((variance_of({"firm", "year"}) - expected).norm() < 1e-12 * expected.norm());
  const Fit fit = fit_with(*table, {Variance::cluster, {"firm", "year"}});
  CHECK_FALSE(fit.covariance_repaired());
  CHECK(fit.clusters().size() == 3);
  CHECK(fit.variance_choice().text() == "cluster:firm,year");
}

// The sandwich of x by 3 clusters has rank 2 of 2 coefficients; less that of the pairs, which is
// larger, one eigenvalue is negative.
TEST_CASE("a two-way covariance with a negative eigenvalue is repaired, and says so") {
  const auto table = test::open_dataset("lbw.csv");
  FitOptions options;
  options.variance = VarianceChoice(Variance::cluster, {"age", "ptl"});
  const Fit fit = odds::fit(*table, parse_formula("low ~ age + lwt + race + smoke"), options);
  CHECK(fit.covariance_repaired());
  CHECK(has_code(fit, "N137"));
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(Matrix(as_eigen(fit.covariance())));
  CHECK(eigen.eigenvalues().minCoeff() > -1e-12 * eigen.eigenvalues().maxCoeff());
}

TEST_CASE("the same bits for any number of threads and processes") {
  const std::vector<Observation> rows = observations(15, 20'000);
  const auto table = table_of(rows);
  for (const VarianceChoice& choice : {VarianceChoice(Variance::cluster, {"firm", "year"}),
                                       VarianceChoice(Variance::cr3, {"name"})}) {
    const Fit alone = fit_with(*table, choice, {}, test::with_threads(1));
    const auto same = [&](const Fit& fit) {
      return fit.std_errors() == alone.std_errors() && fit.own_degrees() == alone.own_degrees();
    };
    CHECK(same(fit_with(*table, choice, {}, test::with_threads(4))));
    for (const Fit& fit : test::results_of_ranks(3, [&](Communicator& processes) {
           return fit_with(*table, choice, {},
                           {.threads = 1, .progress = {}, .processes = &processes});
         })) {
      CHECK(same(fit));
    }
  }
}

TEST_CASE("clusters can be had after the fit, from a saved model, and go again") {
  const auto table = table_of(observations(16, 300));
  const test::Workplace place;
  const Fit plain = fit(*table, parse_formula("y ~ x"));
  for (const Variance variance : kOneWay) {
    const VarianceChoice choice{variance, {"firm"}};
    const Fit asked = fit_with(*table, choice);
    check_equal(with_variance(plain, *table, choice), asked, 1e-13);
    save_model(asked, place.path("m.json"));
    const Fit loaded = load_model(place.path("m.json"));
    check_equal(loaded, asked, 1e-14);
    CHECK(loaded.variance_choice() == choice);
    check_equal(with_variance(loaded, *table, Variance::model), plain, 1e-13);
    const MarginRow effect = margins(asked, *table).rows.front();
    const MarginRow again = margins(loaded, *table).rows.front();
    CHECK(effect.std_error == doctest::Approx(again.std_error).epsilon(1e-13));
    CHECK(std::isfinite(effect.degrees) == (variance >= Variance::cr2));
  }
}

TEST_CASE("degrees of freedom do not depend on units, and those of a margin are its own") {
  const std::vector<Observation> rows = observations(17, 200);
  const auto table = table_of(rows);
  const VarianceChoice choice{Variance::cr2, {"firm"}};
  FitOptions options;
  options.variance = choice;
  const Fit fit = odds::fit(*table, parse_formula("y ~ x"), options);
  const Fit scaled = odds::fit(*table, parse_formula("y ~ I(1000*x - 3)"), options);
  CHECK(fit.own_degrees()[1] == doctest::Approx(scaled.own_degrees()[1]).epsilon(1e-10));
  // The linear predictor at x = 0 is the intercept.
  const auto origin = csv("x\n0\n");
  const Prediction at_0 = predict(fit, *origin).front();
  const double reach = (at_0.eta - std::log(at_0.conf_low / (1.0 - at_0.conf_low)));
  const CoefficientRow intercept = coefficients(fit).front();
  CHECK(reach == doctest::Approx(intercept.estimate - intercept.conf_low).epsilon(1e-9));
}

TEST_CASE("the test of one slope is that of its coefficient") {
  const Fit fit = fit_with(*table_of(observations(22, 200)), {Variance::cr2, {"firm"}});
  const CoefficientRow x = coefficients(fit)[1];
  CHECK(fit.slopes_test().statistic == doctest::Approx(x.statistic * x.statistic).epsilon(1e-10));
  CHECK(fit.slopes_test().denominator == doctest::Approx(x.degrees).epsilon(1e-10));
  CHECK(fit.slopes_test().p_value == doctest::Approx(x.p_value).epsilon(1e-10));
}

TEST_CASE("few clusters, and a heavy one, are noted; cr2 allows for them") {
  std::vector<Observation> rows = observations(18, 200);
  CHECK(has_code(fit_with(*table_of(rows), {Variance::cluster, {"firm"}}), "N135"));
  CHECK_FALSE(has_code(fit_with(*table_of(rows), {Variance::cr2, {"firm"}}), "N135"));
  for (Observation& row : rows) row.firm = row.firm < 11 ? 0 : row.firm;
  CHECK(has_code(fit_with(*table_of(rows), {Variance::cr0, {"firm"}}), "N136"));
}

TEST_CASE("what has no clustered variance is refused with a way out") {
  const auto table = table_of(observations(19, 100));
  const auto refusal = [&](const VarianceChoice& choice, const FitOptions& options = {}) {
    return error_of([&] { fit_with(*table, choice, options); }).text();
  };
  const auto one = csv("y,x,firm\n1,2,a\n0,1,a\n1,1.5,a\n0,3,a\n");
  CHECK(error_of([&] {
          fit_with(*one, {Variance::cluster, {"firm"}});
        })
            .text()
            .what == "all rows have the same firm: there is one cluster");
  CHECK(refusal({Variance::cluster, {"frim"}}).hint == "did you mean \"firm\"?");
  CHECK(refusal({Variance::cr2, {"firm", "year"}}).hint == "cluster:firm,year");
  CHECK(refusal({Variance::hc1, {"firm"}}).hint == "cluster:firm has");
  CHECK(refusal({Variance::cluster, {}}).hint == "cluster:ID, where ID is a column");
  FitOptions firth;
  firth.method = Method::firth;
  CHECK(refusal({Variance::cluster, {"firm"}}, firth).what ==
        "Firth's estimates have the inverse information as their only variance");
}

TEST_CASE("a cluster that alone determines a coefficient has cr2 but no cr3") {
  std::vector<Observation> rows = observations(20, 120);
  std::string text = "y,x,firm,only\n";
  for (const Observation& row : rows) {
    text += fmt::format("{},{},{},{}\n", row.y, row.x, row.firm, row.firm == 3 ? 1 : 0);
  }
  const auto table = csv(text);
  const auto fit_only = [&](Variance variance) {
    FitOptions options;
    options.variance = VarianceChoice(variance, {"firm"});
    return fit(*table, parse_formula("y ~ x + only"), options);
  };
  CHECK(error_of([&] { fit_only(Variance::cr3); }).text().what ==
        "cr3 is not defined: one cluster of firm alone determines a coefficient");
  CHECK(fit_only(Variance::cr2).converged());
}

TEST_CASE("rows without a cluster are left out and counted, and later are refused") {
  const auto table = csv("y,x,id\n1,2,a\n0,1,b\n1,1.5,\n0,3,c\n0,2.5,c\n1,2.2,d\n");
  const Fit asked = fit_with(*table, {Variance::cr0, {"id"}});
  CHECK(asked.rows().used == 5);
  CHECK(asked.rows().dropped.front().column == "id");
  const Fit all = fit(*table, parse_formula("y ~ x"));
  CHECK(error_of([&] {
          with_variance(all, *table, {Variance::cr0, {"id"}});
        })
            .text()
            .what ==
        "these are not the data that the model was fitted to, or rows of theirs have no id");
}

TEST_CASE("the texts of variances") {
  CHECK(parse_variance("hc3") == VarianceChoice(Variance::hc3));
  CHECK(parse_variance("cr2:firm") == VarianceChoice(Variance::cr2, {"firm"}));
  CHECK(parse_variance("cluster:`a,b`,c").clusters == std::vector<std::string>{"a,b", "c"});
  CHECK(parse_variance("cluster:`a,b`,c").text() == "cluster:`a,b`,c");
  CHECK(parse_variance("CR2: firm") == VarianceChoice(Variance::cr2, {"firm"}));
  CHECK(parse_variance("like:Stata") == VarianceChoice(Variance::stata));
  CHECK(parse_variance("like:sandwich") == VarianceChoice(Variance::hc3));
  CHECK(parse_variance("like:statsmodels:id") == VarianceChoice(Variance::cr1s, {"id"}));
  CHECK(parse_variance("like:sas:id") == VarianceChoice(Variance::cr0, {"id"}));
  for (const char* wrong : {"hc4", "cluster", "cluster:", "hc1:id", "like:spss", "cluster:a,a",
                            "cluster:a,b,c", "cr3:a,b"}) {
    CAPTURE(wrong);
    CHECK(error_of([&] { parse_variance(wrong); }).kind() == ErrorKind::usage);
  }
}

}  // namespace odds
