#include "base/special_values.hpp"
#include "formula/expression.hpp"
#include "formula/support.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace odds;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Four rows of x, y and race.
class Data {
 public:
  Bindings bindings() const {
    return {{"x", {.numbers = x_, .codes = {}, .levels = {}}},
            {"y", {.numbers = y_, .codes = {}, .levels = {}}},
            {"race", {.numbers = {}, .codes = race_, .levels = levels_}}};
  }

 private:
  std::array<double, 4> x_ = {1, 2, 4, -3};
  std::array<double, 4> y_ = {10, 2, 0.5, 0};
  std::array<std::int32_t, 4> race_ = {0, 1, 1, -1};
  std::array<std::string, 2> levels_ = {"black", "white"};
};

/// Equal, NaN to NaN.
bool same(const Vector& actual, const std::vector<double>& expected) {
  if (actual.size() != static_cast<Index>(expected.size())) return false;
  for (Index i = 0; i < actual.size(); ++i) {
    const double wanted = expected[static_cast<std::size_t>(i)];
    if (std::isnan(wanted) ? !std::isnan(actual[i]) : actual[i] != wanted) return false;
  }
  return true;
}

Vector values(const std::string& text) {
  const Data data;
  return evaluate(parse_expression(text), data.bindings(), 4);
}

}  // namespace

TEST_CASE("operators and functions have the values worked out by hand") {
  struct Case {
    const char* text;
    std::vector<double> expected;
  };
  for (const Case& c :
       std::vector<Case>{{"x", {1, 2, 4, -3}},
                         {"7", {7, 7, 7, 7}},
                         {"round(x/2)", {0, 1, 2, -2}},
                         {"x+y+1", {12, 5, 5.5, -2}},
                         {"x-y-1", {-10, -1, 2.5, -4}},
                         {"2*x*y", {20, 8, 4, 0}},
                         {"x/2/2", {0.25, 0.5, 1, -0.75}},
                         {"8/x", {8, 4, 2, 8.0 / -3}},
                         {"-x^2", {-1, -4, -16, -9}},
                         {"(-x)^2", {1, 4, 16, 9}},
                         {"x^3", {1, 8, 64, -27}},
                         {"x^-1", {1, 0.5, 0.25, 1.0 / -3}},
                         {"x^0", {1, 1, 1, 1}},
                         {"2^x", {2, 4, 16, 0.125}},
                         {"pow(x, y)", {1, 4, 2, 1}},
                         {"x<2", {1, 0, 0, 1}},
                         {"x<=2", {1, 1, 0, 1}},
                         {"x>2", {0, 0, 1, 0}},
                         {"x>=2", {0, 1, 1, 0}},
                         {"x==y", {0, 1, 0, 0}},
                         {"x!=y", {1, 0, 1, 1}},
                         {"x>1&y>1", {0, 1, 0, 0}},
                         {"x>1|y>1", {1, 1, 1, 0}},
                         {"!x>1", {1, 0, 0, 1}},
                         {"!y", {0, 0, 0, 1}},
                         {"x&y", {1, 1, 1, 0}},
                         {"abs(x)", {1, 2, 4, 3}},
                         {"sqrt(x^2)", {1, 2, 4, 3}},
                         {"log2(abs(x)*(x>0)+(x<0))", {0, 1, 2, 0}},
                         {"log10(y*10)", {2, std::log10(20.0), std::log10(5.0), -kInfinity}},
                         {"log(exp(0*x))", {0, 0, 0, 0}},
                         {"log1p(0*x)", {0, 0, 0, 0}},
                         {"pmin(x,y,3)", {1, 2, 0.5, -3}},
                         {"pmax(x,y,3)", {10, 3, 4, 3}},
                         {"scale(x,1,2)", {0, 0.5, 1.5, -2}},
                         {"center(x,1)", {0, 1, 3, -4}},
                         {"I(x)+I(y)", {11, 4, 4.5, -3}}}) {
    CAPTURE(c.text);
    CHECK(same(values(c.text), c.expected));
  }
}

TEST_CASE("small whole powers are products, correct to the last bit where the product is") {
  const std::array<double, 3> x = {0.1, 1.0 / 3, 1234567.891};
  const Bindings bindings = {{"x", {.numbers = x, .codes = {}, .levels = {}}}};
  const Vector square = evaluate(parse_expression("x^2"), bindings, 3);
  const Vector cube = evaluate(parse_expression("pow(x, 3)"), bindings, 3);
  for (Index i = 0; i < 3; ++i) {
    const double each = x[static_cast<std::size_t>(i)];
    CHECK(square[i] == each * each);
    CHECK(cube[i] == each * each * each);
  }
}

TEST_CASE("a value does not depend on how many rows are evaluated at once") {
  const std::array<double, 5> x = {0.1, 0.7, 1.9, 3.3, 5.1};
  const std::array<double, 5> k = {2, 3, -1, 0.5, 2};
  const Expression expression = parse_expression("x^k + exp(x)*k - abs(k)^x");
  const auto rows_from = [&](std::size_t first, std::size_t rows) -> Bindings {
    return {{"x", {.numbers = std::span(x).subspan(first, rows), .codes = {}, .levels = {}}},
            {"k", {.numbers = std::span(k).subspan(first, rows), .codes = {}, .levels = {}}}};
  };
  const Vector together = evaluate(expression, rows_from(0, 5), 5);
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(evaluate(expression, rows_from(i, 1), 1)[0] == together[static_cast<Index>(i)]);
  }
  CHECK(evaluate(expression, rows_from(0, 0), 0).size() == 0);
}

