#include "validate/paired_performance.hpp"

#include "base/special_values.hpp"
#include "math/compensated_sum.hpp"
#include "math/distributions.hpp"
#include "performance/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace odds {
namespace {

/// The observations of one eta, and those below it.
struct TieRanks {
  double eta = kNaN;
  double events = 0.0;
  double nonevents = 0.0;
  double events_below = 0.0;
  double nonevents_below = 0.0;
};

/// Walks through the ties of a list, ahead of a walk through its scores.
template <class Walk>
class TieWalk {
 public:
  explicit TieWalk(Walk walk) : walk_(std::move(walk)) {}

  /// The ties that `eta` belongs to, which is that at hand, or the next.
  const TieRanks& at(double eta) {
    if (ranks_.eta == eta) return ranks_;
    events_ += ranks_.events;
    nonevents_ += ranks_.nonevents;
    ranks_ = {.eta = eta, .events_below = events_.value(), .nonevents_below = nonevents_.value()};
    for (; !walk_.ended() && walk_.front().eta == eta; walk_.next()) {
      ranks_.events += walk_.front().events;
      ranks_.nonevents += walk_.front().nonevents;
    }
    return ranks_;
  }

 private:
  Walk walk_;
  TieRanks ranks_;
  CompensatedSum events_;
  CompensatedSum nonevents_;
};

template <class Walk>
void add_losses(Walk walk, Walk ahead, double nonevents, LossList& losses) {
  constexpr std::size_t kAtOnce = 1024;
  TieWalk<Walk> ties(std::move(ahead));
  std::vector<RowLosses> batch;
  for (; !walk.ended(); walk.next()) {
    const OutcomeScore& score = walk.front();
    const TieRanks& ranks = ties.at(score.eta);
    const double above = nonevents - ranks.nonevents_below - ranks.nonevents;
    batch.push_back({.eta = score.row,
                     .events = score.events,
                     .nonevents = score.nonevents,
                     .event_rank = 2.0 * above + ranks.nonevents,
                     .nonevent_rank = 2.0 * ranks.events_below + ranks.events,
                     .predictor = score.eta});
    if (batch.size() < kAtOnce) continue;
    losses.add(batch);
    batch.clear();
  }
  losses.add(batch);
}

/// Sums of differences of observations, weighted.
struct DifferenceOfRows {
  CompensatedSum weight;
  CompensatedSum sum;
  CompensatedSum squares;

  void add(double w, double difference) {
    if (w == 0.0) return;
    weight += w;
    sum += w * difference;
    squares += w * difference * difference;
  }

  double mean() const { return sum.value() / weight.value(); }
  double mean_variance() const {
    const double n = weight.value();
    return std::max(0.0, squares.value() - sum.value() * mean()) / (n - 1.0) / n;
  }
};

EstimateRow difference_row(double estimate, double variance, const PerformancePlan& plan) {
  EstimateRow row = no_estimate();
  row.estimate = estimate;
  if (plan.has_counts && variance > 0.0) {
    return wald_row(estimate, std::sqrt(variance), plan.level);
  }
  return row;
}

struct PairSums {
  DifferenceOfRows of_events;     // in ranks
  DifferenceOfRows of_nonevents;  // likewise
  DifferenceOfRows brier;
  DifferenceOfRows loss;

  void add(const RowLosses& one, const ResponseCurve& curve, const RowLosses& other,
           const ResponseCurve& other_curve) {
    const CurvePoint p = curve.at(one.predictor);
    const CurvePoint q = other_curve.at(other.predictor);
    of_events.add(one.events, other.event_rank - one.event_rank);
    of_nonevents.add(one.nonevents, other.nonevent_rank - one.nonevent_rank);
    brier.add(one.events, (q.complement - p.complement) * (q.complement + p.complement));
    brier.add(one.nonevents, (q.value - p.value) * (q.value + p.value));
    const auto gain = [&](double y) {
      return curve.log_likelihood(y, one.predictor) -
             other_curve.log_likelihood(y, other.predictor);
    };
    if (one.events > 0.0) loss.add(one.events, gain(1.0));
    if (one.nonevents > 0.0) loss.add(one.nonevents, gain(0.0));
  }

  EstimateRow auc(const PerformancePlan& plan) const {
    const double events = of_events.weight.value();
    const double nonevents = of_nonevents.weight.value();
    if (!(events > 0.0) || !(nonevents > 0.0)) return no_estimate();
    const double variance = of_events.mean_variance() / (4.0 * nonevents * nonevents) +
                            of_nonevents.mean_variance() / (4.0 * events * events);
    return difference_row(-of_events.mean() / (2.0 * nonevents), variance, plan);
  }
};

template <class Walk>
PairSums pair_sums(Walk first, Walk second, const ResponseCurve& curve,
                   const ResponseCurve& other_curve) {
  PairSums sums;
  for (; !first.ended(); first.next(), second.next()) {
    sums.add(first.front(), curve, second.front(), other_curve);
  }
  return sums;
}

}  // namespace

LossList losses_by_row(const OutcomeList& sorted, Index memory) {
  CompensatedSum nonevents;
  for_each_score(sorted, [&](const OutcomeScore& score) { nonevents += score.nonevents; });
  LossList losses(memory);
  if (sorted.is_short()) {
    add_losses(OutcomeList::ShortWalk(sorted), OutcomeList::ShortWalk(sorted), nonevents.value(),
               losses);
  } else {
    add_losses(OutcomeList::Walk(sorted), OutcomeList::Walk(sorted), nonevents.value(), losses);
  }
  losses.sort();
  return losses;
}

PerformanceDifference performance_difference(const ModelLosses& first, const ModelLosses& second,
                                             const PerformancePlan& plan) {
  const PairSums sums = pair_sums(LossList::Walk(first.losses), LossList::Walk(second.losses),
                                  first.curve, second.curve);
  PerformanceDifference result;
  result.auc = plan.has_outcomes ? sums.auc(plan) : no_estimate();
  result.brier = difference_row(sums.brier.mean(), sums.brier.mean_variance(), plan);
  result.log_loss = difference_row(sums.loss.mean(), sums.loss.mean_variance(), plan);
  return result;
}

}  // namespace odds
