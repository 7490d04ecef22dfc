#include "validate/model_performance.hpp"

#include "base/special_values.hpp"
#include "math/compensated_sum.hpp"
#include "math/distributions.hpp"
#include "performance/calibration.hpp"
#include "performance/roc_area.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace odds {
namespace {

/// A mean over observations, with its squares.
struct MeanSums {
  CompensatedSum sum;
  CompensatedSum squares;

  void add(double weight, double value) {
    if (weight == 0.0) return;
    sum += weight * value;
    squares += weight * value * value;
  }

  EstimateRow row(double number, bool has_counts, double level) const {
    EstimateRow row = no_estimate();
    row.estimate = sum.value() / number;
    if (!has_counts || !(number > 1.0) || !std::isfinite(row.estimate)) return row;
    const double spread = std::max(0.0, squares.value() - sum.value() * row.estimate);
    row.std_error = std::sqrt(spread / (number - 1.0) / number);
    const double reach = normal_critical_value(level) * row.std_error;
    row.conf_low = row.estimate - reach;
    row.conf_high = row.estimate + reach;
    return row;
  }
};

/// Sums over the rows of a list, weighted but for the first two. V = P (1 - P).
struct OutcomeSums {
  double rows = 0.0;
  CompensatedSum observations, events, nonevents, expected, variance;
  CompensatedSum calibration;           // (y - P) (1 - 2 P)
  CompensatedSum calibration_variance;  // V (1 - 2 P)^2
  MeanSums brier;
  MeanSums loss;

  void add(const OutcomeScore& score, const ResponseCurve& curve) {
    const CurvePoint p = curve.at(score.eta);
    const double weight = score.events + score.nonevents;
    const double skew = p.complement - p.value;
    rows += 1.0;
    observations += score.count;
    events += score.events;
    nonevents += score.nonevents;
    expected += weight * p.value;
    variance += weight * p.value * p.complement;
    calibration += (score.events * p.complement - score.nonevents * p.value) * skew;
    calibration_variance += weight * p.value * p.complement * skew * skew;
    brier.add(score.events, p.complement * p.complement);
    brier.add(score.nonevents, p.value * p.value);
    if (score.events > 0.0) loss.add(score.events, -curve.log_likelihood(1.0, score.eta));
    if (score.nonevents > 0.0) loss.add(score.nonevents, -curve.log_likelihood(0.0, score.eta));
  }

  CalibrationSums of_calibration() const {
    return {.events = events.value(),
            .nonevents = nonevents.value(),
            .expected = expected.value(),
            .variance = variance.value()};
  }
};

/// Calls `use(eta, events, nonevents)` for all scores of one eta together.
template <class Use>
void for_each_tie(const OutcomeList& sorted, Use use) {
  OutcomeScore tied;
  bool any = false;
  for_each_score(sorted, [&](const OutcomeScore& score) {
    if (any && score.eta == tied.eta) {
      tied.events += score.events;
      tied.nonevents += score.nonevents;
      return;
    }
    if (any) use(tied);
    tied = score;
    any = true;
  });
  if (any) use(tied);
}

/// Fills in the AUC and the classification.
void discriminate(const OutcomeList& sorted, const ResponseCurve& curve,
                  const PerformancePlan& plan, ModelPerformance& result) {
  RocAreaSums sums(result.events, result.nonevents);
  Classification& cut = result.at_cut;
  cut.threshold = plan.cut;
  for_each_tie(sorted, [&](const OutcomeScore& tied) {
    sums.add(tied.events, tied.nonevents);
    if (curve.at(tied.eta).value >= plan.cut) return;
    cut.false_negatives = sums.events_below();
    cut.true_negatives = sums.nonevents_below();
  });
  cut.true_positives = left_of(result.events, cut.false_negatives);
  cut.false_positives = left_of(result.nonevents, cut.true_negatives);
  if (result.events > 0.0 && result.nonevents > 0.0) {
    result.auc = roc_area_row(sums.area(), plan.has_counts, plan.level);
  }
}

FitTest spiegelhalter_test(const OutcomeSums& sums) {
  FitTest test;
  test.statistic = sums.calibration.value() / std::sqrt(sums.calibration_variance.value());
  if (!std::isfinite(test.statistic)) return {.reason = "the probabilities do not vary"};
  test.p_value = test.nominal_p = normal_p_value(test.statistic);
  return test;
}

std::string reason_without_tests(const PerformancePlan& plan) {
  return plan.has_outcomes ? "the weights are no counts of observations"
                           : "fractions have no outcomes";
}

Calibration calibration_of(const OutcomeList& sorted, const ResponseCurve& curve,
                           const PerformancePlan& plan, const OutcomeSums& sums) {
  const Recalibration refits = recalibrate(outcome_walk(sorted), curve);
  if (plan.has_counts) return calibrate(sums.of_calibration(), refits, plan.level);
  Calibration result = observed_over_expected(sums.of_calibration());
  result.in_the_large.estimate = refits.in_the_large.intercept;
  result.slope.estimate = refits.with_slope.slope;
  result.both.reason = reason_without_tests(plan);
  return result;
}

}  // namespace

ModelPerformance model_performance(const OutcomeList& sorted, const ResponseCurve& curve,
                                   const PerformancePlan& plan) {
  OutcomeSums sums;
  for_each_score(sorted, [&](const OutcomeScore& score) { sums.add(score, curve); });
  ModelPerformance result;
  result.rows = sums.rows;
  result.observations = sums.observations.value();
  result.events = sums.events.value();
  result.nonevents = sums.nonevents.value();
  result.auc = no_estimate();
  const double total = result.events + result.nonevents;
  result.brier = sums.brier.row(total, plan.has_counts, plan.level);
  result.log_loss = sums.loss.row(total, plan.has_counts, plan.level);
  const double uncertainty = result.events / total * (result.nonevents / total);
  if (uncertainty > 0.0) result.scaled = 1.0 - result.brier.estimate / uncertainty;
  if (plan.has_outcomes) discriminate(sorted, curve, plan, result);
  result.calibration = calibration_of(sorted, curve, plan, sums);
  if (plan.has_counts) {
    result.spiegelhalter = spiegelhalter_test(sums);
  } else {
    result.spiegelhalter.reason = reason_without_tests(plan);
  }
  return result;
}

}  // namespace odds
