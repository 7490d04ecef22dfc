#include "formula/quote.hpp"
#include "formula/support.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace odds;
using test::call;
using test::column;
using test::number;

TEST_CASE("the spelling has the parentheses it needs and no others") {
  for (const char* text :
       {"x+y*z",         "(x+y)*z",  "x-(y-z)", "x-y-z",         "x/(y*z)",     "x^y^z",
        "(x^y)^z",       "-x^2",     "(-x)^2",  "(-2)^x",        "x^-2",        "-(x*y)",
        "-x*y",          "--x",      "!x==y",   "!(x&y)",        "(!x)==y",     "(x|y)&z",
        "x|y&z",         "(x<y)==z", "x+(y+z)", "scale(x,-1,2)", "pmin(x,y,z)", "`my x`+1",
        "race=='it''s'", "x-(-y)^2", "1e+20*x", "0.1",           "-0.5"}) {
    CAPTURE(text);
    CHECK(spelling(parse_expression(text)) == text);
  }
}

TEST_CASE("the spelling is canonical: blanks, needless parentheses and quotes go") {
  CHECK(spelling(parse_expression(" ( x + ( y * z ) ) ")) == "x+y*z");
  CHECK(spelling(parse_expression("`x` == \"a\"")) == "x=='a'");
  CHECK(spelling(parse_expression("I(1.50 * x)")) == "1.5*x");
}

TEST_CASE("numbers keep all their digits") {
  CHECK(spelling(number(0.1 + 0.2)) == "0.30000000000000004");
  CHECK(spelling(number(5e-324)) == "5e-324");
}

TEST_CASE("the spelling of a random expression parses back to the same expression") {
  test::RandomExpressions random(20'240'229);
  for (int i = 0; i < 3'000; ++i) {
    const Expression expression = random.next(i % 6);
    const std::string text = spelling(expression);
    CAPTURE(text);
    CHECK((parse_expression(text) == expression));
  }
}

TEST_CASE("a term is spelled by its factors, the empty one is the intercept") {
  CHECK(Term{}.spelling() == "(Intercept)");
  CHECK(parse_formula("y ~ race:log( x ):`a b`").terms[0].spelling() == "race:log(x):`a b`");
}

TEST_CASE("names and texts are quoted so that they read back") {
  CHECK(quote_name("age") == "age");
  CHECK(quote_name("my age") == "`my age`");
  CHECK(quote_name("a`b") == "`a``b`");
  CHECK(quote_name("c.x") == "`c.x`");
  CHECK(quote_text("it's") == "'it''s'");
}
