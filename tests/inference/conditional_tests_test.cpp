// Reference values: tools/certify_conditional_tests.py, mpmath with 90 digits; survival's clogit.
#include "inference/conditional_tests.hpp"

#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/execution.hpp"
#include "support/table.hpp"

#include <odds/hypothesis.hpp>
#include <odds/profile.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::csv;
using test::error_of;

/// The order of tools/certify_conditional_tests.py.
struct ConditionalTestValues {
  std::string data;
  std::string formula;
  std::string term;
  double low;
  double high;
  double ratio;
  double score;
  double robust_score;
};

const ConditionalTestValues kConditionalTests[] = {
#include "conditional_test_values.inc"
};

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

#include "../fit/conditional_values.inc"

std::unique_ptr<const Table> sets_named(const std::string& name) {
  return name == "made" ? csv(kMadeSets) : test::open_dataset(name + ".csv");
}

FitOptions matched_by(const std::string& column, SeparationUse separation = SeparationUse::error) {
  FitOptions options;
  options.strata = column;
  options.separation = separation;
  return options;
}

FitOptions matched_in(const std::string& data) {
  return matched_by(data == "made" ? "id" : "stratum");
}

HypothesisTests tests_by(TestMethod method, const Fit& fit, const Table& table,
                         const std::vector<std::string>& hypotheses) {
  HypothesisOptions options;
  options.hypotheses = hypotheses;
  options.method = method;
  return test_hypotheses(fit, table, options);
}

}  // namespace

TEST_CASE("profiles and tests of matched sets are those of 50-digit arithmetic") {
  for (const ConditionalTestValues& known : kConditionalTests) {
    INFO(known.data << " " << known.term);
    const auto table = sets_named(known.data);
    const Formula formula = parse_formula(known.formula);
    FitOptions options = matched_in(known.data);
    const Fit fit = odds::fit(*table, formula, options);
    std::vector<double> weights;
    for (const std::string& name : fit.names()) weights.push_back(name == known.term ? 1.0 : 0.0);
    const ProfileRow profile = profile_combination(fit, *table, weights);
    CHECK(profile.conf_low == doctest::Approx(known.low).epsilon(1e-9));
    CHECK(profile.conf_high == doctest::Approx(known.high).epsilon(1e-9));
    CHECK(profile.statistic == doctest::Approx(known.ratio).epsilon(1e-9));
    CHECK(profile.root_error < 2e-8);
    const std::vector<std::string> hypothesis = {known.term + " = 0"};
    const auto statistic = [&](TestMethod method, const Fit& of) {
      return tests_by(method, of, *table, hypothesis).rows.front().statistic;
    };
    CHECK(statistic(TestMethod::likelihood_ratio, fit) ==
          doctest::Approx(known.ratio).epsilon(1e-10));
    CHECK(statistic(TestMethod::score, fit) == doctest::Approx(known.score).epsilon(1e-10));
    options.variance = Variance::hc0;
    const Fit robust = odds::fit(*table, formula, options);
    CHECK(statistic(TestMethod::score, robust) ==
          doctest::Approx(known.robust_score).epsilon(1e-10));
    const double sets = static_cast<double>(fit.matched_sets().sets);
    options.variance = Variance::stata;
    CHECK(statistic(TestMethod::score, odds::fit(*table, formula, options)) ==
          doctest::Approx(known.robust_score * (sets - 1.0) / sets).epsilon(1e-10));
  }
}

TEST_CASE("infert: the tests of all slopes are those of survival's clogit") {
  const auto table = test::open_dataset("infert.csv");
  const Fit fit =
      odds::fit(*table, parse_formula("case ~ spontaneous + induced"), matched_by("stratum"));
  const std::vector<std::string> all = {"spontaneous", "induced"};
  const HypothesisRow ratio = tests_by(TestMethod::likelihood_ratio, fit, *table, all).rows.back();
  CHECK(ratio.df == 2);
  CHECK(ratio.statistic == doctest::Approx(53.15424).epsilon(1e-7));
  const HypothesisRow score = tests_by(TestMethod::score, fit, *table, all).rows.back();
  CHECK(score.df == 2);
  CHECK(score.statistic == doctest::Approx(48.43865).epsilon(1e-7));
}

