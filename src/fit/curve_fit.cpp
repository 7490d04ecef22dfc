#include "fit/curve_fit.hpp"

#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "math/scaled_cholesky.hpp"
#include "solve/maximize.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace odds {
namespace {

/// Guess rates that are tried, as shares of 1 - lapse.
constexpr double kGuessLadder[] = {1.0 / 16, 1.0 / 8, 1.0 / 4, 1.0 / 2, 3.0 / 4};

/// The first guess rate, as a share of 1 - lapse, where 0 is best on the ladder but no maximum.
constexpr double kLeastGuess = 1.0 / 64;

/// A null model this far out in a tail is no place to start from.
constexpr double kFarthestStart = 2.0;

/// Values closer than this, relative to their size, belong to one maximum.
constexpr double kSameValue = 1e-9;

/// The linear predictor at which a curve has the share of events of a survey: infinite where that
/// is not between the asymptotes.
double predictor_of_share(const Survey& survey, const Asymptotes& asymptotes) {
  const double above = survey.events - asymptotes.guess * survey.trials;
  const double below = (1.0 - asymptotes.lapse) * survey.trials - survey.events;
  if (above <= 0.0) return -kInfinity;
  return below <= 0.0 ? kInfinity : std::log(above) - std::log(below);
}

Vector null_point(const CurveProblem& problem, const Asymptotes& asymptotes) {
  Vector point = Vector::Zero(problem.plain.point.size());
  if (!problem.intercept) return point;
  point[0] =
      std::clamp(predictor_of_share(problem.survey, asymptotes), -kFarthestStart, kFarthestStart);
  return point;
}

/// What the solver, which takes objectives for concave ones, says too much is taken back.
Maximum climb(const CurveLikelihood& curve, const Vector& start, const OptimizerOptions& options) {
  Maximum maximum = maximize(curve, start, options);
  maximum.existence = Existence::undetermined;
  if (maximum.converged() && !curve.is_observed(maximum.point)) {
    maximum.termination = Termination::no_ascent;
  }
  return maximum;
}

/// Whether `other` is to be preferred: it converged where `one` did not, or ended higher.
bool is_better(const Maximum& other, const Maximum& one) {
  if (other.converged() != one.converged()) return other.converged();
  return other.value > one.value + kSameValue * std::abs(one.value);
}

Maximum best_of(const CurveProblem& problem, const Asymptotes& asymptotes, const Vector& near) {
  const CurveLikelihood curve = problem.likelihood.with(asymptotes);
  const OptimizerOptions& options = problem.options.optimizer;
  Maximum best = climb(curve, null_point(problem, asymptotes), options);
  Maximum other = climb(curve, near, options);
  return is_better(other, best) ? other : best;
}

CurveMaximum on_fixed_curve(const CurveProblem& problem, double guess, const Vector& near) {
  const Asymptotes asymptotes{.guess = guess, .lapse = problem.options.asymptotes.lapse};
  CurveMaximum result{
      .maximum = problem.plain, .asymptotes = asymptotes, .guess_rate = GuessRate::given};
  if (!asymptotes.are_plain()) result.maximum = best_of(problem, asymptotes, near);
  result.maximum.existence = Existence::undetermined;
  return result;
}

/// The joint maximum above the best point of the ladder.
CurveMaximum climb_with_guess(const CurveProblem& problem, const CurveMaximum& best) {
  const double lapse = problem.options.asymptotes.lapse;
  const Index k = best.maximum.point.size();
  Vector start(k + 1);
  start.head(k) = best.maximum.point;
  start[k] = std::max(best.asymptotes.guess, kLeastGuess * (1.0 - lapse));
  CurveMaximum result{.maximum = climb(problem.likelihood.with_unknown_guess(lapse), start,
                                       problem.options.optimizer),
                      .asymptotes = {.guess = 0.0, .lapse = lapse},
                      .guess_rate = GuessRate::estimated};
  result.asymptotes.guess = result.maximum.point[k];
  return result;
}

CurveMaximum estimate_guess(const CurveProblem& problem) {
  const double room = 1.0 - problem.options.asymptotes.lapse;
  const bool can_be_zero = problem.limits.lower_events == 0.0;
  const double least = can_be_zero ? 0.0 : kLeastGuess * room;
  CurveMaximum best = on_fixed_curve(problem, least, problem.plain.point);
  Vector near = best.maximum.point;
  for (const double share : kGuessLadder) {
    CurveMaximum next = on_fixed_curve(problem, share * room, near);
    near = next.maximum.point;
    if (is_better(next.maximum, best.maximum)) best = std::move(next);
  }
  const bool at_zero = best.asymptotes.guess == 0.0;
  const CurveLikelihood curve = problem.likelihood.with(best.asymptotes);
  if (at_zero && !(curve.guess_score(best.maximum.point) > 0.0)) {
    best.guess_rate = GuessRate::at_bound;
    return best;
  }
  return climb_with_guess(problem, best);
}

}  // namespace

