#include "formula/inverse.hpp"

#include "base/special_values.hpp"
#include "formula/expression.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

namespace odds {
namespace {

double value_at(const Expression& expression, double x) {
  return evaluate(expression, {{"x", {.numbers = {&x, 1}, .codes = {}, .levels = {}}}}, 1)[0];
}

TEST_CASE("an inverse leads back from every value to the variable") {
  for (const std::string text :
       {"x", "log(x)", "log2(x)", "log10(x)", "log1p(x)", "exp(x)", "sqrt(x)", "-x", "3-2*x",
        "x/10+1", "1/x", "2/(x+1)", "x^0.5", "x^(-2)", "2^x", "0.5^x", "10-log10(2*x+1)/3",
        "exp(-x/4)", "pow(x,1.5)"}) {
    CAPTURE(text);
    const Expression expression = parse_expression(text);
    REQUIRE(can_be_inverted(expression));
    for (const double x : {0.25, 1.0, 3.5}) {
      CHECK(std::abs(invert(expression, value_at(expression, x)) - x) < 1e-14 * (1.0 + x));
    }
  }
}

TEST_CASE("what may have one value twice has no inverse") {
  for (const std::string text :
       {"x^2", "x*x", "x+log(x)", "abs(x)", "x>3", "pmin(x,x^2)", "0*x", "1^x", "0/x", "x-x"}) {
    CAPTURE(text);
    CHECK_FALSE(can_be_inverted(parse_expression(text)));
  }
}

TEST_CASE("values that no positive number has lead to the end of those that are near") {
  CHECK(invert(parse_expression("sqrt(x)"), -1.0) == 0.0);
  CHECK(invert(parse_expression("1/x"), -0.5) == kInfinity);
  CHECK(invert(parse_expression("exp(x)"), 0.0) == -kInfinity);
  CHECK(invert(parse_expression("log(x)"), -kInfinity) == 0.0);
  CHECK(invert(parse_expression("log10(x)"), kInfinity) == kInfinity);
  CHECK(invert(parse_expression("5-x"), kInfinity) == -kInfinity);
}

TEST_CASE("a floor and a ceiling lead to their end") {
  const Expression floor = parse_expression("log(pmax(x,2))");
  REQUIRE(can_be_inverted(floor));
  CHECK(invert(floor, std::log(3.0)) == doctest::Approx(3.0).epsilon(1e-15));
  CHECK(invert(floor, 0.0) == 2.0);
  CHECK(invert(parse_expression("pmin(3,x)"), 5.0) == 3.0);
  CHECK(has_flat_part(floor));
  CHECK_FALSE(has_flat_part(parse_expression("log(x)")));
}

TEST_CASE("sums, products and centring come off an expression") {
  const AffineForm form = affine_form(parse_expression("3-2*(log(x)+1)/4"));
  CHECK(spelling(form.core) == "log(x)");
  CHECK(form.slope == -0.5);
  CHECK(form.shift == 2.5);

  const Expression call = parse_expression("scale(log(x))");
  const double constants[] = {2.0, 4.0};
  const AffineForm scaled = affine_form(with_constants(call, call, constants));
  CHECK(spelling(scaled.core) == "log(x)");
  CHECK(scaled.slope == 0.25);
  CHECK(scaled.shift == -0.5);
}

}  // namespace
}  // namespace odds
