#include "fit/null_model.hpp"

#include "math/root.hpp"
#include "solve/maximize.hpp"
#include "solve/restricted_objective.hpp"

#include <cmath>

namespace odds {
namespace {

/// Room at both ends of the bracket, for rounding.
constexpr double kRoom = 1.0;

}  // namespace

double log_odds_of_mean(const NullScore& outcomes) {
  return std::log(outcomes.events) - std::log(outcomes.trials - outcomes.events);
}

double null_intercept(const ModelLikelihood& likelihood, const DataRoles& roles,
                      const NullScore& outcomes) {
  if (!roles.formula.intercept) return 0.0;
  const double log_odds = log_odds_of_mean(outcomes);
  if (roles.offsets.empty() || std::isinf(log_odds)) return log_odds;
  const RestrictedObjective null(likelihood, {0});
  const double mean_offset = outcomes.offset_score[0] / outcomes.trials;
  const Maximum maximum = maximize(null, Vector::Constant(1, log_odds - mean_offset));
  if (maximum.converged()) return maximum.point[0];
  const auto score = [&](double intercept) {
    const Vector point = Vector::Constant(1, intercept);
    return null.evaluate(point, Vector(), Order::gradient).gradient[0];
  };
  const auto root = find_root(score, log_odds - outcomes.offset_max - kRoom,
                              log_odds - outcomes.offset_min + kRoom);
  return root.value_or(maximum.point[0]);  // none where the score is rounding at one of the ends
}

}  // namespace odds
