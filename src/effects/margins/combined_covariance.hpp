// Covariances of combinations of averages, however small the combinations are.
#pragma once

#include "base/special_values.hpp"
#include "effects/margins/combined.hpp"
#include "model/contrast_degrees.hpp"

#include <algorithm>
#include <memory>
#include <vector>

namespace odds {

/// Covariances of m combinations, each in a unit of its own, a power of two.
///
/// Where P is in a far tail its derivatives are as small as it is, and their squares smaller than
/// the least double. In units near the largest derivative they are not, and a power of two rounds
/// nothing.
struct CombinedCovariance {
  Vector unit;    ///< m
  Matrix matrix;  ///< m x m; covariance(i, j) = unit[i] matrix(i, j) unit[j]

  /// m x q with matrix = root root', q the number of coefficients or draws; empty if none is known,
  /// or nothing is gained.
  Matrix root;

  /// The degrees of freedom of the heterogeneity factor in it, and so of t; infinite: none.
  double degrees = kInfinity;

  /// Those of each combination of the m, where the covariance of the coefficients has them.
  std::shared_ptr<const ContrastDegrees> own_degrees = {};

  bool repaired = false;  ///< negative eigenvalues were taken for 0

  double degrees_of(Index c) const { return own_degrees ? own_degrees->of(c) : degrees; }

  /// For all of `some` together: the least of theirs.
  double degrees_of(const std::vector<Index>& some) const {
    double least = degrees;
    for (const Index c : some) least = std::min(least, degrees_of(c));
    return least;
  }

  /// What Wald's test of all of `some` is referred to.
  JointReference reference_of(const std::vector<Index>& some) const {
    if (!own_degrees) return {.scale = 1.0, .denominator = degrees};
    return own_degrees->of_all(some);
  }

  double std_error(Index c) const;

  /// The covariances in the unit of the combinations; 0 where they underflow.
  Matrix of_combinations() &&;
};

/// A power of two near `size`; 1 unless that is positive and finite.
double unit_near(double size);

/// Units near the largest derivative of each combination.
Vector units_of(const Combined& combined);

/// The combinations and their derivatives over their units.
Combined in_units(const Combined& combined, const Vector& unit);

/// Those of combinations of the combinations; null unless the model has some for each.
std::shared_ptr<const ContrastDegrees> degrees_of_combinations(const Model& model,
                                                               const Combined& combined);

/// J V J'; `with_root` if there are more combinations than
/// parameters, so that J times a factor of V is worth to be known.
CombinedCovariance delta_covariance(const Model& model, const Combined& combined, bool with_root);

/// The correlations of the combinations `own`, all of positive variance, as F F': F is k x r with
/// orthogonal columns, r the rank: how many eigenvalues of the correlation matrix are above 1e-10
/// of the largest. O(k q^2) with a root of q < k columns, else O(k r^2).
Matrix correlation_factor(const CombinedCovariance& covariance, const std::vector<Index>& own);

}  // namespace odds
