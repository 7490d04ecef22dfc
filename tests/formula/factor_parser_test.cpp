#include "formula/factor_parser.hpp"

#include "formula/support.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace odds;

namespace {

Factor factor(const std::string& text) {
  TokenStream tokens(text);
  return parse_factor(tokens);
}

}  // namespace

TEST_CASE("the base of a factor is a number, a text or a word") {
  struct Case {
    const char* text;
    const char* base;
    const char* spelling;
  };
  for (const Case& c :
       std::vector<Case>{{"C(race, base = 3)", "3", "C(race,base=3)"},
                         {"C(race, base=-1)", "-1", "C(race,base=-1)"},
                         {"factor(race, base='a b')", "a b", "factor(race,base='a b')"},
                         {"C(`my race`, base=black)", "black", "C(`my race`,base=black)"}}) {
    CAPTURE(c.text);
    const Factor actual = factor(c.text);
    CHECK(actual.kind == Factor::Kind::categorical);
    CHECK(actual.base == c.base);
    CHECK(actual.spelling == c.spelling);
  }
  CHECK_FALSE(factor("factor(race)").base.has_value());
}

TEST_CASE("C( ) takes one column and a base") {
  struct Case {
    const char* text;
    const char* what;
  };
  for (const Case& c :
       std::vector<Case>{{"C()", "C( ) takes the name of a column"},
                         {"C(.)", "C( ) takes the name of a column"},
                         {"C('race')", "C( ) takes the name of a column"},
                         {"C(x > 2)", "expected \")\", but found \">\""},
                         {"factor(log(x))", "expected \")\", but found \"(\""},
                         {"C(x, 3)", "expected base = LEVEL"},
                         {"C(x, base 3)", "expected base = LEVEL"},
                         {"C(x, base = )", "expected a level: a number or a text"},
                         {"C(x, base = -a)", "expected a level: a number or a text"},
                         {"C(x, base = 3, 4)", "expected \")\", but found \",\""}}) {
    CAPTURE(c.text);
    CHECK(test::usage_error([&] { factor(c.text); }).what == c.what);
  }
}

TEST_CASE("columns in Stata's notation are taken, others are left") {
  const std::string text = "ib3.race x";
  TokenStream tokens(text);
  const auto race = accept_stata_factor(tokens);
  REQUIRE(race.has_value());
  CHECK(race->variable == "race");
  CHECK(race->base == "3");
  CHECK_FALSE(race->continuous);
  CHECK_FALSE(accept_stata_factor(tokens).has_value());
  CHECK(tokens.peek().text == "x");
}

TEST_CASE("Stata's prefix needs a column, and backquotes take its meaning away") {
  CHECK(test::usage_error([] { parse_formula("y ~ i. + x"); }).what ==
        "expected the name of a column after \"i.\"");
  CHECK(parse_formula("y ~ `i.x`").terms[0].factors[0].kind == Factor::Kind::plain);
}
