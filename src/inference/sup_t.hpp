// How large the largest of several correlated z or t is by chance.
#pragma once

#include "math/linear_algebra.hpp"

#include <cstdint>
#include <vector>

namespace odds {

/// The distribution of max |z_j| for z ~ N(0, correlation): sup-t (Montiel Olea and Plagborg-Moller
/// 2019, J. Appl. Econometrics 34).
///
/// With F F' the correlations, r their rank, z = R F u: u is uniform on the unit sphere and R^2
/// chi-square with r degrees of freedom. So Pr(max |z_j| > c) = E Pr(R h(u) > c) with h(u) =
/// max |f_j' u| (Deak 1980, Numerische Mathematik 35, 81-94).
///
/// | rank | the mean over u                                                     | error |
/// |------|---------------------------------------------------------------------|-------|
/// | 1    | h = 1: the normal distribution, however many z                      | 1e-14 |
/// | 2    | Owen's T functions of the angles between the f_j, in closed form    | 1e-12 |
/// | more | over 20 000 directions drawn from a seed, Pr(R h > c) exact in each | 0.005 |
///
/// With finite degrees of freedom z is a t vector: R^2 / r has the F distribution, and in rank 2
/// the mean is an integral over each gap, by Gauss's rule (`student_sector`). The last column is
/// the error of critical values.
class SupT {
 public:
  /// Of the correlations F F', `factor` k x r with orthogonal columns (orthogonal_factor).
  static SupT of(const Matrix& factor, double degrees, std::uint64_t seed);

  /// Of two z, from the angle between their directions, whose cosine is their correlation.
  static SupT of_two(double angle, double degrees);

  /// Of one z.
  static SupT of_one(double degrees);

  Index rank() const { return rank_; }

  /// Pr(max |z_j| > c).
  double tail(double c) const;

  /// The c with Pr(max |z_j| <= c) = level.
  double critical_value(double level) const;

 private:
  SupT(Index rank, double degrees) : rank_(rank), degrees_(degrees) {}

  double planar_tail(double c) const;
  double spherical_tail(double c) const;

  Index rank_;
  double degrees_;
  std::vector<double> gaps_;     ///< rank 2: between directions in the plane; they sum to pi
  std::vector<double> largest_;  ///< more: h(u) in directions drawn at random
};

}  // namespace odds
