// Newton's method for a concave objective, step by step.
#pragma once

#include "math/scaled_cholesky.hpp"
#include "solve/maximize.hpp"

namespace odds {

/// Newton-Raphson with step halving, which proves on its way whether a finite maximum exists.
///
/// From the point b with score g and information H it moves along u = H^-1 g: the whole way, or
/// half as far as long as the log-likelihood gains less than a quarter of what its slope g' u
/// promises (Armijo 1966, Pacific J. Math. 16, 1-3). The decrement g' u / 2 is the gain to be
/// expected of the whole step. Once that is below the tolerance (OptimizerOptions) and no linear
/// predictor would move by 1/2 or more, up to three full steps follow without looking at the
/// log-likelihood, whose digits cannot tell them from nothing: each about squares the error of the
/// point. They end when the decrement is at rounding level. Information, decrement and condition of
/// the result are those at the final point.
///
/// Of a penalised likelihood the information is only a part of the curvature. Steps with it alone
/// would be Fisher scoring, which gains a fixed share of the distance in each step, little of it
/// where the penalty is what keeps the maximum finite. Its step comes from products with all of the
/// curvature (conjugate_gradients.hpp).
///
/// Of an objective that is not concave the information is minus the Hessian wherever that exceeds a
/// hundredth of the expected one in every direction; elsewhere the expected one stands in, so that
/// the method becomes Fisher scoring and still ascends.
///
/// Where the information is an expected one, steps may overshoot by as much as the error itself,
/// for ever. So a step that turns back more than a quarter of the last one, s, is cut to the share
/// 1 / (1 - r), r = g' s / s' H s: the error along s would come out as r times what it was
/// (Aitken).
///
/// One evaluation an iteration, and one at the start; each halving costs one more. See
/// separation.hpp for the proofs; the search for a direction of separation starts at the fourth
/// iteration.
class Newton {
 public:
  /// `objective`, `options` and `observer` must outlive this object; `options` must be valid.
  Newton(const Objective& objective, Vector start, const OptimizerOptions& options,
         const IterationObserver& observer);

  bool running() const { return running_; }
  void step();

  /// The maximum, as far as it was found. Requires !running().
  Maximum result() &&;

 private:
  void move_to(Vector point, Evaluation evaluation, double step);
  double first_share() const;
  void take_longest_ascending_step(double share, Evaluation trial);
  void take_last_step(double share, Evaluation next);
  void judge_existence(double reach);
  void search_separation();
  void stop(Termination termination);
  bool is_finite() const;
  double gain_scale() const;

  const Objective& objective_;
  const OptimizerOptions& options_;
  const IterationObserver& observer_;
  Maximum result_;
  Evaluation here_;        ///< at result_.point
  ScaledCholesky factor_;  ///< of here_.information
  Vector last_move_;       ///< that led here; empty at the start
  Vector direction_;  ///< the full Newton step from here; that of the last point if !factor_.ok()
  int last_steps_ = 0;
  bool running_ = true;
};

}  // namespace odds
