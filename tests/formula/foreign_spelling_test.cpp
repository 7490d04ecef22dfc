#include "formula/foreign_spelling.hpp"

#include <odds/error.hpp>
#include <odds/formula.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace odds {
namespace {

TEST_CASE("Stata's words are a response and terms") {
  CHECK(in_our_spelling("low age i.race").formula == "low ~ age + i.race");
  CHECK(in_our_spelling("low age b2.race##c.lwt").formula == "low ~ age + ib2.race##c.lwt");

  CHECK(in_our_spelling("low ~ ib(first).race").formula == "low ~ i.race");
  CHECK(in_our_spelling("low ~ ib(#2).race").formula == "low ~ C(race, base = LEVEL)");
  CHECK(in_our_spelling("low ~ ln(lwt)").formula == "low ~ log(lwt)");
}

TEST_CASE("R's functions have names here, or none") {
  CHECK(in_our_spelling("y ~ relevel(race, ref = \"white\")").formula ==
        "y ~ C(race, base = white)");
  CHECK(in_our_spelling("y ~ relevel(factor(race), 'not said')").formula ==
        "y ~ C(race, base = 'not said')");
  CHECK(in_our_spelling("y ~ as.factor(rank) + a**2").formula == "y ~ C(rank) + a^2");
  CHECK(in_our_spelling("y ~ poly(x, 3, raw = TRUE)").formula == "y ~ x + I(x^2) + I(x^3)");
  CHECK(in_our_spelling("y ~ log(x, 10)").formula == "y ~ log10(x)");
  CHECK(in_our_spelling("glm(y ~ a + b, family = binomial, data = d)").formula == "y ~ a + b");
}

TEST_CASE("SAS's model statement is a formula") {
  CHECK(in_our_spelling("model y(event='1') = a b").formula == "y == 1 ~ a + b");
  CHECK(in_our_spelling("model y(event=\"not said\")=a a*b / link=logit;").formula ==
        "y == 'not said' ~ a + a:b");
  CHECK(in_our_spelling("model r/n = a|b").formula == "r/n ~ a*b");
}

TEST_CASE("statsmodels writes functions of Python") {
  CHECK(in_our_spelling("y ~ C(g, Treatment('b')) + np.log(x)").formula ==
        "y ~ C(g, base = b) + log(x)");
  CHECK(in_our_spelling("y ~ Q('hours per week')").formula == "y ~ `hours per week`");
}

TEST_CASE("what is no formula anywhere, or ours already, is left alone") {
  for (const char* text :
       {"", "y", "y ~ a + b", "y ~ a +", "y ~ spline(x)", "a = b = c", "(((", "y ~ x)"}) {
    CAPTURE(text);
    CHECK(in_our_spelling(text).formula.empty());
  }
  CHECK(in_our_spelling(std::string(3000, 'a') + " b").formula.empty());
}

TEST_CASE("what stands beside a foreign formula becomes flags, or is told to be left out") {
  struct Example {
    const char* text;
    const char* formula;
    const char* flags;
    const char* left_out;
  };
  for (const Example& example :
       {Example{"low age i.race if age > 30, or vce(robust)", "low ~ age + i.race",
                "--where 'age > 30' --or --vcov stata", ""},
        Example{"logit low age, or", "low ~ age", "--or", ""},
        Example{"logistic low age, or", "low ~ age", "--or", ""},
        Example{"firthlogit low age", "low ~ age", "--firth", ""},
        Example{"probit low age, or robust", "low ~ age", "--link probit --vcov stata", "or"},
        Example{"cloglog low age if age > 30, eform", "low ~ age",
                "--link cloglog --where 'age > 30' --hr", ""},
        Example{"logit y x, vce(cluster id) or", "y ~ x", "--vcov cluster:id --or", ""},
        Example{"y x, cluster(id)", "y ~ x", "--vcov cluster:id", ""},
        Example{"logit low", "logit ~ low", "", ""},
        Example{"low age [pweight=w], level(90) nolog asis", "low ~ age", "--pweight w --level 90",
                "asis"},
        Example{"low age in 1/100", "low ~ age", "", "in 1/100"},
        Example{"low age, smoke", "low ~ age", "", "smoke"},
        Example{"model y = a b / cl lackfit;", "y ~ a + b", "", "cl lackfit"},
        Example{"model y = a + b", "y ~ a + b", "", ""},
        Example{"glm(y ~ a, family = binomial(link = 'logit'), data = d)", "y ~ a", "", ""},
        Example{"glm(y ~ a, binomial(probit), d)", "y ~ a", "--link probit", ""},
        Example{"glm(y ~ a, family = binomial(link = \"cloglog\"))", "y ~ a", "--link cloglog", ""},
        Example{"model y(event='1') = a b / link=probit", "y == 1 ~ a + b", "--link probit", ""},
        Example{"glm(y ~ a, binomial, d, weights = w)", "y ~ a", "", "weights = w"},
        Example{"glm(y ~ a, family = binomial(\"cauchit\"))", "y ~ a", "", "link cauchit"},
        Example{"smf.glm('y ~ a', d, family=sm.families.Binomial(link=sm.families.links.CLogLog()))",
                "y ~ a", "--link cloglog", ""},
        Example{"smf.probit('y ~ a', data=d).fit()", "y ~ a", "--link probit", ""},
        Example{"y ~ a, family = binomial(link = \"probit\"), data = d", "y ~ a", "--link probit",
                ""},
        Example{"y ~ C(g, base = b) + x, link=cloglog", "y ~ C(g, base = b) + x",
                "--link cloglog", ""},
        Example{"y ~ a, weights = w", "y ~ a", "", "weights = w"},
        Example{"r/n = a / d=normal", "r/n ~ a", "--link probit", ""},
        Example{"model r/n = a b / dist=gompertz lackfit;", "r/n ~ a + b", "--link cloglog",
                "lackfit"},
        Example{"model y = a / dist=bin link=normit", "y ~ a", "--link probit", ""},
        Example{"model y = a / link=loglog", "y ~ a", "", "link=loglog"},
        Example{"r/n ~ a / d=normal", "r/n ~ a", "--link probit", ""},
        Example{"blogit r n a", "r/n ~ a", "", ""},
        Example{"bprobit r n a b if a > 1", "r/n ~ a + b", "--link probit --where 'a > 1'", ""},
        Example{"fracreg probit y a, vce(robust)", "y ~ a",
                "--link probit --fractional --vcov stata", ""},
        Example{"fracreg logit y a, or", "y ~ a", "--fractional --or", ""},
        Example{"glm y a b, family(binomial) link(probit)", "y ~ a + b", "--link probit", ""},
        Example{"glm y a, eform link(cloglog) fam(bin n)", "y/n ~ a", "--link cloglog --hr", ""},
        Example{"glm y a, family(binomial) eform", "y ~ a", "--or", ""},
        Example{"glm y a, family(binomial) link(loglog)", "y ~ a", "", "link(loglog)"},
        Example{"glm y a", "y ~ a", "", "family(gaussian)"},
        Example{"glm y a, family(poisson)", "y ~ a", "", "family(poisson)"}}) {
    CAPTURE(example.text);
    const OurSpelling ours = in_our_spelling(example.text);
    CHECK(ours.formula == example.formula);
    CHECK(ours.flags == example.flags);
    CHECK(ours.left_out == example.left_out);
  }
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
