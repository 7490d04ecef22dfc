#include "validate/performance.hpp"

#include "math/compensated_sum.hpp"

#include <span>

namespace odds {
namespace {

template <class Use>
void use_list(const ScoreRuns<WeightedScore>& list, double y, Use& use) {
  const auto walk_through = [&](auto walk) {
    for (; !walk.ended(); walk.next()) use(y, walk.front());
  };
  if (list.is_short()) {
    walk_through(ScoreRuns<WeightedScore>::ShortWalk(list));
  } else {
    walk_through(ScoreRuns<WeightedScore>::Walk(list));
  }
}

/// Calls `use(y, score)` for the scores of non-events, then of events, each list from the least on.
template <class Use>
void use_scores(const OutcomePredictors& scores, Use use) {
  use_list(scores.nonevents, 0.0, use);
  use_list(scores.events, 1.0, use);
}

}  // namespace

OutcomeWalk outcome_walk(const OutcomePredictors& scores) {
  return [&scores](const OutcomeUse& use) {
    use_scores(scores, [&](double y, const WeightedScore& score) {
      const double w = score.weight();
      use({score.eta, y > 0.0 ? w : 0.0, y > 0.0 ? 0.0 : w});
    });
  };
}

Performance performance(const OutcomePredictors& sorted, const ResponseCurve& curve,
                        bool has_events) {
  CompensatedSum weight, loss, squares;
  use_scores(sorted, [&](double y, const WeightedScore& score) {
    const double w = score.weight();
    const CurvePoint p = curve.at(score.eta);
    const double miss = y > 0.0 ? p.complement : p.value;
    weight += w;
    squares += w * miss * miss;
    loss += -w * curve.log_likelihood(y, score.eta);
  });
  Performance result;
  if (has_events) result.auc = rank_scores(sorted, std::span<const Index>()).auc;
  result.brier = squares.value() / weight.value();
  result.log_loss = loss.value() / weight.value();
  const Recalibration calibration = recalibrate(outcome_walk(sorted), curve);
  result.slope = calibration.with_slope.slope;
  result.intercept = calibration.in_the_large.intercept;
  return result;
}

}  // namespace odds
