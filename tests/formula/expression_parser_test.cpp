#include "formula/expression_parser.hpp"

#include "formula/support.hpp"
#include "support/repeated.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace odds;
using test::call;
using test::column;
using test::number;

namespace {

const Expression kX = column("x");
const Expression kY = column("y");
const Expression kZ = column("z");

Error::Text expression_error(const std::string& text) {
  return test::usage_error([&] { parse_expression(text); });
}

Index caret(const Error::Text& error) {
  return static_cast<Index>(error.excerpt.size() - error.excerpt.find('\n')) - 2;
}

}  // namespace

TEST_CASE("operators bind as in R") {
  struct Case {
    const char* text;
    Expression tree;
  };
  for (const Case& c :
       std::vector<Case>{{"x+y*z", call("+", {kX, call("*", {kY, kZ})})},
                         {"(x+y)*z", call("*", {call("+", {kX, kY}), kZ})},
                         {"x-y-z", call("-", {call("-", {kX, kY}), kZ})},
                         {"x/y/z", call("/", {call("/", {kX, kY}), kZ})},
                         {"x^y^z", call("^", {kX, call("^", {kY, kZ})})},
                         {"-x^y", call("neg", {call("^", {kX, kY})})},
                         {"x^-y*z", call("*", {call("^", {kX, call("neg", {kY})}), kZ})},
                         {"-x*y", call("*", {call("neg", {kX}), kY})},
                         {"x+y<z*2", call("<", {call("+", {kX, kY}), call("*", {kZ, number(2)})})},
                         {"!x==y&z", call("&", {call("!", {call("==", {kX, kY})}), kZ})},
                         {"x|y&z", call("|", {kX, call("&", {kY, kZ})})},
                         {"+x", kX}}) {
    CAPTURE(c.text);
    CHECK((parse_expression(c.text) == c.tree));
  }
}

TEST_CASE("a chain of one operator is one call, also through parentheses on the left") {
  CHECK((parse_expression("x+y+z") == call("+", {kX, kY, kZ})));
  CHECK((parse_expression("(x*y)*z") == call("*", {kX, kY, kZ})));
  CHECK((parse_expression("x+(y+z)") == call("+", {kX, call("+", {kY, kZ})})));
  CHECK((parse_expression("x&y&z") == call("&", {kX, kY, kZ})));
}

TEST_CASE("a sign belongs to a number literal, unless a power follows") {
  CHECK((parse_expression("-2") == number(-2)));
  CHECK((parse_expression("-2^x") == call("neg", {call("^", {number(2), kX})})));
  CHECK((parse_expression("-(2)") == call("neg", {number(2)})));
  CHECK((parse_expression("--2") == call("neg", {number(-2)})));
  CHECK((parse_expression("x-2") == call("-", {kX, number(2)})));
}

TEST_CASE("I( ) is its argument, scale and center may hold constants") {
  CHECK((parse_expression("I(I(x))") == kX));
  CHECK((parse_expression("scale(x, -1.5, 2)") == call("scale", {kX, number(-1.5), number(2)})));
  CHECK((parse_expression("center(scale(x, 1, 2))") ==
         call("center", {call("scale", {kX, number(1), number(2)})})));
}

TEST_CASE("names need backquotes only where they are no names") {
  CHECK((parse_expression("`x`") == kX));
  CHECK((parse_expression("`my x` + i.x") == call("+", {column("my x"), column("i.x")})));
  CHECK((parse_expression("log") == column("log")));
  CHECK((parse_expression("`.`") == column(".")));
}

TEST_CASE("what is no expression is pointed at") {
  struct Case {
    const char* text;
    const char* what;
    Index caret;
  };
  for (const Case& c : std::vector<Case>{
           {"", "the formula ends where something is expected", -1},  // nothing to point at
           {"x +", "the formula ends where something is expected", 3},
           {"x y", "unexpected \"y\"", 2},
           {"(x", "expected \")\", but the formula ends", 2},
           {"log(x", "expected \")\", but the formula ends", 5},
           {"log(x y)", "expected \")\", but found \"y\"", 6},
           {"log()", "unexpected \")\"", 4},
           {"x = 2", "unexpected \"=\"", 2},
           {"x:y", "unexpected \":\"", 1},
           {"x ~ y", "unexpected \"~\"", 2},
           {"`log`(x)", "unexpected \"(\"", 5},
           {"x + .", "a dot stands for columns only as a term of its own", 4},
           {"x < y < z", "comparisons cannot be chained", 6},
           {"x * !y", "\"!\" cannot stand here without parentheses", 4},
           {"log(x, 2)", "log takes 1 argument, not 2", 0},
           {"pow(x)", "pow takes 2 arguments, not 1", 0},
           {"pmin(x)", "pmin takes at least 2 arguments, not 1", 0},
           {"I(x, y)", "I takes 1 argument, not 2", 0},
           {"scale(x, 1)", "scale takes 1 argument, or 3 with its constants, not 2", 0},
           {"scale(x, y, 1)", "a constant of scale is a number", 9},
           {"scale(2)", "scale needs a column in its argument", 0},
           {"1 + scale(log(center(x)))", "scale and center cannot stand inside one another", 4},
           {"x + C(y)", "C( ) can only be a term of its own", 4},
           {"offset(y)", "offset( ) can only be a term of its own", 0},
           {"x < 'a'", "of texts only dates have an order, such as \"2021-04-30\"", 4},
           {"x + 1 < '2021-04-30'", "a text can only be compared with a column, by == or !=", 8},
           {"missing(x + 1)", "missing takes the name of a column", 0},
           {"missing('a')", "missing takes the name of a column", 0},
           {"between(x, 1)", "between takes 3 arguments, not 2", 0},
           {"between(x, 'a', 'b')", "of texts only dates have an order, such as \"2021-04-30\"",
            11},
           {"x in 3", "a list between parentheses follows \"in\"", 5},
           {"x in (1) in (2)", "comparisons cannot be chained", 9},
           {"'a'", "a text can only be compared with a column, by == or !=", 0},
           {"('a')", "a text can only be compared with a column, by == or !=", 1},
           {"-'a'", "a text can only be compared with a column, by == or !=", 0},
           {"!'a'", "a text can only be compared with a column, by == or !=", 1},
           {"log('a')", "a text can only be compared with a column, by == or !=", 4},
           {"'a' == 'b'", "a text can only be compared with a column, by == or !=", 0},
           {"x + 1 == 'b'", "a text can only be compared with a column, by == or !=", 9}}) {
    CAPTURE(c.text);
    const Error::Text error = expression_error(c.text);
    CHECK(error.what == c.what);
    CHECK(caret(error) == c.caret);
  }
}