TEST_CASE("a score test of type 2 is that of the model without the higher terms") {
  const auto table = test::open_dataset("infert.csv");
  const Fit whole =
      odds::fit(*table, parse_formula("case ~ spontaneous * induced"), matched_by("stratum"));
  const Fit main_effects =
      odds::fit(*table, parse_formula("case ~ spontaneous + induced"), matched_by("stratum"));
  HypothesisOptions options;
  options.hypotheses = {"induced"};
  for (const TestMethod method : {TestMethod::score, TestMethod::likelihood_ratio}) {
    options.method = method;
    options.type = 2;
    const double type_2 = test_hypotheses(whole, *table, options).rows.front().statistic;
    options.type = 3;
    CHECK(type_2 ==
          doctest::Approx(test_hypotheses(main_effects, *table, options).rows.front().statistic)
              .epsilon(1e-9));
  }
}

TEST_CASE("the limit of separated pairs is that of their differences without an intercept") {
  // x decides pairs of two, z overlaps in the others.
  const double x[] = {1, 2, 0, 0, 0, 0, 0, 0};
  const double z[] = {1, -1, 2, -1, 1, -3, 2, 1};
  std::string pairs = "y,x,z,id\n";
  std::string differences = "y,x,z\n";
  for (int i = 0; i < 8; ++i) {
    pairs += fmt::format("1,{},{},{}\n0,0,0,{}\n", x[i], z[i], i, i);
    differences +=
        i % 2 == 0 ? fmt::format("1,{},{}\n", x[i], z[i]) : fmt::format("0,{},{}\n", -x[i], -z[i]);
  }
  FitOptions limit;
  limit.separation = SeparationUse::limit;
  const auto of_pairs = csv(pairs);
  const auto of_differences = csv(differences);
  const Fit sets =
      odds::fit(*of_pairs, parse_formula("y ~ x + z"), matched_by("id", SeparationUse::limit));
  const Fit rows = odds::fit(*of_differences, parse_formula("y ~ x + z - 1"), limit);
  REQUIRE(sets.maximum().termination == Termination::at_limit);
  REQUIRE(rows.maximum().termination == Termination::at_limit);
  CHECK(std::isinf(sets.coefficients()[1]));
  CHECK(sets.coefficients()[1] == rows.coefficients()[0]);
  CHECK(sets.coefficients()[2] == doctest::Approx(rows.coefficients()[1]).epsilon(1e-11));
  CHECK(sets.std_errors()[2] == doctest::Approx(rows.std_errors()[1]).epsilon(1e-11));
  CHECK(sets.goodness().log_likelihood ==
        doctest::Approx(rows.goodness().log_likelihood).epsilon(1e-12));
  const std::vector<ProfileRow> one = profile_coefficients(sets, *of_pairs);
  const std::vector<ProfileRow> other = profile_coefficients(rows, *of_differences);
  for (std::size_t j = 0; j < 2; ++j) {
    CHECK(one[j + 1].statistic == doctest::Approx(other[j].statistic).epsilon(1e-8));
    CHECK(one[j + 1].conf_low == doctest::Approx(other[j].conf_low).epsilon(1e-8));
  }
  CHECK(std::isinf(one[1].conf_high));
}

