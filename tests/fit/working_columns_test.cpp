#include "fit/working_columns.hpp"

#include "support/dataset.hpp"
#include "support/fit_text.hpp"
#include "support/printed.hpp"
#include "support/rows.hpp"

#include <odds/margins.hpp>
#include <odds/model_file.hpp>
#include <odds/predict.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace odds {
namespace {

using test::coefficient;
using test::csv;
using test::fit_text;
using test::Printed;

/// 60 rows of numbers that doubles and 17 digits hold exactly: x, a difference d, and
/// z = x + gap d.
std::string collinear_text(double gap, double offset = 0.0) {
  std::string text = "y,x,d,z\n";
  for (int i = 0; i < 60; ++i) {
    const double x = offset + (i * 7 % 60) / 8.0;
    const double d = (i * i * 3 % 17 - 8) / 4.0;
    text += fmt::format("{},{:.17g},{:.17g},{:.17g}\n", i * 13 % 7 < 3 ? 1 : 0, x, d, x + gap * d);
  }
  return text;
}

/// -log10 of the relative error, at most 16.
double digits(double value, double truth) {
  return value == truth ? 16.0 : std::min(16.0, -std::log10(std::abs(value / truth - 1.0)));
}

const std::string kNearlyEqual =
    "y,x1,x2\n0,1,1.000001\n0,2,1.999999\n1,3,3.000000\n0,4,4.000001\n1,5,5.000001\n0,6,5.999999\n"
    "1,7,7.000000\n1,8,7.999999\n0,9,9.000001\n1,10,10.000000\n";

/// 20 rows in which b and b c are nearly proportional.
const std::string kNearlyProportional =
    "y,b,c\n"
    "0,-905.4,1000000.513\n"
    "0,-691.7,1000000.091\n"
    "1,-2537.5,1000000.408\n"
    "0,-733.5,999999.977\n"
    "0,2314.5,1000000.206\n"
    "0,1611.3,1000000.749\n"
    "0,1355.3,999999.271\n"
    "0,1638.1,999999.975\n"
    "1,-899.9,1000000.597\n"
    "1,-558.3,1000001.032\n"
    "0,-1399.9,999998.103\n"
    "0,1038.5,1000001.524\n"
    "0,71.5,999999.815\n"
    "0,-868.0,999999.706\n"
    "0,861.2,1000001.203\n"
    "0,486.9,999999.454\n"
    "1,485.9,1000001.416\n"
    "1,1318.1,999998.964\n"
    "1,2396.1,999998.198\n"
    "0,816.9,1000000.791\n";

}  // namespace

TEST_CASE("columns that differ by little are estimated to the digits that their numbers hold") {
  // Newton's method in 60-digit arithmetic (mpmath) on the decimals.
  const Fit fit = fit_text(kNearlyEqual, "y ~ x1 + x2");
  REQUIRE(fit.converged());
  CHECK(fit.aliased().empty());
  // The gap of some 1e-6 in numbers up to 10, which doubles round by up to 9e-16.
  CHECK(digits(coefficient(fit, "x1").estimate, 221021.21480102) > 8.5);
  CHECK(digits(coefficient(fit, "x1").std_error, 824444.23565764) > 8.5);
  CHECK(digits(coefficient(fit, "x2").estimate, -221020.92686519) > 8.5);
  CHECK(digits(coefficient(fit, "x2").std_error, 824444.2490821) > 8.5);
  CHECK(digits(coefficient(fit, "(Intercept)").std_error, 1.567910877708) > 9.0);
  CHECK(test::has_note(fit, "N032"));
}

TEST_CASE("a robust variance of nearly proportional columns, in 60-digit arithmetic") {
  FitOptions options;
  options.variance = Variance::hc1;
  const Fit fit = fit_text(kNearlyProportional, "y ~ b + I(b*c)", options);
  REQUIRE(fit.converged());
  CHECK(coefficient(fit, "(Intercept)").std_error == Printed("1.0131154160"));
  CHECK(digits(coefficient(fit, "b").std_error, 1409.4979374647) > 9.0);
  CHECK(digits(coefficient(fit, "I(b*c)").std_error, 0.0014094981653882) > 9.0);
}

