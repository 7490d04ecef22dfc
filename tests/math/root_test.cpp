#include "math/root.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

namespace odds {
namespace {

double root_of(const std::function<double(double)>& f, double low, double high) {
  const auto root = find_root(f, low, high);
  REQUIRE(root);
  return *root;
}

TEST_CASE("a root is found to the last digits") {
  CHECK(std::abs(root_of([](double x) { return x * x - 2.0; }, 0.0, 2.0) - std::numbers::sqrt2) <
        1e-15);
  CHECK(std::abs(root_of([](double x) { return std::cos(x); }, 0.0, 3.0) - std::numbers::pi / 2.0) <
        1e-15);
  // So small a root needs a tolerance relative to itself.
  CHECK(std::abs(root_of([](double x) { return 1e-9 - x; }, -1.0, 5.0) - 1e-9) < 1e-23);
}

TEST_CASE("a falling function, one with a kink and one that is huge far off have roots, too") {
  CHECK(std::abs(root_of([](double x) { return 1.0 - x; }, -3.0, 7.0) - 1.0) < 1e-15);
  CHECK(std::abs(root_of([](double x) { return x < 1.0 ? x - 1.0 : 1e6 * (x - 1.0); }, 0.0, 50.0) -
                 1.0) < 1e-14);
  CHECK(std::abs(root_of([](double x) { return std::expm1(x - 0.5); }, 0.0, 13.0) - 0.5) < 1e-15);
}

TEST_CASE("an end may be the root") {
  CHECK(root_of([](double x) { return x - 2.0; }, 2.0, 5.0) == 2.0);
  CHECK(root_of([](double x) { return x - 5.0; }, 2.0, 5.0) == 5.0);
  CHECK(root_of([](double x) { return x; }, 0.0, 0.0) == 0.0);
}

TEST_CASE("without a change of sign there is no root") {
  CHECK_FALSE(find_root([](double x) { return x * x + 1.0; }, -1.0, 1.0));
  CHECK_FALSE(find_root([](double x) { return x; }, 1.0, -1.0));
  CHECK_FALSE(find_root([](double) { return std::nan(""); }, 0.0, 1.0));
  CHECK_FALSE(find_root([](double x) { return x == 0.0 ? -1.0 : std::nan(""); }, 0.0, 1.0));
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK_FALSE(find_root([&](double x) { return x == 0.0 ? -1.0 : infinity; }, 0.0, 1.0));
  CHECK_FALSE(find_root([](double x) { return x; }, -1.0, std::nan("")));
}

}  // namespace
}  // namespace odds
