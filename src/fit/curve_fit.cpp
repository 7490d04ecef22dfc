#include "fit/curve_fit.hpp"

#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "fit/least_curvature.hpp"
#include "inference/variance_choice.hpp"
#include "model/roles.hpp"
#include "solve/maximize.hpp"
#include "solve/restricted_objective.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
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

/// An information below this share of the sigmoid's at 0, in some direction, is what rounding
/// leaves of a likelihood that rises for ever: each row is as good as certain there.
constexpr double kFlat = 1e-9;

/// Values closer than this, relative to their size, belong to one maximum.
constexpr double kSameValue = 1e-9;

Vector null_point(const CurveProblem& problem, const ResponseCurve& curve) {
  Vector point = Vector::Zero(problem.sigmoid.point.size());
  if (!problem.intercept) return point;
  const double eta = curve.eta_at_share(problem.outcomes.events, problem.outcomes.trials);
  point[0] = std::clamp(eta, -kFarthestStart, kFarthestStart);
  return point;
}

/// What a maximum on the sigmoid is on another link with the same asymptotes, nearly: the linear
/// predictors at which both have the mean share of events go together, and so do the slopes there.
Vector on_link(const CurveProblem& problem, Vector point) {
  const ResponseCurve link{.link = problem.options.link};
  if (link.link == Link::logit) return point;
  const ResponseCurve sigmoid;
  const auto& [events, trials] = std::tie(problem.outcomes.events, problem.outcomes.trials);
  const double from = problem.intercept ? sigmoid.eta_at_share(events, trials) : 0.0;
  const double to = problem.intercept ? link.eta_at_share(events, trials) : link.halfway();
  if (problem.intercept) point[0] -= from;
  point *= sigmoid.at(from).d1 / link.at(to).d1;
  if (problem.intercept) point[0] += to;
  return point;
}

/// How a likelihood is climbed.
struct Climbing {
  OptimizerOptions options;
  ArrowMatrix bound;  ///< of the kept columns
};

Climbing climbing_of(const CurveProblem& problem) {
  return {.options = problem.options.optimizer,
          .bound = problem.outcomes.curvature_bound.restricted(problem.kept)};
}

/// The kept columns, and the own parameters of the curve.
std::vector<Index> with_own_parameters(std::vector<Index> kept, const ModelLikelihood& likelihood) {
  const Index q = likelihood.curve().own_parameters();
  for (Index k = likelihood.dimension() - q; k < likelihood.dimension(); ++k) kept.push_back(k);
  return kept;
}

/// Whether the likelihood hardly curves in some direction of the coefficients, in units of `bound`,
/// the information of the sigmoid at 0. Not told of levels that are eliminated.
bool is_flat(const ArrowMatrix& information, const ArrowMatrix& bound) {
  const std::optional<double> share = least_curvature(information, bound);
  return share && !(*share > kFlat);
}

/// The maximum of the likelihood in the columns `kept` and the own parameters of its curve. Of a
/// likelihood that is not concave the solver's word on existence is taken back, and so is a maximum
/// where the likelihood does not curve downwards, or hardly does. A concave one curves as little as
/// that at its only maximum, too, where a single row is far out: it is not asked.
Maximum climb(const ModelLikelihood& likelihood, const std::vector<Index>& kept,
              const Vector& start, const Climbing& climbing) {
  const auto& [options, bound] = climbing;
  const RestrictedObjective objective(likelihood, with_own_parameters(kept, likelihood));
  Maximum maximum = maximize(objective, start, options);
  maximum.existence = Existence::undetermined;
  const bool is_point = maximum.information_is_observed && (likelihood.curve().is_log_concave() ||
                                                            !is_flat(maximum.information, bound));
  if (maximum.converged() && !is_point) maximum.termination = Termination::no_ascent;
  return maximum;
}

/// Whether `other` is to be preferred: it converged where `one` did not, or ended higher.
bool is_better(const Maximum& other, const Maximum& one) {
  if (other.converged() != one.converged()) return other.converged();
  return other.value > one.value + kSameValue * std::abs(one.value);
}

Maximum best_of(const CurveProblem& problem, const ResponseCurve& curve, const Vector& near) {
  const ModelLikelihood likelihood = problem.likelihood.on(curve);
  const Climbing climbing = climbing_of(problem);
  Maximum best = climb(likelihood, problem.kept, null_point(problem, curve), climbing);
  Maximum other = climb(likelihood, problem.kept, near, climbing);
  return is_better(other, best) ? other : best;
}

/// The only maximum of a likelihood that is concave, and as much proved as that of the sigmoid.
CurveMaximum on_log_concave_curve(const CurveProblem& problem, const ResponseCurve& curve) {
  CurveMaximum result{.maximum = problem.sigmoid, .curve = curve};
  if (curve.is_sigmoid()) return result;
  const ModelLikelihood likelihood = problem.likelihood.on(curve);
  result.maximum = climb(likelihood, problem.kept, on_link(problem, problem.sigmoid.point),
                         climbing_of(problem));
  result.maximum.existence = problem.sigmoid.existence;
  return result;
}