TEST_CASE("x and x + gap d give what x and d give, whatever the gap") {
  // eta = b0 + bx x + bd d = b0 + (bx - bd / gap) x + (bd / gap) z, and likewise the covariance.
  const Fit plain = fit_text(collinear_text(1.0), "y ~ x + d");
  const double bx = coefficient(plain, "x").estimate;
  const double bd = coefficient(plain, "d").estimate;
  for (const int power : {10, 17, 20, 24, 33, 40}) {
    CAPTURE(power);
    const double gap = std::ldexp(1.0, -power);
    const Fit fit = fit_text(collinear_text(gap), "y ~ x + z");
    REQUIRE(fit.converged());
    REQUIRE(fit.aliased().empty());
    // The numbers are exact: what is lost is a few roundings of the large coefficients.
    CHECK(digits(coefficient(fit, "z").estimate, bd / gap) > 13.0);
    CHECK(digits(coefficient(fit, "z").std_error, coefficient(plain, "d").std_error / gap) > 13.0);
    CHECK(digits(coefficient(fit, "x").estimate, bx - bd / gap) > 12.0);
    CHECK(digits(fit.goodness().log_likelihood, plain.goodness().log_likelihood) > 14.0);
  }
}

TEST_CASE("predictions and effects of nearly collinear columns keep their digits") {
  const double gap = 0x1p-24;
  const std::string text = collinear_text(gap);
  const Fit plain = fit_text(text, "y ~ x + d");
  const Fit fit = fit_text(text, "y ~ x + z");
  const auto expected = predict(plain, *csv(text));
  const auto predicted = predict(fit, *csv(text));
  REQUIRE(predicted.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(digits(predicted[i].probability, expected[i].probability) > 13.0);
    CHECK(digits(predicted[i].std_error, expected[i].std_error) > 13.0);
  }
  const Margins effects = margins(fit, *csv(text));
  const auto of_d = test::margin(margins(plain, *csv(text)), "d", "dP/dx");
  const auto of_z = test::margin(effects, "z", "dP/dx");
  CHECK(digits(of_z.estimate, of_d.estimate / gap) > 12.0);
  CHECK(digits(of_z.std_error, of_d.std_error / gap) > 12.0);
}

TEST_CASE("a saved model remembers its residual columns") {
  const std::string text = collinear_text(0x1p-24);
  const Fit fit = fit_text(text, "y ~ x + z");
  const Fit loaded = parse_model(model_text(fit));
  const auto expected = predict(fit, *csv(text));
  const auto predicted = predict(loaded, *csv(text));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(predicted[i].probability == expected[i].probability);
    CHECK(predicted[i].std_error == expected[i].std_error);
  }
}

TEST_CASE("a gap that is rounding of the numbers is none") {
  // Sums that 15 digits round, as files have them.
  std::string text = "y,a,b,total\n";
  for (int i = 0; i < 40; ++i) {
    const double a = 0.1 * (i * 7 % 40) + 1.0 / 3.0;
    const double b = 0.7 * (i * 11 % 13) + 1.0 / 7.0;
    text += fmt::format("{},{:.15g},{:.15g},{:.15g}\n", i * 13 % 7 < 3 ? 1 : 0, a, b, a + b);
  }
  const Fit fit = fit_text(text, "y ~ a + b + total");
  REQUIRE(fit.aliased().size() == 1);
  CHECK(fit.aliased()[0].term == "total");
  CHECK(fit.aliased()[0].dependency == "a + b");
}

