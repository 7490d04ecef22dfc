// Reference values: mpmath with 40 digits (erfc, erfinv).
#include "math/linear_algebra.hpp"
#include "model/fit_parts.hpp"
#include "support/error_of.hpp"
#include "support/printed.hpp"

#include <odds/error.hpp>
#include <odds/inference.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

namespace odds {
namespace {

using test::error_of;
using test::Printed;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Standard errors 2, 0.25 and none.
FitParts small_fit() {
  FitParts fit;
  fit.names = {"(Intercept)", "x", "twin"};
  fit.coefficients = {1.0, -0.5, kNan};
  fit.covariance = {3, {4.0, 0.1, kNan, 0.1, 0.0625, kNan, kNan, kNan, kNan}};
  fit.std_errors = {2.0, 0.25, kNan};
  fit.maximum.termination = Termination::converged;
  return fit;
}

TEST_CASE("a Wald row holds z, the two-sided p-value and the interval") {
  const EstimateRow row = wald_row(-3.0, 1.5, 0.95);
  CHECK(row.estimate == -3.0);
  CHECK(row.std_error == 1.5);
  CHECK(row.statistic == -2.0);
  CHECK(row.p_value == Printed("0.045500263896358"));
  CHECK(row.conf_low == Printed("-5.9399459768101"));
  CHECK(row.conf_high == Printed("-0.060054023189919"));
}

TEST_CASE("the level sets the width of the interval and nothing else") {
  const EstimateRow half = wald_row(10.0, 1.0, 0.5);
  CHECK(half.conf_high == Printed("10.674489750196"));
  const EstimateRow wide = wald_row(10.0, 1.0, 0.999);
  CHECK(wide.conf_high == Printed("13.290526731492"));
  CHECK(wide.p_value == half.p_value);
}

// erfc loses about z^2 ulps to the rounding of its argument: eleven digits are safe.
TEST_CASE("p-values are right in the far tail, until no double is small enough") {
  CHECK(wald_row(20.0, 1.0, 0.95).p_value == Printed("5.50724823721e-89"));
  CHECK(wald_row(-37.0, 1.0, 0.95).p_value == Printed("1.14511424451e-299"));
  CHECK(wald_row(38.0, 1.0, 0.95).p_value == Printed("5.770857e-316"));  // subnormal: few digits
  CHECK(wald_row(40.0, 1.0, 0.95).p_value == 0.0);                       // 7.3e-350
}

TEST_CASE("without a standard error there is no test") {
  const EstimateRow row = wald_row(2.0, 0.0, 0.95);
  CHECK(std::isnan(row.statistic));
  CHECK(std::isnan(row.p_value));
  CHECK(row.conf_low == 2.0);
  CHECK(row.conf_high == 2.0);
}

TEST_CASE("a level outside (0, 1) is a usage error that names the level and its value") {
  for (const double level : {0.0, 1.0, -0.5, 95.0, kNan}) {
    CAPTURE(level);
    const Error wald = error_of([&] { wald_row(1.0, 1.0, level); });
    CHECK(wald.kind() == ErrorKind::usage);
    const Error table = error_of([&] { coefficients(small_fit(), {.level = level}); });
    CHECK(table.kind() == ErrorKind::usage);
    CHECK(table.text().what.find("level") != std::string::npos);
  }
  const Error error = error_of([] { wald_row(1.0, 1.0, 95.0); });
  CHECK(error.text().what.find("95") != std::string::npos);
}

TEST_CASE("the coefficient table has a row for each name, in order, aliased ones without numbers") {
  const auto rows = coefficients(small_fit());
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].term == "(Intercept)");
  CHECK(rows[0].std_error == 2.0);
  CHECK(rows[1].term == "x");
  CHECK(rows[1].estimate == -0.5);
  CHECK(rows[1].std_error == 0.25);
  CHECK(rows[1].statistic == -2.0);
  CHECK_FALSE(rows[1].aliased);
  CHECK(rows[2].term == "twin");
  CHECK(rows[2].aliased);
  for (const double number : {rows[2].estimate, rows[2].std_error, rows[2].statistic,
                              rows[2].p_value, rows[2].conf_low, rows[2].conf_high}) {
    CHECK(std::isnan(number));
  }
}

TEST_CASE("odds ratios are exponentials; z and p stay those of the log scale") {
  const auto plain = coefficients(small_fit(), {.level = 0.9});
  const auto ratios = coefficients(small_fit(), {.level = 0.9, .ratios = true});
  for (std::size_t j = 0; j < 2; ++j) {
    CAPTURE(j);
    CHECK(ratios[j].estimate == std::exp(plain[j].estimate));
    CHECK(ratios[j].std_error == std::exp(plain[j].estimate) * plain[j].std_error);
    CHECK(ratios[j].conf_low == std::exp(plain[j].conf_low));
    CHECK(ratios[j].conf_high == std::exp(plain[j].conf_high));
    CHECK(ratios[j].statistic == plain[j].statistic);
    CHECK(ratios[j].p_value == plain[j].p_value);
  }
  CHECK(std::isnan(ratios[2].estimate));
  CHECK(ratios[2].aliased);
}

TEST_CASE("separated data have no coefficient table") {
  FitParts fit = small_fit();
  fit.maximum.termination = Termination::separated;
  CHECK(error_of([&] { coefficients(fit); }).kind() == ErrorKind::model);
  CHECK(error_of([&] { require_maximum(fit); }).kind() == ErrorKind::model);
}

TEST_CASE("a fit that ran out of iterations still shows where it ended") {
  FitParts fit = small_fit();
  fit.maximum.termination = Termination::iteration_cap;
  CHECK(coefficients(fit).size() == 3);
}

// log(0.2 / 0.8) -+ 1.959964 * 0.05 / 0.16, through the sigmoid.
TEST_CASE("the interval of a guess rate is that of its logit, and there is no test") {
  FitParts fit = small_fit();
  CHECK(guess_rate(fit).estimate == 0.0);
  CHECK(std::isnan(guess_rate(fit).conf_low));
  fit.asymptotes.guess = 0.2;
  fit.guess_rate = GuessRate::estimated;
  fit.guess_std_error = 0.05;
  const EstimateRow row = guess_rate(fit);
  CHECK(row.estimate == 0.2);
  CHECK(row.std_error == 0.05);
  CHECK(row.conf_low == Printed("0.119330747273"));
  CHECK(row.conf_high == Printed("0.3156564506545"));
  CHECK(std::isnan(row.statistic));
  CHECK(std::isnan(row.p_value));
  CHECK(error_of([&] { guess_rate(fit, 1.0); }).kind() == ErrorKind::usage);
}

}  // namespace
}  // namespace odds
