#include "formula/foreign_spelling.hpp"

#include <odds/error.hpp>
#include <odds/formula.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace odds {
namespace {

TEST_CASE("Stata's words are a response and terms") {
  CHECK(in_our_spelling("low age i.race") == "low ~ age + i.race");
  CHECK(in_our_spelling("low age b2.race##c.lwt") == "low ~ age + ib2.race##c.lwt");
  CHECK(in_our_spelling("low age i.race if age > 30, or vce(robust)") == "low ~ age + i.race");
  CHECK(in_our_spelling("low ~ ib(first).race") == "low ~ i.race");
  CHECK(in_our_spelling("low ~ ib(#2).race") == "low ~ C(race, base = LEVEL)");
  CHECK(in_our_spelling("low ~ ln(lwt)") == "low ~ log(lwt)");
}

TEST_CASE("R's functions have names here, or none") {
  CHECK(in_our_spelling("y ~ relevel(race, ref = \"white\")") == "y ~ C(race, base = white)");
  CHECK(in_our_spelling("y ~ relevel(factor(race), 'not said')") ==
        "y ~ C(race, base = 'not said')");
  CHECK(in_our_spelling("y ~ as.factor(rank) + a**2") == "y ~ C(rank) + a^2");
  CHECK(in_our_spelling("y ~ poly(x, 3, raw = TRUE)") == "y ~ x + I(x^2) + I(x^3)");
  CHECK(in_our_spelling("y ~ log(x, 10)") == "y ~ log10(x)");
  CHECK(in_our_spelling("glm(y ~ a + b, family = binomial, data = d)") == "y ~ a + b");
}

TEST_CASE("SAS's model statement is a formula") {
  CHECK(in_our_spelling("model y(event='1') = a b") == "y == 1 ~ a + b");
  CHECK(in_our_spelling("model y(event=\"not said\")=a a*b / link=logit;") ==
        "y == 'not said' ~ a + a:b");
  CHECK(in_our_spelling("model r/n = a|b") == "r/n ~ a*b");
}

TEST_CASE("statsmodels writes functions of Python") {
  CHECK(in_our_spelling("y ~ C(g, Treatment('b')) + np.log(x)") == "y ~ C(g, base = b) + log(x)");
  CHECK(in_our_spelling("y ~ Q('hours per week')") == "y ~ `hours per week`");
}

TEST_CASE("what is no formula anywhere, or ours already, is left alone") {
  for (const char* text :
       {"", "y", "y ~ a + b", "y ~ a +", "y ~ spline(x)", "a = b = c", "(((", "y ~ x)"}) {
    CAPTURE(text);
    CHECK(in_our_spelling(text).empty());
  }
  CHECK(in_our_spelling(std::string(3000, 'a') + " b").empty());
}

TEST_CASE("the error of a foreign formula holds ours as its hint, which can be parsed") {
  for (const char* text : {"low age", "y ~ relevel(g, ref = 'a')", "model y = a b"}) {
    CAPTURE(text);
    std::string hint;
    try {
      parse_formula(text);
    } catch (const Error& error) {
      hint = error.text().hint;
    }
    constexpr std::string_view kLead = "in the spelling of odds: ";
    REQUIRE(hint.starts_with(kLead));
    CHECK_NOTHROW(parse_formula(hint.substr(kLead.size())));
  }
}

}  // namespace
}  // namespace odds
