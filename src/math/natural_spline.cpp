#include "math/natural_spline.hpp"

#include <algorithm>

namespace odds {
namespace {

double positive_cube(double x) {
  const double part = std::max(x, 0.0);
  return part * part * part;
}

}  // namespace

/// Column j + 1, times (t_k - t_1)^2.
double NaturalSpline::bend(double x, std::size_t j) const {
  const double last = knots_.back();
  const double before = knots_[knots_.size() - 2];
  const double wide = last - knots_[j];
  const double near = before - knots_[j];
  if (x > last) {
    const double at_last = wide * near * (wide + last - before);
    return at_last + 3.0 * wide * near * (x - last);
  }
  return positive_cube(x - knots_[j]) - positive_cube(x - before) * (wide / (last - before));
}

Matrix NaturalSpline::basis(const Vector& x) const {
  Matrix result(x.size(), columns());
  result.col(0) = x;
  const double range = knots_.back() - knots_.front();
  for (Index column = 1; column < columns(); ++column) {
    const auto j = static_cast<std::size_t>(column - 1);
    for (Index i = 0; i < x.size(); ++i) result(i, column) = bend(x[i], j) / (range * range);
  }
  return result;
}

}  // namespace odds
