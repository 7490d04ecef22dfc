// Reference values: tools/certify_limit.py, mpmath with 50 digits on the rows that a linear
// programme leaves undecided.
#include "fit/likelihood_limit.hpp"

#include "base/special_values.hpp"
#include "math/distributions.hpp"
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/execution.hpp"
#include "support/table.hpp"

#include <odds/dose.hpp>
#include <odds/hypothesis.hpp>
#include <odds/inference.hpp>
#include <odds/margins.hpp>
#include <odds/model_file.hpp>
#include <odds/notes.hpp>
#include <odds/predict.hpp>
#include <odds/profile.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::csv;
using test::error_of;

/// The order of tools/certify_limit.py.
struct LimitValues {
  std::string data;
  std::string formula;
  std::string term;
  double estimate;
  double std_error;
  double low;
  double high;
  double ratio;
  double supremum;
};

const LimitValues kLimitValues[] = {
#include "limit_values.inc"
};

const char* const kLevels =
    "y,g,x\n"
    "1,a,1\n"
    "0,a,2\n"
    "0,b,3\n"
    "0,b,1\n"
    "1,c,2\n"
    "0,c,4\n"
    "1,c,3\n"
    "1,d,5\n"
    "0,a,3\n"
    "1,a,4\n"
    "1,a,2\n"
    "0,c,1\n"
    "1,c,6\n"
    "0,b,2\n";
const char* const kBase =
    "y,g,x\n"
    "1,a,1\n"
    "1,a,2\n"
    "1,b,3\n"
    "1,b,1\n"
    "1,c,2\n"
    "0,c,4\n"
    "1,c,3\n"
    "1,d,5\n"
    "0,d,3\n"
    "1,d,4\n"
    "0,d,2\n"
    "0,c,1\n";
const char* const kComplete =
    "y,x,w\n"
    "0,1,2\n"
    "0,2,5\n"
    "0,3,1\n"
    "1,4,3\n"
    "1,5,4\n"
    "1,6,2\n";
const char* const kParts =
    "y,x,w\n"
    "0,1,1\n"
    "0,2,0\n"
    "0,3,1\n"
    "1,3,0\n"
    "0,3,2\n"
    "1,3,1\n"
    "1,4,3\n"
    "1,5,1\n";

std::unique_ptr<const Table> table_named(const std::string& name) {
  if (name == "levels") return csv(kLevels);
  if (name == "base") return csv(kBase);
  if (name == "complete") return csv(kComplete);
  return name == "parts" ? csv(kParts) : test::open_dataset(name);
}

FitOptions at_limit() {
  FitOptions options;
  options.separation = SeparationUse::limit;
  return options;
}

const char* const kEndometrial = "HG ~ NV + PI + EH";

Fit endometrial() { return test::fit_dataset("endometrial.csv", kEndometrial, at_limit()); }

void check_value(double found, double known, double tolerance) {
  if (std::isnan(known)) {
    CHECK(std::isnan(found));
  } else if (std::isinf(known)) {
    CHECK(found == known);
  } else {
    CHECK(std::abs(found - known) <= tolerance * (1.0 + std::abs(known)));
  }
}

/// The models of the table, each with its rows.
template <class Check>
void for_each_model(const Check& check) {
  for (std::size_t first = 0; first < std::size(kLimitValues);) {
    std::vector<LimitValues> rows;
    const std::string& data = kLimitValues[first].data;
    while (first < std::size(kLimitValues) && kLimitValues[first].data == data) {
      rows.push_back(kLimitValues[first++]);
    }
    INFO(data);
    const auto table = table_named(data);
    const Formula formula = parse_formula(rows.front().formula);
    check(*table, odds::fit(*table, formula, at_limit()), rows);
  }
}

}  // namespace

