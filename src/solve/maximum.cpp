#include "solve/maximum.hpp"

namespace odds {

void Maximum::record(const Evaluation& here, double step, const IterationObserver& observer) {
  history.push_back({.iteration = history.empty() ? 0 : iterations() + 1,
                     .log_likelihood = here.value,
                     .score_norm = here.gradient.lpNorm<Eigen::Infinity>(),
                     .step = step,
                     .saturated = here.saturated});
  if (observer) observer(history.back());
}

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