bool has_asymptotes(const FitOptions& options) {
  return options.estimate_guess || !options.asymptotes.are_plain();
}

void check_asymptotes(const FitOptions& options) {
  const auto [guess, lapse] = options.asymptotes;
  check_option("guess", guess, ">= 0 and < 1", guess >= 0.0 && guess < 1.0);
  check_option("lapse", lapse, ">= 0 and < 1 - guess", lapse >= 0.0 && guess + lapse < 1.0);
  if (!has_asymptotes(options)) return;
  if (options.estimate_guess && guess > 0.0) {
    refuse("the guess rate is either given or estimated");
  }
  if (options.method == Method::firth) {
    refuse("Firth's method knows no guess or lapse rate: its penalty is that of the plain sigmoid");
  }
  if (options.optimizer.solver != Solver::newton) {
    refuse("a guess or lapse rate needs the solver newton");
  }
  if (options.fractional) {
    refuse("a guess or lapse rate does not go with a fractional response");
  }
  if (!options.probability_weights.empty() || options.chosen_variance() != Variance::model) {
    refuse("a guess or lapse rate does not go with a robust variance or probability weights",
           "its standard errors are those of the observed information");
  }
}

void require_no_eliminated_factor(const DesignPlan& plan) {
  const DesignVariable* const factor = plan.eliminated_variable();
  if (factor == nullptr) return;
  refuse(fmt::format("a guess or lapse rate does not go with {}, which has {} levels: so many are "
                     "eliminated from a concave likelihood, and this one is not concave",
                     factor->name, factor->levels.size()),
         "leave it out, or merge its levels to 1000 at most");
}

CurveMaximum maximize_curve(const CurveProblem& problem) {
  if (problem.options.estimate_guess) return estimate_guess(problem);
  return on_fixed_curve(problem, problem.options.asymptotes.guess, problem.plain.point);
}

double null_intercept_on_curve(const CurveLikelihood& likelihood, const Model& model,
                               const Survey& survey) {
  if (!model.roles.formula.intercept) return 0.0;
  const double share = predictor_of_share(survey, model.asymptotes);
  if (model.roles.offsets.empty()) return share;
  const Vector start = Vector::Constant(1, std::clamp(share, -kFarthestStart, kFarthestStart));
  const Maximum maximum = climb(likelihood.with(model.asymptotes), start, OptimizerOptions());
  return maximum.converged() ? maximum.point[0] : std::copysign(kInfinity, maximum.point[0]);
}

void keep_estimates_with_guess(Model& model, const Maximum& maximum,
                               const std::vector<Index>& kept) {
  const Index p = model.plan.columns();
  const auto k = static_cast<Index>(kept.size());
  model.coefficients = Vector::Zero(p);
  model.coefficients(kept) = maximum.point.head(k);
  model.covariance.core = Matrix::Zero(p, p);
  model.estimated_guess = EstimatedGuess{.covariance = Vector::Zero(p), .variance = 0.0};
  const ScaledCholesky factor(maximum.information);
  if (!factor.ok()) return;
  const Matrix covariance = factor.inverse().core;
  model.covariance.core(kept, kept) = covariance.topLeftCorner(k, k);
  model.estimated_guess->covariance(kept) = covariance.col(k).head(k);
  model.estimated_guess->variance = covariance(k, k);
}

}  // namespace odds
