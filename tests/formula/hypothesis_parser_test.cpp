#include "formula/hypothesis_parser.hpp"

#include "formula/coefficient_names.hpp"
#include "support/error_of.hpp"

#include <odds/error.hpp>
#include <odds/formula.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace odds {
namespace {

using test::error_of;

const std::vector<std::string> kNames = {
    "(Intercept)", "age",  "lwt",       "race[black]", "race[other]", "race[c d]", "I(age^2)",
    "log(lwt)",    "dose", "log(dose)", "age:lwt",     "I(age>30)",   "`my col`",  "x.y_1",
    "größe",       "log",  "age2",      "race[a=b]",   "race[x]y]"};

std::string quoted(const std::string& text) { return with_quoted_coefficients(text, kNames); }

std::string refused(const std::string& text) {
  return error_of([&] { parse_hypothesis(text, kNames); }).text().what;
}

TEST_CASE("names of coefficients are found in a text, the longest one that fits") {
  CHECK(quoted("race[black] - race[other]") == "`race[black]` - `race[other]`");
  CHECK(quoted("-(Intercept)/age") == "-`(Intercept)`/age");
  CHECK(quoted("age:lwt + age*lwt") == "`age:lwt` + age*lwt");
  CHECK(quoted("age : lwt+I( age ^ 2 )") == "`age:lwt`+`I(age^2)`");
  CHECK(quoted("race[c d]") == "`race[c d]`");
  CHECK(quoted("race[a=b] = 0") == "`race[a=b]` = 0");
  CHECK(quoted("race[x]y] = 0") == "`race[x]y]` = 0");
  CHECK(quoted("I(age>30) > 0") == "`I(age>30)` > 0");
  CHECK(quoted("`my col` + x.y_1 - größe") == "```my col``` + x.y_1 - größe");
  CHECK(quoted("`race[black]` = 1") == "`race[black]` = 1");
  CHECK(quoted("age2 + age") == "age2 + age");
}

TEST_CASE("a function is one unless a coefficient is called so") {
  CHECK(quoted("log(dose)") == "`log(dose)`");
  CHECK(quoted("log((dose))") == "log((dose))");
  CHECK(quoted("log(age)") == "log(age)");
  CHECK(quoted("log + 1") == "log + 1");
  CHECK(quoted("exp (age)") == "exp (age)");
  CHECK(quoted("1e5*age - 1.5e-3") == "1e5*age - 1.5e-3");
}

TEST_CASE("a hypothesis has two sides and one sign") {
  const auto relation = [](const char* text) { return parse_hypothesis(text, kNames).relation; };
  CHECK(relation("age") == Relation::none);
  CHECK(relation("age = 0") == Relation::equal);
  CHECK(relation("age == lwt") == Relation::equal);
  CHECK(relation("age > 1") == Relation::greater);
  CHECK(relation("age >= 1") == Relation::greater);
  CHECK(relation("age < 1") == Relation::less);
  CHECK(relation("age <= 1") == Relation::less);
  const ParsedHypothesis parsed = parse_hypothesis("race[black] = 2*race[other] + 1", kNames);
  CHECK(parsed.left.name == "race[black]");
  CHECK(spelling(parsed.right) == "2*`race[other]`+1");
}

TEST_CASE("what is no hypothesis is refused") {
  CHECK(refused("age = lwt = 0") == "a hypothesis compares two sides, not three");
  CHECK(refused("") == "the formula ends where something is expected");
  CHECK(refused("age +") == "the formula ends where something is expected");
  CHECK(refused("age = ") == "the formula ends where something is expected");
  CHECK(refused("(age > 1) = 1") == "\">\" has no place in a hypothesis about coefficients");
  CHECK(refused("missing(age)") == "\"missing\" has no place in a hypothesis about coefficients");
  CHECK(refused("round(age)") == "\"round\" has no place in a hypothesis about coefficients");
  CHECK(refused("age = 'a'") == "a text can only be compared with a column, by == or !=");
  CHECK(refused("weight = 0") == "the model has no coefficient \"weight\"");
  CHECK(refused("age:weight = 0") == "the model has no coefficient \"age:weight\"");
  CHECK(refused("C(rank)[2]:age = 0") == "the model has no coefficient \"C(rank)[2]:age\"");
  CHECK(refused("`weight` = 0") == "the model has no coefficient \"`weight`\"");
  CHECK(refused("`age = 0") == "the quote ` is not closed");
  CHECK(refused("age = \xFF") == "the formula is not UTF-8 text");
  CHECK(refused("sin(age)") == "the model has no coefficient \"sin(age)\"");
  CHECK(refused("age lwt") == "unexpected \"lwt\"");
}

}  // namespace
}  // namespace odds
