#include "math/exact_product.hpp"

#include <doctest/doctest.h>

namespace odds {
namespace {

TEST_CASE("a sum of products keeps what their rounding would take") {
  // (1 + u)(1 - u) - 1 = -u^2 exactly, u = 2^-40; rounded products make 0 of it.
  const double u = 0x1p-40;
  CompensatedSum sum;
  add_exact_product(sum, 1.0 + u, 1.0 - u);
  add_exact_product(sum, -1.0, 1.0);
  CHECK(sum.value() == -u * u);
  CHECK((1.0 + u) * (1.0 - u) - 1.0 == 0.0);
}

TEST_CASE("products of numbers that are not finite are what plain products are") {
  CompensatedSum sum;
  add_exact_product(sum, 1e200, 1e200);
  CHECK(sum.value() > 1e308);
}

}  // namespace
}  // namespace odds
