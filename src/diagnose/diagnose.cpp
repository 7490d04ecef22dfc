#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "diagnose/binned_residuals.hpp"
#include "diagnose/collinearity.hpp"
#include "diagnose/diagnosable.hpp"
#include "diagnose/diagnosis_notes.hpp"
#include "diagnose/efficient_score.hpp"
#include "diagnose/extra_columns.hpp"
#include "diagnose/link_test.hpp"
#include "diagnose/missing_terms.hpp"
#include "diagnose/packing.hpp"
#include "diagnose/row_pass.hpp"
#include "diagnose/sample_support.hpp"
#include "diagnose/smooth_calibration.hpp"
#include "diagnose/tie_statistics.hpp"
#include "inference/fitted_rows.hpp"
#include "inference/gather_scores.hpp"
#include "math/distributions.hpp"
#include "model/coordinates.hpp"
#include "parallel/block_reduce.hpp"
#include "performance/calibration.hpp"

#include <odds/diagnose.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace odds {

/// For `pack`: what rank 0 tells the other processes.
inline auto fields_of(FitGroup& group) {
  return std::tie(group.low, group.high, group.events, group.expected_events, group.nonevents,
                  group.expected_nonevents);
}

inline auto fields_of(Classification& table) { return classification_fields(table); }

inline auto fields_of(ThresholdChoice& choice) { return std::tie(choice.rule, choice.table); }

inline auto fields_of(PartialArea& part) {
  return std::tie(part.range.of_sensitivity, part.range.low, part.range.high, part.area,
                  part.corrected);
}

inline auto fields_of(PrecisionPoint& point) {
  return std::tie(point.threshold, point.recall, point.precision);
}

inline auto fields_of(GainRow& row) {
  return std::tie(row.threshold, row.events, row.share, row.lift, row.gain, row.cumulative_lift);
}

inline auto fields_of(NetBenefit& benefit) {
  return std::tie(benefit.threshold, benefit.model, benefit.all, benefit.standardized);
}

inline auto fields_of(RocPoint& point) {
  return std::tie(point.threshold, point.sensitivity, point.false_positive_rate);
}

