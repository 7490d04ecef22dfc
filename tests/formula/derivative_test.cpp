#include "formula/expression.hpp"
#include "formula/support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

using namespace odds;

namespace {

std::string derivative_of(const std::string& text) {
  return spelling(derivative(parse_expression(text), "x"));
}

double value(const Expression& expression, double x) {
  const double y = 1.3;
  const std::int32_t code = 0;
  const std::vector<std::string> levels = {"black"};
  return evaluate(expression,
                  {{"x", {.numbers = {&x, 1}, .codes = {}, .levels = {}}},
                   {"y", {.numbers = {&y, 1}, .codes = {}, .levels = {}}},
                   {"race", {.numbers = {}, .codes = {&code, 1}, .levels = levels}}},
                  1)[0];
}

/// The central difference of fourth order.
double difference(const Expression& function, double x, double h) {
  const auto f = [&](double at) { return value(function, at); };
  return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
}

void check_by_differences(const Expression& function, const Expression& slope, double x) {
  const double h = 1e-3;
  const double fine = difference(function, x, h / 2);
  const double actual = value(slope, x);
  // Halving the step divides the error of the formula by 16, so that what it changes is 15 times
  // the error left. Rounding adds a few ulp of the function divided by the step: 1e-15 / 5e-4.
  const double formula_error = std::abs(fine - difference(function, x, h)) / 10;
  const double rounding = 1e-11 * std::max({1.0, std::abs(value(function, x)), std::abs(actual)});
  CHECK(std::abs(actual - fine) <= formula_error + rounding);
}

/// Smooth in a neighbourhood of 0.3, 0.7, 1.9 and 2.6.
const std::vector<std::string> kFunctions = {
    "x",
    "3*x+y",
    "x-2*x",
    "-x",
    "y-x",
    "x*y*x",
    "x*log(x)*exp(x)",
    "y/x",
    "x/y",
    "x/(1+x)",
    "(x+y)/(x+y*2)",
    "x^2",
    "x^3",
    "x^-1",
    "x^-2.5",
    "x^0",
    "x^1",
    "(2*x+1)^4",
    "pow(x,3)",
    "pow(1+x,0.5)",
    "x^(1/3)",
    "2^x",
    "y^x",
    "x^y",
    "x^x",
    "log(x)",
    "log(1+x^2)",
    "log2(x)",
    "log10(3*x)",
    "log1p(x)",
    "log1p(exp(x))",
    "exp(x)",
    "exp(-x^2/2)",
    "sqrt(x)",
    "sqrt(1+x^2)*log(x)/(x+y)",
    "abs(x-1)",
    "abs(1-x^2)*x",
    "pmin(x,1)",
    "pmin(x,1,x^2)",
    "pmax(x,1,x^2)*x",
    "pmax(log(x),pmin(x,y))",
    "scale(x,-1.5,2)",
    "scale(log(x),0.2,0.7)^2",
    "center(x,3)",
    "center(x^2,3)*x",
    "(x>1)*x",
    "(x>1&y>1|!x<2)*x^2",
    "(race=='black')*x",
    "exp(log(sqrt(x))*2)",
};

constexpr std::array<double, 4> kPoints = {0.3, 0.7, 1.9, 2.6};

}  // namespace

TEST_CASE("derivatives are simplified") {
  CHECK(derivative_of("x") == "1");
  CHECK(derivative_of("y") == "0");
  CHECK(derivative_of("3*x+y") == "3");
  CHECK(derivative_of("x^2") == "2*x");
  CHECK(derivative_of("x^3") == "3*x^2");
  CHECK(derivative_of("x^1") == "1");
  CHECK(derivative_of("x^0") == "0");
  CHECK(derivative_of("pow(x,2)") == "2*x");
  CHECK(derivative_of("log(x)") == "1/x");
  CHECK(derivative_of("exp(2*x)") == "2*exp(2*x)");
  CHECK(derivative_of("sqrt(x)") == "0.5/sqrt(x)");
  CHECK(derivative_of("x*y*z") == "y*z");
  CHECK(derivative_of("x/4") == "1/4");
  CHECK(derivative_of("abs(x)") == "sign(x)");
  CHECK(derivative_of("scale(x,1,2)") == "1/2");
  CHECK(derivative_of("center(x,1)") == "1");
  CHECK(derivative_of("x>2") == "0");
  CHECK(derivative_of("log(x>2)") == "0");
  CHECK(derivative_of("x*(x>2)") == "x>2");
  CHECK(derivative_of("race=='black'") == "0");
}