TEST_CASE("coefficients go to the limits of the likelihood, and finite ones have their errors") {
  for_each_model([](const Table&, const Fit& fit, const std::vector<LimitValues>& rows) {
    CHECK(fit.maximum().termination == Termination::at_limit);
    CHECK_FALSE(fit.converged());
    CHECK(fit.maximum().existence == Existence::separated);
    check_value(fit.goodness().log_likelihood, rows.front().supremum, 1e-12);
    REQUIRE(fit.names().size() == rows.size());
    std::size_t infinite = 0;
    for (std::size_t j = 0; j < rows.size(); ++j) {
      INFO(rows[j].term);
      CHECK(fit.names()[j] == rows[j].term);
      check_value(fit.coefficients()[j], rows[j].estimate, 1e-11);
      check_value(fit.std_errors()[j], rows[j].std_error, 1e-11);
      if (!std::isfinite(rows[j].estimate)) ++infinite;
    }
    CHECK(fit.infinite_terms().size() == infinite);
  });
}

TEST_CASE("profiles have their finite end where the likelihood has fallen by the quantile") {
  const double radius = wald_critical_value(0.95, kInfinity);
  for_each_model([&](const Table& table, const Fit& fit, const std::vector<LimitValues>& rows) {
    const std::vector<ProfileRow> profiles = profile_coefficients(fit, table);
    for (std::size_t j = 0; j < rows.size(); ++j) {
      INFO(rows[j].term);
      check_value(profiles[j].estimate, rows[j].estimate, 1e-11);
      check_value(profiles[j].conf_low, rows[j].low, 1e-8);
      check_value(profiles[j].conf_high, rows[j].high, 1e-8);
      check_value(profiles[j].statistic, rows[j].ratio, 1e-9);
      CHECK(profiles[j].root_error <= 2e-8 * radius);
    }
  });
}

TEST_CASE("likelihood ratios of terms compare suprema") {
  const auto table = test::open_dataset("endometrial.csv");
  const Fit fit = endometrial();
  HypothesisOptions options;
  options.method = TestMethod::likelihood_ratio;
  const HypothesisTests tests = test_hypotheses(fit, *table, options);
  REQUIRE(tests.rows.size() == 3);
  for (std::size_t j = 0; j < 3; ++j) {
    CHECK(tests.rows[j].df == 1);
    check_value(tests.rows[j].statistic, kLimitValues[j + 1].ratio, 1e-10);
  }
  // All of them against the fit without any.
  CHECK(fit.goodness().lr_df == 3);
  const double null = test::fit_dataset("endometrial.csv", "HG ~ 1").goodness().log_likelihood;
  check_value(fit.goodness().lr, 2.0 * (kLimitValues[0].supremum - null), 1e-11);
}

TEST_CASE("a term that matters in decided rows alone has no degrees of freedom left") {
  // Without z all rows with w = 1 are decided, and z differs within them only.
  const auto table =
      csv("y,x,w,z\n0,1,0,0\n1,2,0,0\n0,3,0,0\n1,4,0,0\n0,5,0,0\n1,1,1,1\n1,2,1,0\n1,3,1,1\n");
  const Fit fit = odds::fit(*table, parse_formula("y ~ x + w + z"), at_limit());
  HypothesisOptions options;
  options.hypotheses = {"z"};
  options.method = TestMethod::likelihood_ratio;
  const HypothesisTests tests = test_hypotheses(fit, *table, options);
  CHECK(tests.rows.front().df == 0);
}

TEST_CASE("combinations that the undecided rows determine are those of a fit to them alone") {
  const auto table = csv(kBase);
  const Fit fit = odds::fit(*table, parse_formula("y ~ x + g"), at_limit());
  FitOptions some;
  some.where = "g == 'c' | g == 'd'";
  const Fit rest = odds::fit(*table, parse_formula("y ~ x + g"), some);
  HypothesisOptions options;
  options.linear = {"g[d] - g[c]", "(Intercept) + g[c]", "g[b]"};
  const HypothesisTests tests = test_hypotheses(fit, options);
  CHECK(tests.rows[0].estimate == doctest::Approx(rest.coefficients()[2]).epsilon(1e-11));
  CHECK(tests.rows[0].std_error == doctest::Approx(rest.std_errors()[2]).epsilon(1e-11));
  CHECK(tests.rows[1].estimate == doctest::Approx(rest.coefficients()[0]).epsilon(1e-11));
  CHECK(tests.rows[1].std_error == doctest::Approx(rest.std_errors()[0]).epsilon(1e-11));
  CHECK(std::isnan(tests.rows[2].estimate));
  CHECK(tests.rows[2].df == 0);
}