namespace {

constexpr const char* kNoCounts = "the weights are no counts of observations";

FitTest left_out(std::string reason) {
  FitTest test;
  test.reason = std::move(reason);
  return test;
}

FitTest chi_square_test(double statistic, double degrees) {
  if (degrees <= 0.0) {
    FitTest test = left_out("no degrees of freedom are left");
    test.statistic = statistic;
    return test;
  }
  const double p = chi_square_p_value(statistic, degrees);
  return {.statistic = statistic, .degrees = degrees, .p_value = p, .reason = {}, .nominal_p = p};
}

FitTest normal_test(double z) {
  if (!std::isfinite(z)) return left_out("the model explains all that it looks for");
  const double p = normal_p_value(z);
  return {.statistic = z, .degrees = kNaN, .p_value = p, .reason = {}, .nominal_p = p};
}

/// A statistic over covariate patterns.
FitTest pattern_test(double statistic, const PatternCounts& patterns, double rank) {
  FitTest test = chi_square_test(statistic, patterns.patterns - rank);
  if (test.reason.empty() && patterns.are_sparse()) {
    test.p_value = kNaN;
    test.reason = fmt::format("{:.0f} of {:.0f} patterns are single observations: no chi-square",
                              patterns.singles, patterns.patterns);
  }
  return test;
}

FitTest group_test(const std::vector<FitGroup>& groups) {
  double statistic = 0.0;
  for (const FitGroup& group : groups) {
    const double gap = group.events - group.expected_events;
    statistic += gap * gap * (1.0 / group.expected_events + 1.0 / group.expected_nonevents);
  }
  return chi_square_test(statistic, static_cast<double>(groups.size()) - 2.0);
}

/// What a walk through all scores is to find.
struct WalkPlan {
  const DiagnoseOptions& options;
  bool recalibrates = false;
};

/// Walks through all scores, which rank 0 has.
template <class Score>
WalkResult walk(ScoreRuns<Score>& scores, const ResponseCurve& curve, const WalkPlan& plan,
                const WalkTotals& totals) {
  scores.sort();
  PatternStatistics patterns;
  GroupStatistics groups(plan.options, totals.count);
  RocStatistics roc(totals, plan.options.cut);
  DecisionStatistics decisions(plan.options, totals);
  OrderStatistics percentiles = OrderStatistics::of_counts(percentile_shares(), totals.count);
  for_each_tie_set(scores, curve, [&](const TieSet& set) {
    patterns.add(set);
    groups.add(set);
    roc.add(set);
    decisions.add(set, roc.here());
    percentiles.add(set.eta, set.count);
  });
  WalkResult result;
  patterns.finish(result);
  groups.finish(result);
  roc.finish(result);
  result.decisions = decisions.findings();
  result.eta_percentiles = percentiles.pairs();
  if (plan.recalibrates) result.refits = recalibrate(outcome_walk(scores), curve);
  return result;
}

struct Passed {
  RowSums sums;
  WalkResult walk;
};

template <class Score>
Passed pass_and_walk(const ModelRows& rows, const WalkPlan& plan) {
  constexpr Index kShareOfScores = 8;
  const Execution& execution = rows.execution;
  ScoreRuns<Score> scores(execution.memory_bytes() / kShareOfScores);
  Passed passed;
  passed.sums = pass_over_rows(rows.reader, rows.model, plan.options, execution, scores);
  gather_scores(scores, execution.communicator());
  const WalkTotals totals{.events = passed.sums.events.value(),
                          .nonevents = passed.sums.nonevents.value(),
                          .count = passed.sums.trials.value()};
  passed.walk = on_first_rank(
      execution, [&] { return walk(scores, rows.model.curve, plan, totals); }, "ranking");
  return passed;
}

void set_row_sums(const RowSums& sums, double rank, Diagnosis& diagnosis) {
  diagnosis.observations = sums.rows.value();
  diagnosis.trials = sums.trials.value();
  diagnosis.row_pearson = sums.pearson.value();
  diagnosis.row_deviance = sums.deviance.value();
  diagnosis.row_degrees = diagnosis.observations - rank;
  for (const TopRow& top : sums.top.rows()) diagnosis.influential.push_back(top.row);
}

void leave_tests_out(const std::string& reason, Diagnosis& diagnosis) {
  for (FitTest* test : {&diagnosis.pearson, &diagnosis.deviance, &diagnosis.hosmer_lemeshow,
                        &diagnosis.unweighted_squares, &diagnosis.stukel, &diagnosis.link_test,
                        &diagnosis.calibration.both, &diagnosis.brier.spiegelhalter}) {
    *test = left_out(reason);
  }
}

void set_score_tests(const ModelRows& rows, const Matrix& cross, Diagnosis& diagnosis) {
  const Index columns = cross.cols();
  diagnosis.stukel = left_out("it is a test of the logit");
  if (columns == 0) {
    diagnosis.unweighted_squares = diagnosis.stukel = left_out("the curve has asymptotes");
    return;
  }
  const EfficientScore score =
      efficient_score(rows, cross, [&](const DesignRows& block, const Vector& eta) {
        return extra_columns(block, eta, rows.model.curve);
      });
  diagnosis.unweighted_squares = normal_test(score.z(0));
  if (columns < 3) return;
  const JointWald test = score.test({1, 2});
  diagnosis.stukel = chi_square_test(test.chi2, static_cast<double>(test.degrees));
}

void set_discrimination(const WalkResult& walk, Diagnosis& diagnosis) {
  Discrimination& result = diagnosis.discrimination;
  result.auc = roc_area_row(walk.area, diagnosis.has_counts, diagnosis.level);
  result.at_cut = walk.at_cut;
  result.best = walk.best;
  result.roc = walk.roc;
  result.asked = walk.decisions.asked;
  result.partial = walk.decisions.partial;
  result.average_precision = walk.decisions.average_precision;
  result.precision_recall = walk.decisions.precision_recall;
  result.gains = walk.decisions.gains;
  result.net_benefits = walk.decisions.net_benefits;
}

CalibrationSums calibration_sums(const RowSums& sums) {
  return {.events = sums.events.value(),
          .nonevents = sums.nonevents.value(),
          .expected = sums.expected.value(),
          .variance = sums.variance.value()};
}

/// Parts of a score of at most 1 that are 0 but for rounding.
constexpr double kRounding = 1e-14;

BrierScore brier_score(const RowSums& sums, const std::vector<FitGroup>& groups) {
  const double events = sums.events.value();
  const double total = events + sums.nonevents.value();
  const double share = events / total;
  BrierScore brier;
  brier.score = sums.brier.value() / total;
  brier.uncertainty = share * (sums.nonevents.value() / total);
  brier.scaled = 1.0 - brier.score / brier.uncertainty;
  for (const FitGroup& group : groups) {
    const double gap = (group.events - group.expected_events) / group.total();
    const double apart = group.events / group.total() - share;
    const double part = group.total() / total;
    brier.reliability += part * gap * gap;
    brier.resolution += part * apart * apart;
    brier.calibration_error += part * std::abs(gap);
  }
  brier.within = brier.score - (brier.reliability - brier.resolution + brier.uncertainty);
  for (double* const part : {&brier.reliability, &brier.within, &brier.calibration_error}) {
    if (std::abs(*part) < kRounding) *part = 0.0;
  }
  brier.spiegelhalter =
      normal_test(sums.calibration.value() / std::sqrt(sums.calibration_variance.value()));
  return brier;
}

void set_tests(const ModelRows& rows, const Passed& passed, double rank, Diagnosis& diagnosis) {
  const WalkResult& walk = passed.walk;
  diagnosis.pearson = pattern_test(walk.pearson, walk.patterns, rank);
  diagnosis.deviance = pattern_test(walk.deviance, walk.patterns, rank);
  diagnosis.hosmer_lemeshow = group_test(walk.groups);
  set_score_tests(rows, passed.sums.cross, diagnosis);
  diagnosis.calibration =
      calibrate(calibration_sums(passed.sums), walk.refits, diagnosis.level,
                walk.predictors < 2.0 ? "all fitted probabilities are the same" : "");
  test_link(rows, walk.predictors, diagnosis);
}

/// Throws Error(usage) for what was asked for of a fit that has it not.
void require_further_tests(const Fit& fit, const DiagnoseOptions& options) {
  const bool tests = options.curvature || options.interactions || options.information;
  if (tests && fit.model().curve.has_asymptotes()) {
    refuse(
        "there are no score tests of curvature, interactions and the information matrix "
        "between asymptotes",
        "fit a model that has the terms");
  }
  if ((tests || !options.binned.empty()) && !has_counts(fit)) {
    refuse(
        "score tests and limits of mean residuals are of outcomes that are counted, not of "
        "weights that are no counts, nor of fractions",
        "odds test --add has score tests of such fits");
  }
}

/// What was asked for beside the rest.
void set_further_tests(const ModelRows& rows, const DiagnoseOptions& options,
                       Diagnosis& diagnosis) {
  if (options.curvature) diagnosis.curvature = curvature_tests(rows);
  if (options.interactions) diagnosis.interactions = interaction_tests(rows);
  if (options.information) diagnosis.information_matrix = information_matrix_test(rows);
}

void set_binned(const ModelRows& rows, const DiagnoseOptions& options, Diagnosis& diagnosis) {
  for (const std::string& by : options.binned) {
    diagnosis.binned.push_back(
        binned_residuals(rows, {.by = by, .bins = options.bins, .level = options.level}));
  }
}

}  // namespace

