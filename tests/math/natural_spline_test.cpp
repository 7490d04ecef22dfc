#include "math/natural_spline.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace odds {
namespace {

TEST_CASE("a natural spline has the basis of its definition, also far out") {
  struct Point {
    double x;
    double first;
    double second;
  };
  // The formula of the header with mpmath, of 50 digits; right of the last knot it cancels cubes.
  const std::vector<Point> points = {{-3.0, 0.0, 0.0},
                                     {-1.0, 0.08163265306122449, 0.0},
                                     {0.0, 0.65306122448979592, 0.010204081632653061},
                                     {1.0, 2.1076530612244898, 0.22040816326530612},
                                     {1.5, 3.0535714285714286, 0.39795918367346939},
                                     {2.0, 4.0178571428571429, 0.58163265306122449},
                                     {1e6, 1928571.5892857143, 367346.78571428571}};
  const NaturalSpline spline({-2.0, -0.5, 0.25, 1.5});
  REQUIRE(spline.columns() == 3);
  for (const Point& point : points) {
    CAPTURE(point.x);
    const Matrix row = spline.basis(Vector::Constant(1, point.x));
    CHECK(row(0, 0) == point.x);
    CHECK(row(0, 1) == doctest::Approx(point.first).epsilon(1e-14));
    CHECK(row(0, 2) == doctest::Approx(point.second).epsilon(1e-14));
  }
}

}  // namespace
}  // namespace odds