TEST_CASE("odds ratios at the limit are infinite or 0") {
  const auto rows = coefficients(odds::fit(*csv(kLevels), parse_formula("y ~ x + g"), at_limit()),
                                 {.level = 0.95, .ratios = true});
  CHECK(rows[2].estimate == 0.0);
  CHECK(rows[4].estimate == kInfinity);
}

TEST_CASE("fitted probabilities of decided rows are 0 and 1") {
  const Fit complete = odds::fit(*csv(kComplete), parse_formula("y ~ x + w"), at_limit());
  CHECK(complete.goodness().log_likelihood == 0.0);
  CHECK(complete.probabilities().min == 0.0);
  CHECK(complete.probabilities().max == 1.0);
  CHECK(complete.goodness().brier == 0.0);
  CHECK(complete.goodness().auc == 1.0);
  CHECK(complete.maximum().separation.kind == SeparationKind::complete);
}

TEST_CASE("data that overlap are fitted as ever, whatever is to be done about separation") {
  const Fit plain = test::fit_dataset("lbw.csv", "low ~ age + lwt + race");
  FitOptions firth;
  firth.separation = SeparationUse::firth;
  for (const FitOptions& options : {at_limit(), firth}) {
    const Fit fit = test::fit_dataset("lbw.csv", "low ~ age + lwt + race", options);
    CHECK(fit.converged());
    CHECK(fit.coefficients() == plain.coefficients());
    CHECK(fit.std_errors() == plain.std_errors());
  }
}

TEST_CASE("Firth's method takes the place of maximum likelihood where the data are separated") {
  FitOptions options;
  options.separation = SeparationUse::firth;
  const Fit fit = test::fit_dataset("endometrial.csv", kEndometrial, options);
  FitOptions firth;
  firth.method = Method::firth;
  const Fit known = test::fit_dataset("endometrial.csv", kEndometrial, firth);
  CHECK(fit.method() == Method::firth);
  CHECK(fit.coefficients() == known.coefficients());
  REQUIRE_FALSE(fit.notes().empty());
  CHECK(fit.notes().front().code == code_text(NoteCode::fitted_by_firth));
}

TEST_CASE("the result is the same bits on any number of threads") {
  const auto table = test::open_dataset("endometrial.csv");
  const Formula formula = parse_formula(kEndometrial);
  const Fit one = odds::fit(*table, formula, at_limit(), test::with_threads(1));
  const Fit four = odds::fit(*table, formula, at_limit(), test::with_threads(4));
  CHECK(one.coefficients() == four.coefficients());
  CHECK(one.goodness().log_likelihood == four.goodness().log_likelihood);
}

TEST_CASE("what has no limit is refused with the reason") {
  const auto table = test::open_dataset("endometrial.csv");
  const Fit fit = endometrial();
  CHECK(error_of([&] { margins(fit, *table); }).kind() == ErrorKind::model);
  CHECK(error_of([&] { model_text(fit); }).kind() == ErrorKind::model);
  HypothesisOptions score;
  score.method = TestMethod::score;
  CHECK(error_of([&] { test_hypotheses(fit, *table, score); }).kind() == ErrorKind::usage);
  HypothesisOptions nonlinear;
  nonlinear.nonlinear = {"exp(NV)"};
  CHECK(error_of([&] { test_hypotheses(fit, nonlinear); }).kind() == ErrorKind::model);
  for (const auto& change : std::vector<void (*)(FitOptions&)>{
           [](FitOptions& o) { o.link = Link::probit; }, [](FitOptions& o) { o.fractional = true; },
           [](FitOptions& o) { o.variance = Variance::hc1; },
           [](FitOptions& o) { o.method = Method::firth; }}) {
    FitOptions options = at_limit();
    change(options);
    CHECK(error_of([&] { options.validate(); }).kind() == ErrorKind::usage);
  }
}

}  // namespace odds
