// The score whose root has a median bias of higher order: Kenne Pagui, Salvan and Sartori.
#pragma once

#include "likelihood/firth.hpp"

#include <Eigen/LU>

#include <vector>

namespace odds {

/// The median bias adjusted score of the logit, and the point where it is 0.
///
/// For the coefficient b_r = w_r' gamma with v_r = I^-1 w_r, the estimate solves
///
///     (I^-1 (U + A))_b_r = delta_r,    delta_r = sum_i k_i (z_i' v_r)^3 / (3 w_r' v_r),
///
/// U + A the score of Firth's penalised likelihood and k_i = w_i p (1 - p) (1 - 2 p) the third
/// cumulant of the row's events, so that each estimate is as likely above as below the true value,
/// to the third order. It does not depend on how the other coefficients are written. brglm2's type
/// "AS_median".
///
/// Source: Kenne Pagui, Salvan and Sartori (2017), Biometrika 104, 923-938, equation (10), in the
/// form in which the adjustment of a coefficient takes its own direction v_r alone.
class MedianScore {
 public:
  /// Rows of `coefficients` are the w_r, one for each of the columns `kept`, which are those of the
  /// penalised likelihood; they are independent. Refers to all but the vector and the matrix.
  MedianScore(const FirthLikelihood& penalised, const DesignReader& reader,
              const Execution& execution, std::vector<Index> kept, const Matrix& coefficients);

  /// The penalised likelihood's but for the gradient, which is the adjusted score: the information
  /// times the step that is left to take. Three passes.
  Evaluation at(VectorRef point) const;

 private:
  /// delta_r of directions v_r and spreads w_r' v_r.
  Vector shifts(VectorRef point, const Matrix& directions, const Vector& spreads) const;

  const FirthLikelihood& penalised_;
  const DesignReader& reader_;
  const Execution& execution_;
  std::vector<Index> kept_;
  Matrix coefficients_;             ///< rows w_r
  Eigen::PartialPivLU<Matrix> lu_;  ///< of them
};

}  // namespace odds
