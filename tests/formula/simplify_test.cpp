#include "formula/simplify.hpp"

#include "formula/support.hpp"

#include <doctest/doctest.h>

using namespace odds;
using test::column;
using test::number;

TEST_CASE("sums dissolve sums and leave zeros out") {
  const Expression x = column("x");
  const Expression y = column("y");
  CHECK(spelling(sum_of({x, number(0), y})) == "x+y");
  CHECK(spelling(sum_of({number(2), x, sum_of({y, number(3)})})) == "x+y+5");
  CHECK(spelling(sum_of({number(2), number(-2)})) == "0");
  CHECK(spelling(sum_of({x, number(0)})) == "x");
}

TEST_CASE("products dissolve products, gather numbers in front and vanish with 0") {
  const Expression x = column("x");
  CHECK(spelling(product_of({x, number(2), product_of({number(3), x})})) == "6*x*x");
  CHECK(spelling(product_of({x, number(1)})) == "x");
  CHECK(spelling(product_of({x, number(0)})) == "0");
  CHECK(spelling(product_of({number(0.5), number(2)})) == "1");
}

TEST_CASE("signs, quotients and powers leave out what changes nothing") {
  const Expression x = column("x");
  CHECK(spelling(negative_of(number(2))) == "-2");
  CHECK(spelling(negative_of(negative_of(x))) == "x");
  CHECK(spelling(quotient_of(x, number(1))) == "x");
  CHECK(spelling(quotient_of(number(0), x)) == "0");
  CHECK(spelling(power_of(x, number(1))) == "x");
  CHECK(spelling(power_of(x, number(0))) == "1");
  CHECK(spelling(power_of(x, number(3))) == "x^3");
}
