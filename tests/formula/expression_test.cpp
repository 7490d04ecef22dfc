#include "formula/expression.hpp"

#include "formula/support.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

using namespace odds;
using test::column;

TEST_CASE("variables are listed once, in order of appearance") {
  using Names = std::vector<std::string>;
  CHECK(variables(parse_expression("b + a*log(b) - `c d`")) == Names{"b", "a", "c d"});
  CHECK(variables(parse_expression("race == 'x'")) == Names{"race"});
  CHECK(variables(parse_expression("2^3")).empty());
}

TEST_CASE("a constant holds no variable") {
  CHECK(is_constant(parse_expression("2^3 + log(4)")));
  CHECK_FALSE(is_constant(parse_expression("2^3 + log(x)")));
}

TEST_CASE("columns that are compared with texts are known") {
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  CHECK(compared_texts(parse_expression("x > 2 & (race == 'black' | 'F' != sex)")) ==
        Pairs{{"race", "black"}, {"sex", "F"}});
  CHECK(compared_texts(parse_expression("x == y")).empty());
}

TEST_CASE("scale and center ask for their constants and get them") {
  const Expression expression = parse_expression("scale(log(x)) + center(y) * scale(log(x))");
  const std::vector<Expression> calls = stateful_calls(expression);
  REQUIRE(calls.size() == 2);
  CHECK(spelling(calls[0]) == "scale(log(x))");
  CHECK(spelling(calls[1]) == "center(y)");
  const Expression half = with_constants(expression, calls[0], std::array{-1.5, 2.0});
  CHECK(spelling(half) == "scale(log(x),-1.5,2)+center(y)*scale(log(x),-1.5,2)");
  const Expression whole = with_constants(half, calls[1], std::array{3.0});
  CHECK(spelling(whole) == "scale(log(x),-1.5,2)+center(y,3)*scale(log(x),-1.5,2)");
  CHECK(stateful_calls(whole).empty());
  CHECK((parse_expression(spelling(whole)) == whole));
}

TEST_CASE("whole powers from 2 are recognised") {
  const auto square = as_power(parse_expression("log(x)^2"));
  REQUIRE(square.has_value());
  CHECK(spelling(square->first) == "log(x)");
  CHECK(square->second == 2);
  CHECK(as_power(parse_expression("pow(x, 5)"))->second == 5);
  CHECK((as_power(parse_expression("I(x^2)"))->first == column("x")));
  for (const char* text : {"x", "x^1", "x^0", "x^-2", "x^2.5", "x^y", "2^2", "2^x", "x*x", "x^2+1",
                           "x^65", "pow(x, 1)"}) {
    CAPTURE(text);
    CHECK_FALSE(as_power(parse_expression(text)).has_value());
  }
}
