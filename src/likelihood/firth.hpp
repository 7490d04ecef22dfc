// Firth's bias-reducing penalty on the logistic likelihood.
#pragma once

#include "likelihood/logistic.hpp"
#include "likelihood/restricted_objective.hpp"

#include <vector>

namespace odds {

/// l(gamma) + log det I(gamma) / 2: the log-likelihood with the Jeffreys prior, as a function of
/// the coefficients of the columns `kept`.
///
/// Score Z' (w (y - p) + h (1/2 - p)) with h_i = w_i sigma'_i z_i' I^-1 z_i, the diagonal of the
/// hat matrix; the information is that of the likelihood alone, so that Newton's method becomes
/// Fisher scoring and converges linearly. A finite maximum exists for every design of full rank.
/// Two passes for each evaluation. For designs without a factor that is eliminated.
///
/// Source: Firth (1993), Biometrika 80, 27-38; Heinze and Schemper (2002), Statistics in
/// Medicine 21.
class FirthLikelihood final : public Objective {
 public:
  /// Refers to all three but `kept`.
  FirthLikelihood(const LogisticLikelihood& likelihood, const DesignReader& reader,
                  const Execution& execution, std::vector<Index> kept);

  Index dimension() const override { return restricted_.dimension(); }

  /// The value is -infinity where the information is singular to working precision.
  Evaluation evaluate(VectorRef point, VectorRef step, Order order) const override;

  ArrowMatrix curvature_bound() const override { return restricted_.curvature_bound(); }

  /// Nothing separates penalised data: every row counts as an inner one.
  ArrowMatrix inner_gram(VectorRef) const override { return 4.0 * restricted_.curvature_bound(); }
  Sides sides(VectorRef direction) const override { return restricted_.sides(direction); }
  std::shared_ptr<const Objective> undecided(VectorRef) const override {
    return std::make_shared<FirthLikelihood>(*this);
  }
  std::vector<ColumnRange> column_ranges() const override { return {}; }

 private:
  Vector penalty_score(VectorRef point, const Matrix& inverse_information) const;

  RestrictedObjective restricted_;
  const DesignReader& reader_;
  const Execution& execution_;
  std::vector<Index> kept_;
};

}  // namespace odds
