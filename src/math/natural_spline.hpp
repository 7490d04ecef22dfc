// Natural cubic splines: cubic between knots, straight beyond them.
#pragma once

#include "math/linear_algebra.hpp"

#include <utility>
#include <vector>

namespace odds {

/// The natural cubic splines with knots t_1 < .. < t_k, k >= 2, have k - 1 columns beside a
/// constant: x, and for j = 1 .. k - 2
///
///   [(x - t_j)+^3 - (x - t_{k-1})+^3 (t_k - t_j) / (t_k - t_{k-1})
///                 + (x - t_k)+^3 (t_{k-1} - t_j) / (t_k - t_{k-1})] / (t_k - t_1)^2
///
/// (Stone and Koo 1985; Harrell 2015, Regression Modeling Strategies, 2.4.5; `rcspline.eval` of R's
/// Hmisc). Right of t_k the line is written as one: no cubes cancel, however far x is.
class NaturalSpline {
 public:
  explicit NaturalSpline(std::vector<double> knots) : knots_(std::move(knots)) {}

  Index columns() const { return static_cast<Index>(knots_.size()) - 1; }

  /// n x columns, of n numbers.
  Matrix basis(const Vector& x) const;

 private:
  double beyond(double x, std::size_t j) const;

  std::vector<double> knots_;
};

}  // namespace odds
