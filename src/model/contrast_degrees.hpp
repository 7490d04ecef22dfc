// Degrees of freedom of t and F for combinations of coefficients, where each has its own.
#pragma once

#include "base/special_values.hpp"
#include "math/linear_algebra.hpp"

#include <tuple>
#include <utility>
#include <vector>

namespace odds {

/// What Wald's chi2 of q estimates is referred to: `scale` chi2 / q is an F with q and
/// `denominator` degrees of freedom. Infinite: chi2 itself is a chi-square; NaN: there is no
/// reference.
struct JointReference {
  double scale = 1.0;
  double denominator = kInfinity;
};

/// Satterthwaite's degrees of freedom of the variance c' V c that a clustered covariance V gives to
/// c' gamma, for every c.
///
/// Under the model the estimate of that variance is a quadratic form of normal numbers, a sum over
/// the G clusters, with the matrix P: P_gh = [g = h] d_g - u_g' u_h, d_g = b' D_g b and u_g = F_g'
/// b, in coordinates where the inverse information is L L' and b = L' c. It has the mean tr P and
/// the variance 2 tr P^2, and the degrees of freedom of the chi-square of the same two moments, (tr
/// P)^2 / tr P^2 (Bell and McCaffrey 2002, Survey Methodology 28). Of q combinations the estimated
/// covariance over its mean is taken for a Wishart matrix with the same sum of variances of its
/// entries: q (q + 1) over that sum are its degrees of freedom eta, and (eta - q + 1) / (eta q)
/// chi2 is an F with q and eta - q + 1 of them, Hotelling's; there is no such F where these are not
/// positive (Pustejovsky and Tipton 2018, J. Business and Economic Statistics 36; HTZ of R's
/// clubSandwich).
///
/// All of them are sums over clusters of forms of the products b_i b_j: three sums of numbers hold
/// them for all c, without the clusters.
class ContrastDegrees {
 public:
  /// From `to_whitened` = L' (k x p) and what a sum over the clusters gave.
  ContrastDegrees(Matrix to_whitened, Vector trace, Matrix own, Matrix shared)
      : to_whitened_(std::move(to_whitened)),
        trace_(std::move(trace)),
        own_(std::move(own)),
        shared_(std::move(shared)) {}

  /// Of the combination c (p). Infinite where the variance does not vary: c = 0.
  double of(VectorRef c) const { return of_direction(to_whitened_ * c); }

  /// Of coefficient j by itself.
  double of(Index j) const { return of_direction(to_whitened_.col(j)); }

  /// Of the combinations that are the rows of `contrasts` (m x p), together: of as many of them as
  /// do not follow from the others, and have a variance.
  JointReference of_all(const Matrix& contrasts) const {
    return of_directions(to_whitened_ * contrasts.transpose());
  }

  /// Of these coefficients together.
  JointReference of_all(const std::vector<Index>& coefficients) const {
    return of_directions(to_whitened_(Eigen::all, coefficients));
  }

  /// Those of combinations of the combinations that are the rows of `jacobian` (m x p).
  ContrastDegrees through(const Matrix& jacobian) const {
    return {to_whitened_ * jacobian.transpose(), trace_, own_, shared_};
  }

  const Matrix& to_whitened() const { return to_whitened_; }
  const Vector& trace() const { return trace_; }    ///< k (k + 1) / 2
  const Matrix& own() const { return own_; }        ///< as many squared, symmetric
  const Matrix& shared() const { return shared_; }  ///< likewise

 private:
  double of_direction(Vector b) const;
  JointReference of_directions(const Matrix& all) const;
  Matrix with_unit_mean(const Matrix& b) const;

  Matrix to_whitened_;
  Vector trace_;   // of the linear form tr P
  Matrix own_;     // of tr P^2 but for the squares of u_g' u_h
  Matrix shared_;  // of these
};

/// The sums over clusters that ContrastDegrees is made of; adds up over clusters.
class ContrastDegreeSums {
 public:
  ContrastDegreeSums() = default;
  explicit ContrastDegreeSums(Index p);

  /// Adds a cluster, by its D (p x p, symmetric) and F (p x p) in whitened coordinates.
  void add(const Matrix& d, const Matrix& f);

  ContrastDegrees degrees(Matrix to_whitened) const;
  auto fields() { return std::tie(trace_, own_, outer_); }

 private:
  Vector trace_;
  Matrix own_;
  Matrix outer_;  // sum u_g u_g' as a linear form of b b'
};

}  // namespace odds
