// Firth's bias-reducing penalty on the logistic likelihood.
#pragma once

#include "likelihood/model_likelihood.hpp"
#include "solve/restricted_objective.hpp"

#include <vector>

namespace odds {

/// l(gamma) + log det I(gamma) / 2: the log-likelihood with the Jeffreys prior, as a function of
/// the coefficients of the columns `kept`.
///
/// With d = w sigma', h_il^2 = d_i d_l (z_i' I^-1 z_l)^2 and the leverage h_i = h_ii, the diagonal
/// of the hat matrix, the score is Z' (w (y - p) + h a), a = 1/2 - p, and minus the Hessian
///
///     Z' [diag(d + h (3 sigma' - 1/2)) + 2 diag(a) (h_il^2) diag(a)] Z.
///
/// Its product with v takes no n x n matrix: the sum over l is z_i' I^-1 M I^-1 z_i with
/// M = sum_l d_l a_l (z_l' v) z_l z_l', half of what the information loses along v. The information
/// of an evaluation is that of the likelihood alone, whose inverse is the usual covariance.
///
/// A finite maximum exists for every design of full rank, even if all outcomes are the same
/// (Kosmidis and Firth 2021, Biometrika 108, 71-82); the penalised log-likelihood need not be
/// concave. Two passes for each evaluation, curvature and product. For designs without a factor
/// that is eliminated.
///
/// Source: Firth (1993), Biometrika 80, 27-38; Heinze and Schemper (2002), Statistics in
/// Medicine 21. The Hessian is derived from d I^-1 = -I^-1 (d I) I^-1.
class FirthLikelihood final : public Objective {
 public:
  /// Refers to all three but `kept`.
  FirthLikelihood(const ModelLikelihood& likelihood, const DesignReader& reader,
                  const Execution& execution, std::vector<Index> kept);

  Index dimension() const override { return restricted_.dimension(); }

  /// The value is -infinity where the information is singular to working precision.
  Evaluation evaluate(VectorRef point, VectorRef step, Order order) const override;

  MatrixProduct curvature(VectorRef point) const override;

  ArrowMatrix curvature_bound() const override { return restricted_.curvature_bound(); }

 private:
  /// Z' (d q a) with q_i = z_i' Q z_i: for Q = I^-1 the score of the penalty.
  Vector penalty_score(VectorRef point, const Matrix& q) const;

  /// Z' diag(h (3 sigma' - 1/2)) Z.
  Matrix leverage_gram(VectorRef point, const Matrix& inverse_information) const;

  /// M along `direction`.
  Matrix information_change(VectorRef point, VectorRef direction) const;

  /// sum_i weights(rows)_i z_i z_i' over the rows of all blocks.
  template <class RowWeights>
  Matrix sum_of_squares(const RowWeights& weights) const;

  /// On all columns of the plan, 0 in those that are not kept.
  Vector embed(VectorRef part) const;
  Matrix embed_matrix(const Matrix& part) const;

  RestrictedObjective restricted_;
  const DesignReader& reader_;
  const Execution& execution_;
  std::vector<Index> kept_;
};

}  // namespace odds
