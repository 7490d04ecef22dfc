// The log-likelihood of a curve with asymptotes.
#pragma once

#include "likelihood/logistic.hpp"

#include <odds/sigmoid.hpp>

#include <vector>

namespace odds {

/// l = sum_i w_i [y_i log P_i + (1 - y_i) log(1 - P_i)], P = guess + (1 - guess - lapse)
/// sigma(eta), as a function of the coefficients of the columns `kept` and, if it is estimated, of
/// the guess rate, which is the last unknown. The value is -infinity unless 0 <= guess < 1 - lapse.
///
/// It is not concave. The information is the observed one, minus the Hessian, wherever that is
/// positive definite, by a hundredth of the expected one at least; elsewhere it is the expected
/// one, so that Newton's method becomes Fisher scoring and still ascends. One pass for each
/// evaluation.
///
/// Separation is no matter of this objective: it has no directions to show. Data that are separated
/// have no maximum on any curve, since no term falls along the direction, and some rise; that is
/// for the plain likelihood to find. The converse does not hold: data that overlap may still be
/// fitted best by a step, at infinity. For designs without a factor that is eliminated.
class CurveLikelihood final : public Objective {
 public:
  /// Refers to the likelihood, the reader and the execution, which must outlive it.
  CurveLikelihood(const LogisticLikelihood& likelihood, const DesignReader& reader,
                  const Execution& execution, std::vector<Index> kept);

  /// The same on a curve with these asymptotes.
  CurveLikelihood with(const Asymptotes& asymptotes) const;

  /// The same with the guess rate as a further unknown.
  CurveLikelihood with_unknown_guess(double lapse) const;

  Index dimension() const override;
  Evaluation evaluate(VectorRef point, VectorRef step, Order order) const override;

  /// Whether the information at `point` is the observed one.
  bool is_observed(VectorRef point) const;

  /// The slope of the log-likelihood in the guess rate, the coefficients fixed.
  double guess_score(VectorRef coefficients) const;

  /// Infinite for the guess rate, whose information has no bound.
  ArrowMatrix curvature_bound() const override;
  ArrowMatrix inner_gram(VectorRef step) const override;
  Sides sides(VectorRef) const override { return {}; }
  std::shared_ptr<const Objective> undecided(VectorRef) const override {
    return std::make_shared<CurveLikelihood>(*this);
  }
  std::vector<ColumnRange> column_ranges() const override { return {}; }

 private:
  struct Sums;

  /// The sums of all rows at a point inside the bounds.
  Sums sum(VectorRef point, VectorRef step, Order order) const;
  Asymptotes asymptotes_at(VectorRef point) const;

  /// The coefficients of all columns.
  Vector embed(VectorRef point) const;

  const LogisticLikelihood& likelihood_;
  const DesignReader& reader_;
  const Execution& execution_;
  std::vector<Index> kept_;
  Asymptotes asymptotes_;
  bool guess_is_unknown_ = false;
};

}  // namespace odds
