#include "solve/maximum.hpp"

namespace odds {

MaximumSummary summary_of(const Maximum& maximum) {
  const Vector& score = maximum.gradient;
  return {.termination = maximum.termination,
          .existence = maximum.existence,
          .separation = {.kind = maximum.separation.kind, .rows = maximum.separation.rows},
          .value = maximum.value,
          .score_norm = score.size() == 0 ? 0.0 : score.cwiseAbs().maxCoeff(),
          .decrement = maximum.decrement,
          .condition = maximum.condition,
          .history = maximum.history};
}

}  // namespace odds
