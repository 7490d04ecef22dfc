#include "formula/term_algebra.hpp"

#include "formula/factor_parser.hpp"
#include "formula/support.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace odds;

namespace {

using Products = std::vector<Product>;

TermSet set(const Products& products) {
  TermSet result;
  for (const Product& product : products) result.add(product);
  return result;
}

}  // namespace

TEST_CASE("a set keeps the order of arrival, without repeats") {
  TermSet terms = set({{2}, {0}, {2}, {1}});
  CHECK(terms.in_order() == Products{{2}, {0}, {1}});
  terms.remove(set({{2}, {7}}));
  CHECK(terms.in_order() == Products{{0}, {1}});
  terms.add({2});
  CHECK(terms.in_order() == Products{{0}, {1}, {2}});
}

TEST_CASE("operators on sets of terms") {
  FactorTable factors;
  TermAlgebra algebra(factors);
  const TermSet a = set({{0}});
  const TermSet ab = set({{0}, {1}});
  const TermSet c = set({{2}});
  CHECK(algebra.interact(ab, c).in_order() == Products{{0, 2}, {1, 2}});
  CHECK(algebra.interact(ab, ab).in_order() == Products{{0}, {0, 1}, {1}});
  CHECK(algebra.cross(a, c).in_order() == Products{{0}, {2}, {0, 2}});
  CHECK(algebra.nest(ab, c).in_order() == Products{{0}, {1}, {0, 1, 2}});
  CHECK(algebra.nest(TermSet(), c).size() == 0);
  CHECK(algebra.power(set({{0}, {1}, {2}}), 2).in_order() ==
        Products{{0}, {0, 1}, {0, 2}, {1}, {1, 2}, {2}});
  CHECK(algebra.power(ab, 1e15).in_order() == Products{{0}, {0, 1}, {1}});
}

TEST_CASE("a factor is known by its spelling") {
  FactorTable factors;
  const Index x = factors.number_of(plain("x"));
  CHECK(factors.number_of(categorical("x", std::nullopt)) != x);
  CHECK(factors.number_of(plain("x")) == x);
  CHECK(factors[x].kind == Factor::Kind::plain);
  CHECK(factors.number_of_continuous("x") == x);
  CHECK(factors[x].kind == Factor::Kind::numeric);
}

TEST_CASE("Stata's # multiplies powers of one continuous variable") {
  FactorTable factors;
  TermAlgebra algebra(factors);
  const Index x = factors.number_of_continuous("x");
  const Index z = factors.number_of_continuous("z");
  const TermSet xs = set({{x}});
  const TermSet squares = algebra.interact_continuous(xs, xs);
  CHECK(factors[squares.in_order()[0][0]].spelling == "I(x^2)");
  const TermSet cubes = algebra.interact_continuous(squares, xs);
  CHECK(factors[cubes.in_order()[0][0]].spelling == "I(x^3)");
  CHECK(algebra.interact_continuous(xs, set({{z}})).in_order() == Products{{x, z}});
  CHECK(algebra.cross_continuous(xs, xs).in_order() == Products{{x}, squares.in_order()[0]});
}

TEST_CASE("a formula that multiplies out without end is refused at once") {
  FactorTable factors;
  TermAlgebra algebra(factors);
  TermSet many;
  for (Index i = 0; i < 200; ++i) many.add({i});
  CHECK(test::usage_error([&] { algebra.power(many, 2); }).what ==
        "the formula multiplies out to more than 10000 terms");
  TermSet few;
  for (Index i = 0; i < 12; ++i) few.add({i});
  const TermSet all = algebra.power(few, 12);
  CHECK(all.size() == 4095);
  CHECK(test::usage_error([&] { algebra.interact(all, all); }).what ==
        "the products of the formula are too many or too long");
}
