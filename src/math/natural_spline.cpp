#include "math/natural_spline.hpp"

#include <algorithm>

namespace odds {
namespace {

double positive_cube(double x) {
  const double part = std::max(x, 0.0);
  return part * part * part;
}

}  // namespace

/// Column j + 1, times (t_k - t_1)^2, beyond the last knot, where it is a line.
double NaturalSpline::beyond(double x, std::size_t j) const {
  const double last = knots_.back();
  const double before = knots_[knots_.size() - 2];
  const double wide = last - knots_[j];
  const double near = before - knots_[j];
  return wide * near * (wide + last - before) + 3.0 * wide * near * (x - last);
}

Matrix NaturalSpline::basis(const Vector& x) const {
  Matrix result(x.size(), columns());
  result.col(0) = x;
  const double last = knots_.back();
  const double before = knots_[knots_.size() - 2];
  const double range = last - knots_.front();
  const Vector cube_before =
      x.unaryExpr([&](double value) { return positive_cube(value - before); });
  for (Index column = 1; column < columns(); ++column) {
    const auto j = static_cast<std::size_t>(column - 1);
    const double knot = knots_[j];
    const double share = (last - knot) / (last - before);
    // Without a branch for several numbers at a time; what is beyond is rare.
    for (Index i = 0; i < x.size(); ++i) {
      const double bend = positive_cube(x[i] - knot) - cube_before[i] * share;
      result(i, column) = bend / (range * range);
    }
    for (Index i = 0; i < x.size(); ++i) {
      if (x[i] > last) result(i, column) = beyond(x[i], j) / (range * range);
    }
  }
  return result;
}

}  // namespace odds