TEST_CASE("members that are decided leave the limit of a larger set") {
  // x decides event and non-events of set a but for a tie, and nothing in b and c.
  const auto whole =
      csv("y,x,z,id\n1,3,1,a\n1,1,2,a\n0,1,0,a\n0,0,5,a\n1,0,1,b\n0,0,2,b\n0,0,0,b\n1,0,0,c\n"
          "0,0,1,c\n");
  const auto rest =
      csv("y,x,z,id\n1,1,2,a\n0,1,0,a\n1,0,1,b\n0,0,2,b\n0,0,0,b\n1,0,0,c\n0,0,1,c\n");
  const Fit limit =
      odds::fit(*whole, parse_formula("y ~ x + z"), matched_by("id", SeparationUse::limit));
  const Fit finite = odds::fit(*rest, parse_formula("y ~ z"), matched_by("id"));
  CHECK(std::isinf(limit.coefficients()[1]));
  CHECK(limit.coefficients()[2] == doctest::Approx(finite.coefficients()[1]).epsilon(1e-11));
  CHECK(limit.std_errors()[2] == doctest::Approx(finite.std_errors()[1]).epsilon(1e-11));
  CHECK(limit.goodness().log_likelihood ==
        doctest::Approx(finite.goodness().log_likelihood).epsilon(1e-12));
}

TEST_CASE("likelihood ratios of sets with a robust variance are refused") {
  const auto table = test::open_dataset("infert.csv");
  FitOptions robust = matched_by("stratum");
  robust.variance = Variance::hc0;
  const Fit fit = odds::fit(*table, parse_formula("case ~ spontaneous + induced"), robust);
  const auto refused =
      error_of([&] { tests_by(TestMethod::likelihood_ratio, fit, *table, {"induced"}); });
  CHECK(refused.kind() == ErrorKind::usage);
  CHECK(error_of([&] { profile_coefficients(fit, *table); }).kind() == ErrorKind::usage);
}

TEST_CASE("profiles of a test are those of the combination") {
  const auto table = test::open_dataset("lbw.csv");
  const Fit fit = odds::fit(*table, parse_formula("low ~ age + lwt + smoke + ht"));
  HypothesisOptions options;
  options.linear = {"smoke + ht = 0.5", "smoke > 0", "smoke + 1"};
  options.profiles = true;
  const HypothesisTests tests = test_hypotheses(fit, *table, options);
  const std::vector<double> both = {0, 0, 0, 1, 1};
  const ProfileRow known = profile_combination(fit, *table, both, {.level = 0.95, .null = 0.5});
  CHECK(tests.profiles);
  CHECK(tests.rows[0].conf_low == known.conf_low);
  CHECK(tests.rows[0].conf_high == known.conf_high);
  CHECK(tests.rows[0].lr_statistic == known.statistic);
  CHECK(tests.rows[0].lr_p_value == doctest::Approx(known.p_value).epsilon(1e-12));
  const ProfileRow smoke = profile_coefficients(fit, *table)[3];
  CHECK(tests.rows[1].lr_p_value == doctest::Approx(0.5 * smoke.p_value).epsilon(1e-12));
  CHECK(tests.rows[2].conf_low == doctest::Approx(smoke.conf_low + 1.0).epsilon(1e-12));
  options.ratios = true;
  CHECK(test_hypotheses(fit, *table, options).rows[0].conf_high ==
        doctest::Approx(std::exp(known.conf_high)).epsilon(1e-12));
}

TEST_CASE("profiles of a test are refused where there are none, and why") {
  const auto table = test::open_dataset("lbw.csv");
  const Fit fit = odds::fit(*table, parse_formula("low ~ age + smoke"));
  HypothesisOptions options;
  options.profiles = true;
  CHECK(error_of([&] { test_hypotheses(fit, *table, options); }).kind() == ErrorKind::usage);
  options.linear = {"smoke"};
  CHECK(error_of([&] { test_hypotheses(fit, options); }).kind() == ErrorKind::usage);
  options.nonlinear = {"exp(smoke)"};
  CHECK(error_of([&] { test_hypotheses(fit, *table, options); }).kind() == ErrorKind::usage);
}

}  // namespace odds
