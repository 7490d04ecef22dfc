// Reference values: tools/certify_added_terms.py, of 100 digits; R 4.2.2, anova(test = "Rao").
#include "base/special_values.hpp"
#include "support/dataset.hpp"
#include "support/error_of.hpp"

#include <odds/hypothesis.hpp>
#include <odds/memory_table.hpp>
#include <odds/variance.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::error_of;
using test::open_dataset;
using RowKind = HypothesisRow::Kind;

struct CertifiedFitWords {
  const char* variance;
  const char* link;
  const char* guess;
  const char* offset;
  const char* frequency_weights;
  const char* importance_weights;
  const char* probability_weights;

  FitOptions options() const {
    FitOptions result;
    if (*variance != '\0') result.variance = parse_variance(variance);
    if (std::string(link) == "probit") result.link = Link::probit;
    result.estimate_guess = std::string(guess) == "estimate";
    if (*guess != '\0' && !result.estimate_guess) result.asymptotes.guess = std::stod(guess);
    result.offset = offset;
    result.frequency_weights = frequency_weights;
    result.importance_weights = importance_weights;
    result.probability_weights = probability_weights;
    return result;
  }
};

struct CertifiedAddition {
  const char* hypothesis;
  double statistic;
  Index df;
  double denominator;
  double p_value;
};

struct CertifiedAdditions {
  const char* data;
  const char* formula;
  CertifiedFitWords words;
  const char* added;
  std::vector<CertifiedAddition> tests;
};

const std::vector<CertifiedAdditions> kCertifiedAdditions = {
#include "inference/added_term_values.inc"
};

HypothesisOptions adding(const std::string& terms) {
  HypothesisOptions options;
  options.method = TestMethod::score;
  options.added = terms;
  return options;
}

TEST_CASE("score tests of terms that are not in the model have their certified values") {
  for (const CertifiedAdditions& certified : kCertifiedAdditions) {
    CAPTURE(certified.data);
    CAPTURE(certified.words.variance);
    CAPTURE(certified.added);
    const auto table = open_dataset(certified.data);
    const Fit fit = odds::fit(*table, parse_formula(certified.formula), certified.words.options());
    const auto rows = test_hypotheses(fit, *table, adding(certified.added)).rows;
    REQUIRE(rows.size() == certified.tests.size());
    for (const CertifiedAddition& expected : certified.tests) {
      CAPTURE(expected.hypothesis);
      const auto found = std::ranges::find(rows, expected.hypothesis, &HypothesisRow::hypothesis);
      REQUIRE(found != rows.end());
      CHECK(found->df == expected.df);
      CHECK(found->method == TestMethod::score);
      CHECK(std::isinf(found->degrees) == std::isinf(expected.denominator));
      if (std::isfinite(expected.denominator)) {
        CHECK(found->degrees == doctest::Approx(expected.denominator).epsilon(1e-8).scale(0.0));
      }
      CHECK(found->statistic == doctest::Approx(expected.statistic).epsilon(1e-9).scale(0.0));
      CHECK(found->p_value == doctest::Approx(expected.p_value).epsilon(1e-8).scale(0.0));
    }
  }
}

TEST_CASE("an added term is tested as it is at the maximum without it") {
  const auto table = open_dataset("lbw.csv");
  const Fit less = odds::fit(*table, parse_formula("low ~ age + lwt + smoke"), FitOptions());
  const Fit more = odds::fit(*table, parse_formula("low ~ age + lwt + smoke + race"), FitOptions());
  HypothesisOptions inside;
  inside.method = TestMethod::score;
  inside.hypotheses = {"race"};
  const HypothesisRow one = test_hypotheses(less, *table, adding("race")).rows.front();
  const HypothesisRow other = test_hypotheses(more, *table, inside).rows.front();
  CHECK(one.kind == RowKind::added);
  CHECK(one.df == 2);
  CHECK(one.statistic == doctest::Approx(other.statistic).epsilon(1e-9));
}

TEST_CASE("a heterogeneity factor divides the score of an added term") {
  const auto table = open_dataset("budworm.csv");
  const Formula formula = parse_formula("killed/n ~ sex + ldose");
  FitOptions options;
  options.heterogeneity = HeterogeneityUse::on;
  const Fit with = odds::fit(*table, formula, options);
  const Fit without = odds::fit(*table, formula, FitOptions());
  const HypothesisRow row = test_hypotheses(with, *table, adding("sex:ldose")).rows.front();
  const HypothesisRow plain = test_hypotheses(without, *table, adding("sex:ldose")).rows.front();
  CHECK(row.degrees == with.test_degrees());
  CHECK(row.statistic ==
        doctest::Approx(plain.statistic / with.heterogeneity().factor).epsilon(1e-12));
}

