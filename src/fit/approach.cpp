#include "fit/approach.hpp"

#include "likelihood/restricted_objective.hpp"
#include "solve/maximize.hpp"
#include "solve/quasi_newton.hpp"

#include <utility>

namespace odds {
namespace {

constexpr Index kStride = 10;
constexpr Index kLeastBlocks = 2 * kStride;

/// Rows of the sample for each column. The maximum of fewer scatters too much to be worth its time.
constexpr Index kLeastRowsOfColumn = 300;

/// Four steps towards the maximum of every tenth block, if they show that there is one. It costs
/// half a pass over all rows.
Start approach_by_sample(const LogisticLikelihood& likelihood, const std::vector<Index>& kept,
                         Start start) {
  const LogisticLikelihood sample = likelihood.every(kStride);
  const Maximum near =
      maximize(RestrictedObjective(sample, kept), start.point, {.max_iterations = 4});
  if (near.existence != Existence::proved) return start;
  return {.point = near.point, .information = static_cast<double>(kStride) * near.information};
}

}  // namespace

Vector approach(const LogisticLikelihood& likelihood, const std::vector<Index>& kept, Start start,
                Index rows) {
  if (likelihood.block_count() < kLeastBlocks) return start.point;
  if (rows / kStride >= kLeastRowsOfColumn * static_cast<Index>(kept.size())) {
    start = approach_by_sample(likelihood, kept, std::move(start));
  }
  return approach_by_scores(RestrictedObjective(likelihood, kept), start.point, start.information)
      .value_or(start.point);
}

}  // namespace odds
