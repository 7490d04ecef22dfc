#include "solve/gradient_descent.hpp"

#include "solve/limits.hpp"
#include "solve/newton.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace odds {
namespace {

constexpr int kMostDescentSteps = 100'000;
constexpr int kExistenceSearch = 64;  ///< iterations done

constexpr double kGrowth = 1.1;  ///< of the step length after a safe step

}  // namespace

struct GradientDescent::Trial {
  Vector point;
  Evaluation evaluation;
};

GradientDescent::GradientDescent(const Objective& objective, Vector start,
                                 const OptimizerOptions& options, const IterationObserver& observer)
    : objective_(objective),
      options_(options),
      observer_(observer),
      bound_(objective.curvature_bound()),
      start_(start),
      previous_(start) {
  Evaluation evaluation = objective.evaluate(start, Vector(), Order::gradient);
  move_to(std::move(start), std::move(evaluation), 0.0);
  if (!bound_.ok() || !std::isfinite(here_.value)) stop(Termination::no_ascent);
}

void GradientDescent::step() {
  if (at_rest()) return finish_with_newton();
  if (result_.iterations() == most_iterations(options_, kMostDescentSteps))
    return stop(Termination::iteration_cap);
  if (result_.iterations() == kExistenceSearch) search_existence();
  if (result_.existence == Existence::separated) return stop(Termination::separated);
  if (!has_momentum()) return take_step_from(result_.point, here_);
  const double momentum = (age_ - 1.0) / next_age();
  const Vector ahead = result_.point + momentum * (result_.point - previous_);
  take_step_from(ahead, objective_.evaluate(ahead, Vector(), Order::gradient));
}

void GradientDescent::take_step_from(const Vector& from, const Evaluation& there) {
  Trial trial = longest_safe_trial(from, there);
  const double least_value = here_.value - kValueRounding * here_.scale();
  const bool falls = !(trial.evaluation.value >= least_value);
  if (falls && !has_momentum()) return stop(Termination::no_ascent);
  if (falls) return drop_momentum();
  const bool downhill = there.gradient.dot(trial.point - result_.point) < 0.0;
  age_ = downhill ? 1.0 : next_age();
  move_to(std::move(trial.point), std::move(trial.evaluation), length_);
  length_ *= kGrowth;
}

GradientDescent::Trial GradientDescent::longest_safe_trial(const Vector& from,
                                                           const Evaluation& there) {
  const Vector safe_step = bound_.solve(there.gradient);
  while (true) {
    Trial trial{.point = from + length_ * safe_step, .evaluation = {}};
    trial.evaluation = objective_.evaluate(trial.point, Vector(), Order::gradient);
    const bool points_onward = trial.evaluation.gradient.dot(safe_step) >= 0.0;
    if (points_onward || length_ == 1.0) return trial;
    length_ = std::max(1.0, length_ / 2.0);
  }
}

void GradientDescent::move_to(Vector point, Evaluation evaluation, double step) {
  previous_ = std::exchange(result_.point, std::move(point));
  here_ = std::move(evaluation);
  result_.record(here_, step, observer_);
}

bool GradientDescent::at_rest() const {
  const double limit = std::max(1e-6 * options_.tolerance, kGainRounding);
  const double safe_gain = bound_.whiten(here_.gradient).squaredNorm() / 2.0;
  return safe_gain <= limit * here_.scale();
}

double GradientDescent::next_age() const {
  return (1.0 + std::sqrt(1.0 + 4.0 * age_ * age_)) / 2.0;
}

void GradientDescent::search_existence() {
  const Maximum probe = maximize(objective_, start_);
  result_.existence = probe.existence;
  result_.separation = probe.separation;
}

void GradientDescent::finish_with_newton() {
  const IterationObserver renumbered = [this](IterationRecord record) {
    if (record.iteration == 0) return;  // the point where the descent ended is on record
    record.iteration = result_.iterations() + 1;
    result_.history.push_back(record);
    if (observer_) observer_(record);
  };
  const OptimizerOptions options{.tolerance = options_.tolerance};
  Maximum end = maximize(objective_, result_.point, options, renumbered);
  end.history = std::move(result_.history);
  result_ = std::move(end);
  running_ = false;
  if (result_.existence != Existence::undetermined) return;
  search_existence();
  if (result_.existence == Existence::separated) result_.termination = Termination::separated;
}

void GradientDescent::stop(Termination termination) {
  running_ = false;
  result_.termination = termination;
  here_ = objective_.evaluate(result_.point, Vector(), Order::information);
  const ScaledCholesky factor(here_.information);
  result_.value = here_.value;
  result_.gradient = here_.gradient;
  result_.information = here_.information;
  result_.condition = factor.condition();
  result_.decrement = factor.ok() ? here_.gradient.dot(factor.solve(here_.gradient)) / 2.0
                                  : std::numeric_limits<double>::infinity();
}

Maximum GradientDescent::result() && { return std::move(result_); }

}  // namespace odds