TEST_CASE("first derivatives agree with differences") {
  for (const std::string& text : kFunctions) {
    const Expression function = parse_expression(text);
    const Expression slope = derivative(function, "x");
    for (const double x : kPoints) {
      CAPTURE(text);
      CAPTURE(x);
      check_by_differences(function, slope, x);
    }
  }
}

TEST_CASE("second derivatives agree with differences of the first") {
  for (const std::string& text : kFunctions) {
    const Expression slope = derivative(parse_expression(text), "x");
    const Expression bend = derivative(slope, "x");
    for (const double x : kPoints) {
      CAPTURE(text);
      CAPTURE(x);
      check_by_differences(slope, bend, x);
    }
  }
}

TEST_CASE("mixed derivatives do not depend on the order") {
  const Expression function = parse_expression("x^y*log(x*y)+exp(x/y)");
  const Expression xy = derivative(derivative(function, "x"), "y");
  const Expression yx = derivative(derivative(function, "y"), "x");
  for (const double x : kPoints) {
    // Two dozen operations, none of which cancels, each good to an ulp or so.
    CHECK(value(xy, x) == doctest::Approx(value(yx, x)).epsilon(1e-13));
  }
}

TEST_CASE("at a kink the derivative is the one that is documented") {
  CHECK(value(derivative(parse_expression("abs(x)"), "x"), 0.0) == 0.0);
  CHECK(value(derivative(parse_expression("abs(x)"), "x"), -2.0) == -1.0);
  CHECK(value(derivative(parse_expression("pmin(x,3*x)"), "x"), 0.0) == 1.0);
  CHECK(value(derivative(parse_expression("pmax(5*x,3*x)"), "x"), 0.0) == 5.0);
}

TEST_CASE("a branch that is not active cannot spoil the derivative") {
  const Expression slope = derivative(parse_expression("pmax(x,sqrt(abs(x)))"), "x");
  CHECK(value(slope, 4.0) == 1.0);
  const Expression guarded = derivative(parse_expression("pmin(x,sqrt(pmax(x,0)))"), "x");
  CHECK(value(guarded, 0.0) == 1.0);  // sqrt has an infinite slope there
  CHECK(value(derivative(parse_expression("x^2"), "x"), 0.0) == 0.0);
  CHECK(value(derivative(parse_expression("(x-1)^3"), "x"), 1.0) == 0.0);
}

TEST_CASE("a derivative beyond measure is refused, a deep one is not") {
  std::string product = "x";
  for (int i = 0; i < 2'000; ++i) product += "*x";
  CHECK(test::usage_error([&] { derivative(parse_expression(product), "x"); }).what ==
        "the derivative with respect to \"x\" is too large");
  std::string deep = "x";
  for (int i = 0; i < 150; ++i) deep = "log1p(" + deep + ")";
  const Expression slope = derivative(parse_expression(deep), "x");
  CHECK(value(slope, 0.0) == 1.0);
}

TEST_CASE("scale and center without constants have no derivative yet") {
  CHECK_THROWS_AS(derivative(parse_expression("scale(x)"), "x"), std::logic_error);
  CHECK_THROWS_AS(derivative(parse_expression("center(x)"), "x"), std::logic_error);
}

TEST_CASE("jumps are where a comparison or a logical operation holds the variable") {
  for (const char* text : {"x > 1", "!x", "z * (x == 2)", "log(1 + (x & z))", "x | 0"}) {
    CAPTURE(text);
    CHECK(jumps_with(parse_expression(text), "x"));
  }
  for (const char* text : {"x", "x * (z > 1)", "abs(x)", "pmax(x, 2)", "(z > 1) | z"}) {
    CAPTURE(text);
    CHECK_FALSE(jumps_with(parse_expression(text), "x"));
  }
}
