// Cholesky factorisation of a matrix scaled to unit diagonal.
#pragma once

#include "math/arrow_inverse.hpp"
#include "math/arrow_matrix.hpp"
#include "math/linear_algebra.hpp"

#include <Eigen/Cholesky>

namespace odds {

/// Cholesky factorisation of D A D, where D scales A to unit diagonal.
///
/// The scaling makes results independent of the units of the columns behind A, and its condition
/// number close to the least that any diagonal scaling reaches (van der Sluis 1969, Numerische
/// Mathematik 14, 14-23).
///
/// Levels of A are eliminated first: with A scaled, what is factorised is the Schur complement
/// S = core - border border' of the rest. O(k^3 + k^2 L).
class ScaledCholesky {
 public:
  /// Factorises the symmetric p x p `matrix`. Fails, as `ok()` tells, when it is not positive
  /// definite to rounding or not finite.
  explicit ScaledCholesky(const ArrowMatrix& matrix);

  bool ok() const { return ok_; }

  /// A^-1 b. Requires ok().
  Vector solve(VectorRef b) const;

  /// A^-1, exactly symmetric. Requires ok().
  ArrowInverse inverse() const;

  /// v with A = L L' and L v = b: |v|^2 = b' A^-1 b. Requires ok().
  Vector whiten(VectorRef b) const;

  /// log det A. Requires ok().
  double log_determinant() const;

  /// Reciprocal condition number of the scaled matrix in the 1-norm, estimated to within a small
  /// factor; 0 unless ok(). With levels 1 / condition().
  double reciprocal_condition() const;

  /// Condition number of the scaled matrix: exact (2-norm) for p <= 200, estimated above; infinite
  /// unless ok(). With levels a bound of the 2-norm's that is at most 4 times too large.
  double condition() const;

 private:
  double condition_bound() const;

  Vector scale_;                         ///< diagonal of D
  Matrix scaled_;                        ///< core of D A D
  Matrix border_;                        ///< of D A D; its own diagonal is 1
  Eigen::LLT<Matrix> factor_{Matrix()};  // defined even where nothing is factorised
  bool ok_ = false;
};

}  // namespace odds
