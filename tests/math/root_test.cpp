#include "math/root.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

namespace odds {
namespace {

TEST_CASE("a root is found to the last digits") {
  CHECK(std::abs(find_root([](double x) { return x * x - 2.0; }, 0.0, 2.0) - std::numbers::sqrt2) <
        1e-15);
  CHECK(std::abs(find_root([](double x) { return std::cos(x); }, 0.0, 3.0) -
                 std::numbers::pi / 2.0) < 1e-15);
  // So small a root needs a tolerance relative to itself.
  CHECK(std::abs(find_root([](double x) { return 1e-9 - x; }, -1.0, 5.0) - 1e-9) < 1e-23);
}

TEST_CASE("a falling function, one with a kink and one that is huge far off have roots, too") {
  CHECK(std::abs(find_root([](double x) { return 1.0 - x; }, -3.0, 7.0) - 1.0) < 1e-15);
  CHECK(
      std::abs(find_root([](double x) { return x < 1.0 ? x - 1.0 : 1e6 * (x - 1.0); }, 0.0, 50.0) -
               1.0) < 1e-14);
  CHECK(std::abs(find_root([](double x) { return std::expm1(x - 0.5); }, 0.0, 13.0) - 0.5) < 1e-15);
}

}  // namespace
}  // namespace odds