TEST_CASE("what is decided by one operand does not need the other") {
  const std::array<double, 4> x = {0, 1, kNan, 2};
  const Bindings bindings = {{"x", {.numbers = x, .codes = {}, .levels = {}}}};
  const auto with_x = [&](const char* text) {
    return evaluate(parse_expression(text), bindings, 4);
  };
  CHECK(same(with_x("x & 1"), {0, 1, kNan, 1}));
  CHECK(same(with_x("x & 0"), {0, 0, 0, 0}));
  CHECK(same(with_x("0 & x"), {0, 0, 0, 0}));
  CHECK(same(with_x("x | 1"), {1, 1, 1, 1}));
  CHECK(same(with_x("0 | x"), {0, 1, kNan, 1}));
  CHECK(same(with_x("missing(x) | x > 1"), {0, 0, 1, 1}));
  CHECK(same(with_x("!missing(x) & x < 2"), {1, 1, 0, 0}));
}

TEST_CASE("missing codes are missing") {
  CHECK(same(values("missing(race)"), {0, 0, 0, 1}));
  CHECK(same(values("missing(race) | race == 'black'"), {1, 0, 0, 1}));
}

TEST_CASE("dates are compared as days, or as the dates that levels are") {
  const std::array<double, 4> x = {18746, 18747, 18747.5, kNan};
  const std::array<std::int32_t, 4> codes = {0, 1, 2, -1};
  const std::array<std::string, 3> levels = {"2021-04-29", "2021-04-30", "unknown"};
  const Bindings bindings = {{"x", {.numbers = x, .codes = {}, .levels = {}}},
                             {"d", {.numbers = {}, .codes = codes, .levels = levels}}};
  const auto with_dates = [&](const char* text) {
    return evaluate(parse_expression(text), bindings, 4);
  };
  CHECK(same(with_dates("x >= '2021-04-30'"), {0, 1, 1, kNan}));
  CHECK(same(with_dates("'2021-04-30' >= x"), {1, 1, 0, kNan}));
  CHECK(same(with_dates("x == '2021-04-30'"), {0, 1, 0, kNan}));
  CHECK(same(with_dates("d >= '2021-04-30'"), {0, 1, kNan, kNan}));
  CHECK(same(with_dates("d == '2021-04-30'"), {0, 1, 0, kNan}));
  CHECK(same(with_dates("between(d, '2021-04-01', '2021-04-29')"), {1, 0, kNan, kNan}));
}

TEST_CASE("texts are compared with the levels of a factor, missing is NaN") {
  CHECK(same(values("race=='black'"), {1, 0, 0, kNan}));
  CHECK(same(values("'black'!=race"), {0, 1, 1, kNan}));
  CHECK(same(values("race=='green'"), {0, 0, 0, kNan}));
  CHECK(same(values("race!='green'"), {1, 1, 1, kNan}));
}

TEST_CASE("what is not finite comes out, and NaN is not lost in a comparison") {
  CHECK(same(values("log(y)-log(y)"), {0, 0, 0, kNan}));
  CHECK(same(values("1/y"), {0.1, 0.5, 2, kInfinity}));
  CHECK(same(values("log(x)>0"), {0, 1, 1, kNan}));
  CHECK(same(values("log(x)>0|x<0"), {0, 1, 1, 1}));
  CHECK(same(values("!log(x)"), {1, 0, 0, kNan}));
  CHECK(same(values("pmin(1,0*log(x))"), {0, 0, 0, kNan}));
  CHECK(same(values("pmax(0*log(x),1)"), {1, 1, 1, kNan}));
}

TEST_CASE("one value can stand for a variable in all rows") {
  const Data data;
  Bindings bindings = data.bindings();
  const double two = 2;
  bindings["x"] = {.numbers = {&two, 1}, .codes = {}, .levels = {}};
  CHECK(same(evaluate(parse_expression("x*y"), bindings, 4), {20, 4, 1, 0}));
  CHECK(same(evaluate(parse_expression("x^2"), bindings, 4), {4, 4, 4, 4}));
  const std::int32_t white = 1;
  const std::vector<std::string> levels = {"black", "white"};
  bindings["race"] = {.numbers = {}, .codes = {&white, 1}, .levels = levels};
  CHECK(same(evaluate(parse_expression("race=='white'"), bindings, 4), {1, 1, 1, 1}));
}

TEST_CASE("constants are evaluated without data") {
  CHECK(evaluate_constant(parse_expression("2^3-1/2")) == 7.5);
}

TEST_CASE("a factor is no number and a number no text") {
  CHECK(test::usage_error([] { values("race+1"); }).what ==
        "\"race\" holds texts and is used as a number");
  CHECK(test::usage_error([] { values("race==1"); }).what ==
        "\"race\" holds texts and is used as a number");
  CHECK(test::usage_error([] { values("x=='a'"); }).what ==
        "\"x\" holds numbers and is compared with the text 'a'");
}

TEST_CASE("what a caller forgot is a logic error") {
  CHECK_THROWS_AS(values("unknown"), std::logic_error);
  CHECK_THROWS_AS(values("scale(x)"), std::logic_error);
  const Data data;
  CHECK_THROWS_AS(evaluate(parse_expression("x"), data.bindings(), 5), std::logic_error);
}
