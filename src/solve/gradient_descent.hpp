// Accelerated gradient ascent on a concave objective, with steps that the bound sigma' <= 1/4 makes
// safe.
#pragma once

#include "math/scaled_cholesky.hpp"
#include "solve/maximize.hpp"

namespace odds {

/// Nesterov's accelerated gradient method in coordinates in which no curvature exceeds 1.
///
/// With B the curvature bound of the objective, the step B^-1 g from a point with score g never
/// lowers the log-likelihood (Boehning and Lindsay 1988, Ann. Inst. Statist. Math. 40, 641-663):
/// collinear and badly scaled columns cost nothing. What remains is the curvature itself: where
/// sigma' is far below 1/4 on most rows the score is flat, and the descent is slow. The step length
/// therefore grows as long as the score at the far end of the step still points onward, and
/// momentum is dropped when it leads downhill (O'Donoghue and Candes 2015, Found. Comput. Math. 15,
/// 715-732). The log-likelihood never falls from one iteration to the next.
///
/// Two passes over the data an iteration, without information matrices. When the score norm is
/// below the limit in OptimizerOptions, Newton's method takes over for the last steps, the proof
/// that the maximum exists, and the information at the final point. A descent that is not through
/// after 64 iterations has Newton's method find out, from the start, whether there is a maximum at
/// all; on separated data it ends where it is.
class GradientDescent {
 public:
  /// `objective`, `options` and `observer` must outlive this object; `options` must be valid.
  GradientDescent(const Objective& objective, Vector start, const OptimizerOptions& options,
                  const IterationObserver& observer);

  bool running() const { return running_; }
  void step();

  /// The maximum, as far as it was found. Requires !running().
  Maximum result() &&;

 private:
  struct Trial;

  void take_step_from(const Vector& from, const Evaluation& there);
  Trial longest_safe_trial(const Vector& from, const Evaluation& there);
  void move_to(Vector point, Evaluation evaluation, double step);
  void drop_momentum() { age_ = 1.0; }
  bool has_momentum() const { return age_ > 1.0; }
  double next_age() const;
  bool at_rest() const;
  void search_existence();
  void finish_with_newton();
  void stop(Termination termination);

  const Objective& objective_;
  const OptimizerOptions& options_;
  const IterationObserver& observer_;
  ScaledCholesky bound_;
  Maximum result_;
  Evaluation here_;  ///< at result_.point
  Vector start_;
  Vector previous_;      ///< the point before
  double length_ = 1.0;  ///< of the step, in units of the safe one; >= 1
  double age_ = 1.0;     ///< Nesterov's theta; 1: no momentum
  bool running_ = true;
};

}  // namespace odds
