#include "solve/newton.hpp"

#include "solve/conjugate_gradients.hpp"
#include "solve/limits.hpp"
#include "solve/separation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace odds {
namespace {

constexpr int kMostNewtonSteps = 100;
constexpr int kFirstSeparationSearch = 3;  ///< iterations done
constexpr int kMaxLastSteps = 3;

/// A linear predictor that moves by as much as this is not at rest, however small the decrement:
/// on separated data it never comes to rest.
constexpr double kRestingReach = 0.5;

/// Share of g' u that a step must gain at least (Armijo); a good Newton step gains about half. From
/// where sigma' is tiny, Newton's step goes far too far, and beyond, sigma' may be too small to
/// find back, even though the log-likelihood has risen a little.
constexpr double kLeastGainShare = 0.25;

/// See Newton.
constexpr double kMostTurningBack = 0.25;

/// Share of the expected information that the observed one must exceed in every direction.
constexpr double kLeastObserved = 0.01;

/// Whether the observed information is positive definite and not next to singular.
bool curves_enough(const Evaluation& evaluation) {
  return ScaledCholesky(
             Matrix(evaluation.information.core - kLeastObserved * evaluation.expected.core))
      .ok();
}

}  // namespace

Newton::Newton(const Objective& objective, Vector start, const OptimizerOptions& options,
               const IterationObserver& observer)
    : objective_(objective), options_(options), observer_(observer), factor_(Matrix()) {
  Evaluation evaluation = objective.evaluate(start, Vector(), Order::information);
  move_to(std::move(start), std::move(evaluation), 0.0);
}

void Newton::step() {
  if (result_.iterations() == most_iterations(options_, kMostNewtonSteps))
    return stop(Termination::iteration_cap);
  const double share = first_share();
  Evaluation next =
      objective_.evaluate(result_.point + share * direction_, direction_, Order::information);
  judge_existence(next.reach);
  if (!running_) return;
  const double enough = std::max(options_.tolerance, kGainRounding) * gain_scale();
  if (result_.decrement <= enough && next.reach < kRestingReach) {
    take_last_step(share, std::move(next));
  } else {
    take_longest_ascending_step(share, std::move(next));
  }
}

double Newton::first_share() const {
  if (last_move_.size() == 0) return 1.0;
  const double length = last_move_.dot(here_.information * last_move_);
  const double along = here_.gradient.dot(last_move_);
  return along < -kMostTurningBack * length ? length / (length - along) : 1.0;
}

void Newton::take_longest_ascending_step(double share, Evaluation trial) {
  const double slope = 2.0 * result_.decrement;  // g' u
  const double rounding = kValueRounding * gain_scale();
  for (int halvings = 0;; ++halvings) {
    const double least_gain = kLeastGainShare * share * slope - rounding;
    if (trial.value >= here_.value + least_gain) break;
    if (halvings == options_.max_halvings) return stop(Termination::no_ascent);
    share /= 2.0;
    trial = objective_.evaluate(result_.point + share * direction_, direction_, Order::information);
  }
  move_to(result_.point + share * direction_, std::move(trial), share);
}

void Newton::take_last_step(double share, Evaluation next) {
  const double before = result_.decrement;
  move_to(result_.point + share * direction_, std::move(next), share);
  if (!running_) return;
  ++last_steps_;
  const bool at_rounding_level = result_.decrement <= kGainRounding * gain_scale();
  const bool stalls = result_.decrement > before / 4.0;
  if (at_rounding_level || stalls || last_steps_ == kMaxLastSteps) stop(Termination::converged);
}

void Newton::move_to(Vector point, Evaluation evaluation, double step) {
  if (!result_.history.empty()) last_move_ = point - result_.point;
  result_.point = std::move(point);
  here_ = std::move(evaluation);
  result_.record(here_, step, observer_);
  result_.information_is_observed = here_.expected.dimension() == 0 || curves_enough(here_);
  if (!result_.information_is_observed) here_.information = here_.expected;
  factor_ = ScaledCholesky(here_.information);
  result_.decrement = std::numeric_limits<double>::infinity();
  if (!is_finite() || !factor_.ok()) return stop(Termination::no_ascent);
  const MatrixProduct curvature = objective_.curvature(result_.point);
  direction_ = curvature ? conjugate_gradients(curvature, here_.information, here_.gradient)
                         : factor_.solve(here_.gradient);
  result_.decrement = here_.gradient.dot(direction_) / 2.0;
}

void Newton::judge_existence(double reach) {
  if (result_.existence == Existence::proved || objective_.separation_rows() == nullptr) return;
  const bool may_overlap = reach < kOverlapReach;  // else the condition number is not needed
  if (may_overlap && proves_overlap(reach, factor_.reciprocal_condition())) {
    result_.existence = Existence::proved;
  } else if (result_.iterations() >= kFirstSeparationSearch) {
    search_separation();
  }
}

void Newton::search_separation() {
  std::optional<Separation> found = find_separation(*objective_.separation_rows(), direction_);
  if (!found) return;
  result_.existence = Existence::separated;
  result_.separation = *std::move(found);
  stop(Termination::separated);
}

void Newton::stop(Termination termination) {
  running_ = false;
  result_.termination = termination;
}

bool Newton::is_finite() const { return std::isfinite(here_.value) && here_.gradient.allFinite(); }

double Newton::gain_scale() const { return here_.scale(); }

Maximum Newton::result() && {
  result_.value = here_.value;
  result_.gradient = std::move(here_.gradient);
  result_.information = std::move(here_.information);
  result_.condition = factor_.condition();
  return std::move(result_);
}

}  // namespace odds
