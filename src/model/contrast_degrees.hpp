// Degrees of freedom of t for combinations of coefficients, where each has its own.
#pragma once

#include "math/linear_algebra.hpp"

#include <tuple>
#include <utility>

namespace odds {

/// Satterthwaite's degrees of freedom of the variance c' V c that a clustered covariance V gives to
/// c' gamma, for every c.
///
/// Under the model the estimate of that variance is a quadratic form of normal numbers, a sum over
/// the G clusters, with the matrix P: P_gh = [g = h] d_g - u_g' u_h, d_g = b' D_g b and u_g = F_g'
/// b, in coordinates where the inverse information is L L' and b = L' c. It has the mean tr P and
/// the variance 2 tr P^2, and the degrees of freedom of the chi-square of the same two moments, (tr
/// P)^2 / tr P^2 (Bell and McCaffrey 2002, Survey Methodology 28; Pustejovsky and Tipton 2018, J.
/// Business and Economic Statistics 36). Both are sums over clusters of forms of the products b_i
/// b_j: two sums of numbers hold them for all c, without the clusters.
class ContrastDegrees {
 public:
  /// From `to_whitened` = L' (p x p) and what a sum over the clusters gave.
  ContrastDegrees(Matrix to_whitened, Vector trace, Matrix square)
      : to_whitened_(std::move(to_whitened)),
        trace_(std::move(trace)),
        square_(std::move(square)) {}

  /// Of the combination c (p). Infinite where the variance does not vary: c = 0.
  double of(VectorRef c) const;

  const Matrix& to_whitened() const { return to_whitened_; }
  const Vector& trace() const { return trace_; }    ///< q = p (p + 1) / 2
  const Matrix& square() const { return square_; }  ///< q x q, symmetric

 private:
  Matrix to_whitened_;
  Vector trace_;
  Matrix square_;
};

/// b_i b_j for i <= j, twice where i < j: what a symmetric form is a linear one of. p (p + 1) / 2.
Vector products_of(VectorRef b);

/// The sums over clusters that ContrastDegrees is made of; adds up over clusters.
class ContrastDegreeSums {
 public:
  ContrastDegreeSums() = default;
  explicit ContrastDegreeSums(Index p);

  /// Adds a cluster, by its D (p x p, symmetric) and F (p x p) in whitened coordinates.
  void add(const Matrix& d, const Matrix& f);

  ContrastDegrees degrees(Matrix to_whitened) const;
  auto fields() { return std::tie(trace_, square_, outer_); }

 private:
  Vector trace_;   // of the linear form tr P
  Matrix square_;  // of tr P^2 but for sum (u_g' u_h)^2
  Matrix outer_;   // sum u_g u_g' as a linear form of b b'
};

}  // namespace odds
