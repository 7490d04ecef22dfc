#include "fit/warm_start.hpp"

#include "fit/null_model.hpp"
#include "math/scaled_cholesky.hpp"
#include "solve/quasi_newton.hpp"
#include "solve/restricted_objective.hpp"

#include <odds/sigmoid.hpp>

#include <cmath>
#include <utility>

namespace odds {
namespace {

constexpr Index kStride = 10;
constexpr Index kLeastBlocks = 2 * kStride;

/// Rows of the sample for each column. The maximum of fewer scatters too much to be worth its time.
constexpr Index kLeastRowsOfColumn = 300;

/// Columns whose information matrix costs more than some scores, where there is enough to do.
constexpr Index kManyColumns = 16;
constexpr Index kManyCells = Index{1} << 19;

/// What cancels an offset best, by weighted least squares: Z' W Z is 4 times the curvature bound.
Vector without_offset(const ArrowMatrix& curvature_bound, const Vector& offset_score) {
  const ScaledCholesky factor(curvature_bound);
  if (!factor.ok()) return Vector::Zero(offset_score.size());
  return -0.25 * factor.solve(offset_score);
}

/// Four steps towards the maximum of every tenth block, if they show that there is one. It costs
/// half a pass over all rows.
Start start_by_sample(const ModelLikelihood& likelihood, const std::vector<Index>& kept,
                      Start start) {
  const ModelLikelihood sample = likelihood.every(kStride);
  const Maximum near =
      maximize(RestrictedObjective(sample, kept), start.point, {.max_iterations = 4});
  if (near.existence != Existence::proved) return start;
  return {.point = near.point,
          .information = static_cast<double>(kStride) * near.information,
          .here = std::nullopt};
}

}  // namespace

Start start_from_null(const DataRoles& roles, const NullScore& outcomes,
                      const std::vector<Index>& kept) {
  const double log_odds = roles.formula.intercept ? log_odds_of_mean(outcomes) : 0.0;
  const CurvePoint null = sigmoid(log_odds);
  const ArrowMatrix bound = outcomes.curvature_bound.restricted(kept);
  Start start{.point = Vector::Zero(bound.dimension()),
              .information = 4.0 * null.d1 * bound,
              .here = std::nullopt};
  if (!roles.offsets.empty()) {
    start.point = without_offset(bound, outcomes.offset_score(kept));
  } else {
    start.here.emplace();
    start.here->value = outcomes.events * std::log(null.value) +
                        (outcomes.trials - outcomes.events) * std::log(null.complement);
    start.here->unit = outcomes.trials / outcomes.rows;
    const Vector of_ones = 4.0 * (bound * Vector::Unit(bound.dimension(), 0));
    start.here->gradient = outcomes.score(kept) + (0.5 - null.value) * of_ones;
  }
  if (roles.formula.intercept) start.point[0] += log_odds;
  return start;
}

Vector warm_start(const ModelLikelihood& likelihood, const std::vector<Index>& kept, Start start,
                  Index rows) {
  const auto columns = static_cast<Index>(kept.size());
  const bool sampled =
      likelihood.block_count() >= kLeastBlocks && rows / kStride >= kLeastRowsOfColumn * columns;
  if (sampled) {
    start = start_by_sample(likelihood, kept, std::move(start));
  } else if (columns < kManyColumns || rows * columns < kManyCells) {
    return start.point;
  }
  return start_by_scores(RestrictedObjective(likelihood, kept), start.point, start.information,
                         std::move(start.here))
      .value_or(start.point);
}

Maximum maximize_beyond_offset(const Objective& objective, const Vector& start,
                               const OptimizerOptions& options) {
  Maximum maximum = maximize(objective, start, options);
  const bool lost = maximum.termination == Termination::no_ascent && maximum.iterations() == 0;
  if (!lost || options.solver != Solver::newton) return maximum;
  const Maximum near = maximize(objective, start, {.solver = Solver::gradient_descent});
  return maximize(objective, near.point, options);
}

}  // namespace odds