Diagnosis diagnose(const Fit& fit, const Table& table, const DiagnoseOptions& options,
                   const Execution& execution) {
  options.validate();
  execution.validate();
  require_further_tests(diagnosable(fit), options);
  require_outcomes(fit, options);
  const FittedRows fitted(fit, table, execution);
  const Model& model = fit.model();
  const ModelRows rows{fitted.reader(), model, execution};
  const bool plain = !model.response.mixed() && !model.roles.has_weights();
  const WalkPlan plan{.options = options, .recalibrates = has_counts(fit)};
  const Passed passed = plain ? pass_and_walk<PlainRowScore>(rows, plan)
                              : pass_and_walk<WeightedRowScore>(rows, plan);
  Diagnosis diagnosis;
  diagnosis.rule = options.rule;
  diagnosis.groups_asked = options.groups;
  diagnosis.level = options.level;
  diagnosis.prevalence = options.prevalence;
  diagnosis.costs = options.costs;
  diagnosis.by_pattern = options.patterns;
  diagnosis.has_outcomes = !fit.response().fractional;
  diagnosis.has_counts = has_counts(fit);
  const auto rank = static_cast<double>(fit.goodness().rank);
  set_row_sums(passed.sums, rank, diagnosis);
  if (diagnosis.has_outcomes) {
    diagnosis.patterns = passed.walk.patterns;
    diagnosis.groups = passed.walk.groups;
    set_discrimination(passed.walk, diagnosis);
    diagnosis.calibration = observed_over_expected(calibration_sums(passed.sums));
    diagnosis.brier = brier_score(passed.sums, diagnosis.groups);
  }
  if (diagnosis.has_counts) {
    set_tests(rows, passed, rank, diagnosis);
    set_further_tests(rows, options, diagnosis);
    set_binned(rows, options, diagnosis);
    diagnosis.support = sample_support(rows, fit);
  } else {
    leave_tests_out(diagnosis.has_outcomes ? kNoCounts : "fractions have no outcomes", diagnosis);
  }
  if (diagnosis.has_outcomes) {
    diagnosis.smooth = smooth_calibration(rows, passed.walk, diagnosis);
  }
  diagnosis.collinearity = collinearity_of(model, options.collinearity);
  diagnosis.notes =
      diagnosis_notes(diagnosis, passed.sums.determined, fit.variance() != Variance::model);
  return diagnosis;
}

}  // namespace odds