TEST_CASE("lists and ranges are short for the comparisons that they are") {
  for (const auto& pair : std::vector<std::pair<std::string, std::string>>{
           {"x in (1, 2)", "x == 1 | x == 2"},
           {"x %in% c(1, 2)", "x == 1 | x == 2"},
           {"x in (3)", "x == 3"},
           {"g in ('a', \"b\")", "g == 'a' | g == 'b'"},
           {"!x in (-1, 2) & y", "!(x == -1 | x == 2) & y"},
           {"x + 1 in (2, 3) | y", "(x + 1 == 2) | (x + 1 == 3) | y"},
           {"between(x, 1, y + 1)", "x >= 1 & x <= y + 1"},
           {"between(d, '2021-01-01', '2021-12-31')", "d >= '2021-01-01' & d <= '2021-12-31'"},
           {"in > 3", "`in` > 3"}}) {
    const std::string& text = pair.first;
    CAPTURE(text);
    CHECK(parse_expression(text) == parse_expression(pair.second));
    CHECK(parse_expression(spelling(parse_expression(text))) == parse_expression(text));
  }
}

TEST_CASE("conditions joined as in other languages are met with a hint") {
  for (const char* text : {"x > 3 and y == 1", "x > 3 or y", "not x", "x AND y"}) {
    CAPTURE(text);
    CHECK(expression_error(text).hint ==
          "conditions are joined by & (and) and | (or), and negated by !");
  }
  CHECK(expression_error("x > 3 && y").hint == "a single & joins two conditions");
  CHECK(expression_error("I(x > 3 || y)").hint == "a single | joins two conditions");
  CHECK(expression_error("x = 3").hint == "== compares two values");
}

TEST_CASE("the grammar is closed: an unknown function is an error that lists the known ones") {
  for (const char* text : {"system('x')", "I(system('rm -rf x'))", "log(eval(x))", "x(2)",
                           "sign(x)", "pick_min(x, y)", "neg(x)", "Log(x)"}) {
    CAPTURE(text);
    const Error::Text error = expression_error(text);
    CHECK(error.what.substr(0, 20) == "there is no function");
    CHECK(error.hint ==
          "the functions are C, I, abs, between, center, exp, log, log10, log1p, log2, missing, "
          "pmax, pmin, pow, round, scale, sqrt, factor, offset");
  }
}

TEST_CASE("200 levels are read, one more is refused, however they are made") {
  struct Case {
    const char* open;
    const char* close;
  };
  for (const Case& c :
       std::vector<Case>{{"(", ")"}, {"-", ""}, {"!", ""}, {"x^", ""}, {"I(", ")"}, {"+", ""}}) {
    CAPTURE(c.open);
    CHECK_NOTHROW(
        parse_expression(test::repeated(c.open, 199) + "x" + test::repeated(c.close, 199)));
    CHECK(expression_error(test::repeated(c.open, 201) + "x" + test::repeated(c.close, 201)).what ==
          "the formula is nested more than 200 levels");
  }
  CHECK_NOTHROW(parse_expression("x" + test::repeated("-x", 199)));
  CHECK(expression_error("x" + test::repeated("-x", 200)).what ==
        "the formula is nested more than 200 levels");
}

TEST_CASE("the largest texts end in a value or an error, not in the stack") {
  CHECK(parse_expression(test::repeated("1+", 32'000) + "1").arguments.size() == 32'001);
  CHECK(parse_expression(test::repeated("x*", 32'000) + "x").arguments.size() == 32'001);
  for (const char* part : {"(", "-", "!", "x^", "1-", "log(", "x/", "I(("}) {
    CAPTURE(part);
    CHECK(expression_error(test::repeated(part, 15'000)).what ==
          "the formula is nested more than 200 levels");
  }
  for (const std::size_t size : {100'000U, 1'000'000U}) {
    CHECK(expression_error(std::string(size, '(')).what.find("more than the 65536") !=
          std::string::npos);
  }
}
