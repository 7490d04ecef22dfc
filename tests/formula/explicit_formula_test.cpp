#include "formula/explicit_formula.hpp"

#include "support/error_of.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace odds {
namespace {

std::vector<std::string> spellings(const Formula& formula) {
  std::vector<std::string> all;
  for (const Term& term : formula.terms) all.push_back(term.spelling());
  return all;
}

TEST_CASE(
    "a formula that is written out has the same terms, with their factors in the same order") {
  for (const std::string text :
       {"y ~ a + b", "y ~ 0 + a*b", "y ~ b:a + a", "y ~ 0 + b:a + a + b", "y ~ b*a - b",
        "y ~ c:b:a + b:a + a", "y ~ b + a:c + b:a - b", "y ~ z:a + a:b + b:c + c + b",
        "y ~ `odd name`:a + a", "y ~ C(g, base=b):x + x", "k/n ~ h/x + offset(log(z))",
        "y ~ c.x#c.x#i.g + i.g", "cbind(k, n) ~ (d + c + b + a)^3 - d:c - d", "y ~ 1",
        "y ~ I(x^2):g + g + x"}) {
    CAPTURE(text);
    const Formula formula = parse_formula(text);
    const std::string explicit_text = explicit_formula(formula);
    CAPTURE(explicit_text);
    const Formula again = parse_explicit_formula(explicit_text);
    CHECK(spellings(again) == spellings(formula));
    CHECK(again.intercept == formula.intercept);
    CHECK(again.offsets == formula.offsets);
    CHECK(again.response == formula.response);
    CHECK(explicit_formula(again) == explicit_text);
  }
}

TEST_CASE("factors stand first only where the terms alone would turn a product round") {
  CHECK(explicit_formula(parse_formula("y ~ a*b")) == "y ~ 1 + a + b + a:b");
  CHECK(explicit_formula(parse_formula("y ~ b:a + a")) == "y ~ 1 + b + a - (b + a) + a + b:a");
}

TEST_CASE("what a dot stands for may be longer than what somebody writes") {
  std::vector<std::string> header = {"y"};
  for (int i = 0; i < 700; ++i) header.push_back("v" + std::to_string(i) + std::string(100, 'x'));
  const Formula formula = parse_formula("y ~ .").with_columns(header);
  const std::string text = explicit_formula(formula);
  REQUIRE(text.size() > 65'536);
  CHECK(spellings(parse_explicit_formula(text)) == spellings(formula));
  CHECK(test::error_of([&] { parse_formula(text); }).kind() == ErrorKind::usage);
  CHECK(test::error_of([&] { parse_explicit_formula(text + std::string(4 << 20, ' ')); }).kind() ==
        ErrorKind::usage);
}

}  // namespace
}  // namespace odds
