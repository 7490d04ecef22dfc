// The inverse of an ArrowMatrix, as the covariance of very many coefficients.
#pragma once

#include "math/level_sums.hpp"
#include "math/linear_algebra.hpp"

#include <tuple>
#include <vector>

namespace odds {

/// Derivatives of m quantities in p coefficients, the last L of which belong to levels.
struct ArrowJacobian {
  Matrix core;       ///< m x k
  LevelSums levels;  ///< of width m; levels that are not there have derivative 0

  auto fields() { return std::tie(core, levels); }
};

/// The inverse V of a positive definite ArrowMatrix. With E = [identity; -slope'], p x k,
///
///     V = E core E' + [ 0  0 ; 0  diag(variance) ]:
///
/// `core` is the block of the first k, and the levels given those vary independently.
struct ArrowInverse {
  Matrix core;      ///< k x k
  Matrix slope;     ///< k x L
  Vector variance;  ///< L

  Index dimension() const { return core.cols() + levels(); }
  Index levels() const { return variance.size(); }
  Index core_size() const { return core.cols(); }

  /// E' J' for derivatives J, k x m: of the quantities with every level at its best for the rest.
  Matrix through_core(const ArrowJacobian& jacobian) const;

  /// J V J', m x m.
  Matrix sandwich(const ArrowJacobian& jacobian) const;

  /// The same matrix on the columns `kept` of a model of more; 0 in the others. All levels are
  /// kept.
  ArrowInverse embedded(const std::vector<Index>& kept, Index core_of_all) const;

  /// The whole matrix times a number > 0.
  void scale(double factor);
};

}  // namespace odds