TEST_CASE("a term in the span of the model has no degrees of freedom, and a note") {
  const auto table = open_dataset("lbw.csv");
  const Fit fit = odds::fit(*table, parse_formula("low ~ age + lwt + race"), FitOptions());
  const HypothesisTests tests =
      test_hypotheses(fit, *table, adding("I(age - 2*lwt) + smoke + I(race == 'black')"));
  REQUIRE(tests.rows.size() == 4);
  CHECK(tests.rows[0].df == 0);
  CHECK(std::isnan(tests.rows[0].statistic));
  CHECK(tests.rows[1].df == 1);
  CHECK(tests.rows[2].df == 0);
  CHECK(tests.rows[3].df == 1);
  CHECK(tests.rows[3].statistic == doctest::Approx(tests.rows[1].statistic).epsilon(1e-10));
  REQUIRE(tests.notes.size() == 1);
  CHECK(tests.notes[0].code == "N180");
}

TEST_CASE("terms that the model has are no addition, a product adds what it lacks") {
  const auto table = open_dataset("lbw.csv");
  const Fit fit = odds::fit(*table, parse_formula("low ~ age + lwt + race"), FitOptions());
  CHECK(test_hypotheses(fit, *table, adding("race*age")).rows.size() == 1);
  const Error square = error_of([&] { test_hypotheses(fit, *table, adding("lwt^2")); });
  CHECK(square.kind() == ErrorKind::usage);
  CHECK(square.text().hint.find("I(lwt^2)") != std::string::npos);
}

TEST_CASE("rows without a value in an added column are counted, and the test refused") {
  MemoryTable table;
  const double none = std::numeric_limits<double>::quiet_NaN();
  table.add("y", {1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0})
      .add("x", {1.0, 2.0, 3.0, 4.0, 5.0, 1.5, 2.5, 3.5})
      .add("z", {1.0, 2.0, none, 3.0, 1.0, none, 2.0, 5.0});
  const Fit fit = odds::fit(table, parse_formula("y ~ x"), FitOptions());
  const Error error = error_of([&] { test_hypotheses(fit, table, adding("z")); });
  CHECK(error.kind() == ErrorKind::model);
  CHECK(error.text().what ==
        "2 of the 8 rows of the fit have no z: a test of what it adds would be of other rows than "
        "the model's");
  CHECK(error.text().hint == "fit the model to the rows that have it: --where '!missing(z)'");
}

TEST_CASE("what has no score at its estimates is refused with the reason") {
  const auto table = open_dataset("lbw.csv");
  const Formula formula = parse_formula("low ~ age + race + smoke");
  FitOptions firth;
  firth.method = Method::firth;
  const Fit penalised = odds::fit(*table, formula, firth);
  CHECK(error_of([&] { test_hypotheses(penalised, *table, adding("ht")); })
            .text()
            .what.find("Firth") != std::string::npos);
  const Fit fit = odds::fit(*table, formula, FitOptions());
  CHECK_THROWS_AS(test_hypotheses(fit, adding("ht")), Error);
  CHECK_THROWS_AS(test_hypotheses(fit, *table, adding("offset(lwt)")), Error);
  CHECK_THROWS_AS(test_hypotheses(fit, *table, adding("ht - 1")), Error);
  CHECK_THROWS_AS(test_hypotheses(fit, *table, adding("no_such_column")), Error);
  HypothesisOptions both = adding("ht");
  both.hypotheses = {"age"};
  CHECK_THROWS_AS(test_hypotheses(fit, *table, both), Error);
}

TEST_CASE("threads change no bit of an added term's test") {
  const auto table = open_dataset("lbw.csv");
  FitOptions options;
  options.variance = Variance::hc2;
  const Fit fit = odds::fit(*table, parse_formula("low ~ age + race"), options);
  Execution one;
  one.threads = 1;
  Execution three;
  three.threads = 3;
  const auto first = test_hypotheses(fit, *table, adding("lwt + age:race + ht"), one).rows;
  const auto second = test_hypotheses(fit, *table, adding("lwt + age:race + ht"), three).rows;
  for (std::size_t i = 0; i < first.size(); ++i) {
    CHECK(first[i].statistic == second[i].statistic);
  }
}

}  // namespace
}  // namespace odds
