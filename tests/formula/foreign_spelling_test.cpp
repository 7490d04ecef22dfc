#include "formula/foreign_spelling.hpp"

#include <odds/error.hpp>
#include <odds/formula.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

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

/// What stands beside a foreign formula becomes flags, or is told to be left out.
struct Example {
  const char* text;
  const char* formula;
  const char* flags;
  const char* left_out;
};

void check_examples(const std::vector<Example>& examples) {
  for (const Example& example : examples) {
    CAPTURE(example.text);
    const OurSpelling ours = in_our_spelling(example.text);
    CHECK(ours.formula == example.formula);
    CHECK(ours.flags == example.flags);
    CHECK(ours.left_out == example.left_out);
  }
}

TEST_CASE("Stata's commands and options become flags, or are told to be left out") {
  check_examples(
      {{"low age i.race if age > 30, or vce(robust)", "low ~ age + i.race",
        "--where 'age > 30' --or --vcov stata", ""},
       {"logit low age, or", "low ~ age", "--or", ""},
       {"logistic low age, or", "low ~ age", "--or", ""},
       {"firthlogit low age", "low ~ age", "--firth", ""},
       {"clogit case induced, group(stratum) or", "case ~ induced", "--strata stratum --or", ""},
       {"probit low age, or robust", "low ~ age", "--link probit --vcov stata", "or"},
       {"cloglog low age if age > 30, eform", "low ~ age", "--link cloglog --where 'age > 30' --hr",
        ""},
       {"logit y x, vce(cluster id) or", "y ~ x", "--vcov cluster:id --or", ""},
       {"y x, cluster(id)", "y ~ x", "--vcov cluster:id", ""},
       {"y x, vce(oim)", "y ~ x", "", "vce(oim)"},
       {"logit low", "logit ~ low", "", ""},
       {"low age [pweight=w], level(90) nolog asis", "low ~ age", "--pweight w --level 90", "asis"},
       {"low age in 1/100", "low ~ age", "", "in 1/100"},
       {"low age, smoke", "low ~ age", "", "smoke"},
       {"blogit r n a", "r/n ~ a", "", ""},
       {"bprobit r n a b if a > 1", "r/n ~ a + b", "--link probit --where 'a > 1'", ""},
       {"fracreg probit y a, vce(robust)", "y ~ a", "--link probit --fractional --vcov stata", ""},
       {"fracreg logit y a, or", "y ~ a", "--fractional --or", ""},
       {"glm y a b, family(binomial) link(probit)", "y ~ a + b", "--link probit", ""},
       {"glm y a, eform link(cloglog) fam(bin n)", "y/n ~ a", "--link cloglog --hr", ""},
       {"glm y a, family(binomial) eform", "y ~ a", "--or", ""},
       {"glm y a, family(binomial) link(loglog)", "y ~ a", "", "link(loglog)"},
       {"glm y a", "y ~ a", "", "family(gaussian)"},
       {"glm y a, family(poisson)", "y ~ a", "", "family(poisson)"}});
}

TEST_CASE("SAS's options become flags, or are told to be left out") {
  check_examples(
      {{"model y = a b / cl lackfit;", "y ~ a + b", "", "cl lackfit"},
       {"model y = a + b", "y ~ a + b", "", ""},
       {"model y(event='1') = a b / link=probit", "y == 1 ~ a + b", "--link probit", ""},
       {"r/n = a / d=normal", "r/n ~ a", "--link probit", ""},
       {"model r/n = a b / dist=gompertz lackfit;", "r/n ~ a + b", "--link cloglog", "lackfit"},
       {"model y = a / dist=bin link=normit", "y ~ a", "--link probit", ""},
       {"model y = a / link=loglog", "y ~ a", "", "link=loglog"},
       {"r/n ~ a / d=normal", "r/n ~ a", "--link probit", ""}});
}

TEST_CASE("arguments of calls in R and Python become flags, or are told to be left out") {
  check_examples(
      {{"glm(y ~ a, family = binomial(link = 'logit'), data = d)", "y ~ a", "", ""},
       {"glm(y ~ a, binomial(probit), d)", "y ~ a", "--link probit", ""},
       {"clogit(y ~ a + strata(id), data = d, method = \"exact\")", "y ~ a", "--strata id", ""},
       {"y ~ a + strata(id)", "y ~ a", "--strata id", ""},
       {"glm(y ~ a, family = binomial(link = \"cloglog\"))", "y ~ a", "--link cloglog", ""},
       {"glm(y ~ a, binomial, d, weights = w)", "y ~ a", "", "weights = w"},
       {"glm(y ~ a, family = binomial(\"cauchit\"))", "y ~ a", "", "link cauchit"},
       {"smf.glm('y ~ a', d, family=sm.families.Binomial(link=sm.families.links.CLogLog()))",
        "y ~ a", "--link cloglog", ""},
       {"smf.probit('y ~ a', data=d).fit()", "y ~ a", "--link probit", ""},
       {"y ~ a, family = binomial(link = \"probit\"), data = d", "y ~ a", "--link probit", ""},
       {"y ~ C(g, base = b) + x, link=cloglog", "y ~ C(g, base = b) + x", "--link cloglog", ""},
       {"y ~ a, weights = w", "y ~ a", "", "weights = w"}});
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