CurveMaximum on_known_curve(const CurveProblem& problem, double guess, const Vector& near) {
  const ResponseCurve curve{
      .link = problem.options.link,
      .asymptotes = {.guess = guess, .lapse = problem.options.asymptotes.lapse}};
  if (curve.is_log_concave()) return on_log_concave_curve(problem, curve);
  return {.maximum = best_of(problem, curve, near), .curve = curve};
}

/// The joint maximum above the best point of the ladder.
CurveMaximum climb_with_guess(const CurveProblem& problem, const CurveMaximum& best) {
  const double lapse = problem.options.asymptotes.lapse;
  const Index k = best.maximum.point.size();
  ResponseCurve curve = best.curve;
  curve.estimates_guess = true;
  Vector start(k + 1);
  start.head(k) = best.maximum.point;
  start[k] = std::max(best.curve.asymptotes.guess, kLeastGuess * (1.0 - lapse));
  CurveMaximum result{
      .maximum = climb(problem.likelihood.on(curve), problem.kept, start, climbing_of(problem)),
      .curve = curve};
  result.curve = curve.with_own_values(result.maximum.point.tail(1));
  return result;
}

/// The slope of the log-likelihood in the guess rate, the coefficients fixed.
double guess_score(const CurveProblem& problem, const CurveMaximum& at) {
  ResponseCurve curve = at.curve;
  curve.estimates_guess = true;
  const ModelLikelihood likelihood = problem.likelihood.on(curve);
  const RestrictedObjective objective(likelihood, with_own_parameters(problem.kept, likelihood));
  Vector point(objective.dimension());
  point << at.maximum.point, curve.own_values();
  return objective.evaluate(point, Vector(), Order::gradient).gradient[point.size() - 1];
}

CurveMaximum estimate_guess(const CurveProblem& problem) {
  const double room = 1.0 - problem.options.asymptotes.lapse;
  const bool can_be_zero = problem.limits.lower_events == 0.0;
  const double least = can_be_zero ? 0.0 : kLeastGuess * room;
  CurveMaximum best = on_known_curve(problem, least, on_link(problem, problem.sigmoid.point));
  Vector near = best.maximum.point;
  for (const double share : kGuessLadder) {
    CurveMaximum next = on_known_curve(problem, share * room, near);
    near = next.maximum.point;
    if (is_better(next.maximum, best.maximum)) best = std::move(next);
  }
  const bool at_zero = best.curve.asymptotes.guess == 0.0;
  if (!at_zero || guess_score(problem, best) > 0.0) return climb_with_guess(problem, best);
  best.guess_is_at_bound = true;
  best.maximum.existence = Existence::undetermined;
  return best;
}

void check_link(const FitOptions& options) {
  if (options.link == Link::logit) return;
  const std::string link = link_name(options.link);
  if (reduces_bias(options.method)) {
    refuse(fmt::format("{} is there for the link logit, not for {}", method_words(options.method),
                       link),
           "leave one of the two out");
  }
  if (options.optimizer.solver != Solver::newton) {
    refuse(fmt::format("the link {} needs the solver newton", link));
  }
}

}  // namespace

void check_curve(const FitOptions& options) {
  const auto [guess, lapse] = options.asymptotes;
  check_option("guess", guess, ">= 0 and < 1", guess >= 0.0 && guess < 1.0);
  check_option("lapse", lapse, ">= 0 and < 1 - guess", lapse >= 0.0 && guess + lapse < 1.0);
  check_link(options);
  if (!asked_curve(options).has_asymptotes()) return;
  if (options.estimate_guess && guess > 0.0) {
    refuse("the guess rate is either given or estimated");
  }
  if (reduces_bias(options.method)) {
    refuse(fmt::format("{} knows no guess or lapse rate: its penalty is that of the plain sigmoid",
                       method_words(options.method)),
           "leave one of the two out");
  }
  if (options.optimizer.solver != Solver::newton) {
    refuse("a guess or lapse rate needs the solver newton");
  }
  if (options.fractional) {
    refuse("a guess or lapse rate does not go with a fractional response");
  }
  if (!options.probability_weights.empty() || options.chosen_variance().kind != Variance::model) {
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
  const Vector near = on_link(problem, problem.sigmoid.point);
  return on_known_curve(problem, problem.options.asymptotes.guess, near);
}

double null_intercept_on_curve(const ModelLikelihood& likelihood, const DataRoles& roles,
                               const NullScore& outcomes) {
  if (!roles.formula.intercept) return 0.0;
  const double share = likelihood.curve().eta_at_share(outcomes.events, outcomes.trials);
  if (roles.offsets.empty()) return share;
  const Vector start = Vector::Constant(1, std::clamp(share, -kFarthestStart, kFarthestStart));
  const Maximum maximum = climb(likelihood, {0}, start,
                                {.options = {}, .bound = outcomes.curvature_bound.restricted({0})});
  return maximum.converged() ? maximum.point[0] : std::copysign(kInfinity, maximum.point[0]);
}

}  // namespace odds