TEST_CASE("a column that is constant within a rounding is left out, and what is made of it") {
  const std::string text =
      "y,x,z\n1,0.3,1\n0,0.30000000000000004,2\n1,0.3,3\n0,0.3,4\n1,0.30000000000000004,5\n"
      "0,0.3,6\n1,0.3,2\n";
  const Fit fit = fit_text(text, "y ~ x*z");
  REQUIRE(fit.aliased().size() == 2);
  CHECK(fit.aliased()[0].dependency == "0.3");
  CHECK(fit.aliased()[1].dependency == "0.3*z");
  const Fit without = fit_text(text, "y ~ z");
  CHECK(coefficient(fit, "z").estimate == coefficient(without, "z").estimate);
}

TEST_CASE("levels, offsets of 1e8 and chains of nearly collinear columns") {
  const double gap = 0x1p-20;
  const Fit plain = fit_text(collinear_text(1.0), "y ~ x + d");
  const Fit far = fit_text(collinear_text(gap, 0x1p27), "y ~ x + z");
  CHECK(digits(coefficient(far, "z").estimate, coefficient(plain, "d").estimate / gap) > 8.0);

  // w = d to within 2^-20 e, v = w to within 2^-18 e: three columns, each next to the one before.
  std::string text = "y,d,w,v,g\n";
  std::string apart = "y,d,e,v,g\n";
  for (int i = 0; i < 80; ++i) {
    const double d = (i * i * 3 % 17 - 8) / 4.0;
    const double e = i * 29 % 23 / 4.0;
    const double f = i * 31 % 19 / 8.0;
    const int y = i * 13 % 7 < 3 ? 1 : 0;
    const char* const level = i % 3 == 0 ? "u" : "v";
    text += fmt::format("{},{:.17g},{:.17g},{:.17g},{}\n", y, d, d + 0x1p-20 * e,
                        d + 0x1p-20 * e + 0x1p-18 * f, level);
    apart += fmt::format("{},{:.17g},{:.17g},{:.17g},{}\n", y, d, e, f, level);
  }
  const Fit chain = fit_text(text, "y ~ g + d + w + v");
  const Fit three = fit_text(apart, "y ~ g + d + e + v");
  REQUIRE(chain.aliased().empty());
  CHECK(digits(coefficient(chain, "v").estimate, coefficient(three, "v").estimate * 0x1p18) > 11.0);
  CHECK(digits(coefficient(chain, "v").std_error, coefficient(three, "v").std_error * 0x1p18) >
        11.0);
  CHECK(digits(coefficient(chain, "g[v]").std_error, coefficient(three, "g[v]").std_error) > 12.0);
}

TEST_CASE("an indicator next to a number is estimated, too") {
  std::string text = "y,x,g,d\n";
  for (int i = 0; i < 60; ++i) {
    const double d = (i * i * 3 % 17 - 8) / 4.0;
    const bool in = i % 2 == 0;
    text += fmt::format("{},{:.17g},{},{:.17g}\n", i * 13 % 7 < 3 ? 1 : 0,
                        (in ? 1.0 : 0.0) + 0x1p-20 * d, in ? "b" : "a", d);
  }
  // x = b + gap d: x's coefficient is bd / gap, and g's the difference.
  const Fit plain = fit_text(text, "y ~ g + d");
  const Fit fit = fit_text(text, "y ~ x + g");
  REQUIRE(fit.aliased().empty());
  CHECK(digits(coefficient(fit, "x").estimate, coefficient(plain, "d").estimate * 0x1p20) > 12.0);
  CHECK(digits(coefficient(fit, "g[b]").std_error, coefficient(plain, "d").std_error * 0x1p20) >
        5.0);
  CHECK(digits(fit.goodness().log_likelihood, plain.goodness().log_likelihood) > 14.0);
}

TEST_CASE("threads do not change a bit of residual columns") {
  const std::string text = collinear_text(0x1p-24);
  const Fit one = fit(*csv(text), parse_formula("y ~ x + z"), {}, {.threads = 1, .progress = {}});
  const Fit three = fit(*csv(text), parse_formula("y ~ x + z"), {}, {.threads = 3, .progress = {}});
  CHECK(one.coefficients() == three.coefficients());
  CHECK(one.covariance() == three.covariance());
}

}  // namespace odds
