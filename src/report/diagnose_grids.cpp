#include "report/diagnose_grids.hpp"

#include "report/cells.hpp"
#include "report/decision_grids.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

namespace odds {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

Cell estimate_cell(double value, double scale) {
  return std::isnan(value) ? Cell() : Cell(Estimate{value, std::isnan(scale) ? 0.0 : scale});
}

std::string rule_words(GroupRule rule) {
  return rule == GroupRule::stata ? "Stata's rule" : "R's quantiles";
}

/// A row of the table for programs.
struct MeasureLine {
  std::string part;
  std::string name;
  EstimateRow row = {.estimate = kNothing,
                     .std_error = kNothing,
                     .statistic = kNothing,
                     .p_value = kNothing,
                     .conf_low = kNothing,
                     .conf_high = kNothing};
  double degrees = kNothing;
  std::string note = {};
};

MeasureLine plain_measure(std::string part, std::string name, double value) {
  MeasureLine measure{.part = std::move(part), .name = std::move(name)};
  measure.row.estimate = value;
  return measure;
}

MeasureLine test_measure(std::string part, std::string name, const FitTest& test) {
  MeasureLine measure{.part = std::move(part), .name = std::move(name)};
  measure.row.statistic = test.statistic;
  measure.row.p_value = test.p_value;
  measure.degrees = test.degrees;
  measure.note = test.reason;
  if (!test.reason.empty() && !std::isnan(test.nominal_p)) {
    measure.note += fmt::format("; nominal p {:.6g}", test.nominal_p);
  }
  return measure;
}

std::vector<MeasureLine> outcome_measures(const Diagnosis& diagnosis) {
  const Calibration& calibration = diagnosis.calibration;
  const BrierScore& brier = diagnosis.brier;
  const SmoothCalibration& smooth = diagnosis.smooth;
  return {{.part = "discrimination", .name = "auc", .row = diagnosis.discrimination.auc},
          plain_measure("discrimination", "average.precision",
                        diagnosis.discrimination.average_precision),
          {.part = "calibration", .name = "observed.expected", .row = calibration.ratio},
          {.part = "calibration", .name = "in.the.large", .row = calibration.in_the_large},
          {.part = "calibration", .name = "slope", .row = calibration.slope},
          test_measure("calibration", "both", calibration.both),
          test_measure("smooth", "diagonal", smooth.test),
          plain_measure("smooth", "ici", smooth.mean),
          plain_measure("smooth", "e50", smooth.median),
          plain_measure("smooth", "e90", smooth.p90),
          plain_measure("smooth", "emax", smooth.largest),
          plain_measure("brier", "score", brier.score),
          plain_measure("brier", "scaled", brier.scaled),
          plain_measure("brier", "reliability", brier.reliability),
          plain_measure("brier", "resolution", brier.resolution),
          plain_measure("brier", "uncertainty", brier.uncertainty),
          plain_measure("brier", "within.groups", brier.within),
          test_measure("brier", "spiegelhalter", brier.spiegelhalter),
          plain_measure("brier", "calibration.error", brier.calibration_error)};
}

/// What was asked for: a part of the ROC curve; rates of each classification.
std::vector<MeasureLine> decision_measures(const Diagnosis& diagnosis) {
  std::vector<MeasureLine> measures;
  if (const auto& partial = diagnosis.discrimination.partial) {
    measures.push_back(plain_measure("discrimination", "partial.auc", partial->area));
    measures.push_back(plain_measure("discrimination", "partial.corrected", partial->corrected));
  }
  for (const NamedRate& rate : rates_of(diagnosis)) {
    MeasureLine measure =
        plain_measure("classification", rate.rule + "." + rate.name, rate.value.estimate);
    measure.row.conf_low = rate.value.conf_low;
    measure.row.conf_high = rate.value.conf_high;
    measures.push_back(std::move(measure));
  }
  return measures;
}

/// What the data hold for each coefficient.
void add_design_measures(const Diagnosis& diagnosis, std::vector<MeasureLine>& measures) {
  if (diagnosis.support.slopes > 0) {
    measures.push_back(plain_measure("design", "events.per.slope", diagnosis.support.per_slope));
    measures.push_back(plain_measure("design", "shrinkage", diagnosis.support.shrinkage));
  }
  if (const HighDimension& many = diagnosis.support.high_dimension; many.applies()) {
    measures.push_back(plain_measure("design", "z.too.large", many.z_factor));
    measures.push_back(plain_measure("design", "estimates.too.large", many.bias));
  }
  for (const TermInflation& term : diagnosis.collinearity.terms) {
    MeasureLine measure = plain_measure("gvif", term.term, term.gvif);
    measure.degrees = static_cast<double>(term.degrees);
    measures.push_back(std::move(measure));
  }
  for (const TermInflation& term : diagnosis.collinearity.terms) {
    for (const ColumnInflation& column : term.columns) {
      measures.push_back(plain_measure("vif", column.column, column.vif));
    }
  }
  double number = 0.0;
  for (const ConditionIndex& condition : diagnosis.collinearity.conditions) {
    measures.push_back(
        plain_measure("condition.index", fmt::format("{:.0f}", ++number), condition.index));
  }
}

/// What was asked for: score tests, and mean residuals with their limits.
void add_misfit_measures(const Diagnosis& diagnosis, std::vector<MeasureLine>& measures) {
  for (const MissingTerm& missing : diagnosis.curvature) {
    measures.push_back(test_measure("curvature: " + missing.form, missing.term, missing.test));
  }
  for (const MissingTerm& missing : diagnosis.interactions) {
    measures.push_back(test_measure("interaction", missing.term, missing.test));
  }
  for (const BinnedResiduals& residuals : diagnosis.binned) {
    double number = 0.0;
    for (const ResidualBin& bin : residuals.bins) {
      ++number;
      MeasureLine measure = plain_measure(
          "binned: " + residuals.by, bin.level.empty() ? fmt::format("{:.0f}", number) : bin.level,
          bin.residual());
      measure.row.conf_low = bin.low_limit();
      measure.row.conf_high = bin.high_limit();
      measures.push_back(std::move(measure));
    }
  }
}

std::vector<MeasureLine> all_measures(const Diagnosis& diagnosis) {
  std::vector<MeasureLine> measures;
  for (const NamedTest& named : tests_of(diagnosis)) {
    measures.push_back(test_measure("fit", named.id, *named.test));
  }
  if (diagnosis.has_counts) {
    measures.push_back({.part = "fit", .name = "eta.squared", .row = diagnosis.eta_squared});
  }
  measures.push_back(plain_measure("rows", "pearson", diagnosis.row_pearson));
  measures.push_back(plain_measure("rows", "deviance", diagnosis.row_deviance));
  measures.push_back(plain_measure("rows", "df.residual", diagnosis.row_degrees));
  add_design_measures(diagnosis, measures);
  add_misfit_measures(diagnosis, measures);
  if (!diagnosis.has_outcomes) return measures;
  for (MeasureLine& measure : outcome_measures(diagnosis)) measures.push_back(std::move(measure));
  for (MeasureLine& measure : decision_measures(diagnosis)) measures.push_back(std::move(measure));
  return measures;
}

std::vector<Cell> measure_cells(const MeasureLine& measure) {
  const EstimateRow& row = measure.row;
  return {measure.part,
          measure.name,
          cell_or_empty<Estimate>(row.estimate),
          cell_or_empty<Estimate>(row.std_error),
          cell_or_empty<Statistic>(row.statistic),
          cell_or_empty<Count>(measure.degrees),
          cell_or_empty<PValue>(row.p_value),
          cell_or_empty<Estimate>(row.conf_low),
          cell_or_empty<Estimate>(row.conf_high),
          measure.note.empty() ? Cell() : Cell(measure.note)};
}

/// `age -0.52`: the coefficient that a row moves most, in standard errors.
std::vector<Cell> moved_cells(const InfluentialRow& row, const Fit& fit) {
  std::size_t most = row.dfbetas.size();
  for (std::size_t j = 0; j < row.dfbetas.size(); ++j) {
    if (std::isnan(row.dfbetas[j])) continue;
    if (most == row.dfbetas.size() || std::abs(row.dfbetas[j]) > std::abs(row.dfbetas[most])) {
      most = j;
    }
  }
  if (most == row.dfbetas.size()) return {Cell(), Cell()};
  return {fit.names()[most], Estimate{row.dfbetas[most]}};
}

}  // namespace

Cell total_cell(double value) {
  return value == std::floor(value) ? Cell(Count{value}) : Cell(Statistic{value});
}

std::vector<NamedTest> tests_of(const Diagnosis& diagnosis) {
  const auto groups =
      fmt::format("Hosmer-Lemeshow, {} group{} by {}", diagnosis.groups.size(),
                  diagnosis.groups.size() == 1 ? "" : "s", rule_words(diagnosis.rule));
  const auto patterns = fmt::format("{:.0f} pattern{}", diagnosis.patterns.patterns,
                                    diagnosis.patterns.patterns == 1.0 ? "" : "s");
  std::vector<NamedTest> tests = {
      {"hosmer.lemeshow", groups, &diagnosis.hosmer_lemeshow},
      {"pearson", "Pearson, " + patterns, &diagnosis.pearson},
      {"deviance", "deviance, " + patterns, &diagnosis.deviance},
      {"unweighted.squares", "unweighted sum of squares, z", &diagnosis.unweighted_squares},
      {"stukel", "Stukel, both tails of the curve", &diagnosis.stukel},
      {"link", "link test, z of eta^2", &diagnosis.link_test}};
  const FitTest& information = diagnosis.information_matrix;
  if (!std::isnan(information.statistic) || !information.reason.empty()) {
    tests.push_back({"information.matrix", "information matrix (White)", &information});
  }
  return tests;
}

Grid measures_grid(const Diagnosis& diagnosis) {
  Grid grid{.id = "rows",
            .title = {},
            .columns = {{"part", {}},
                        {"measure", {}},
                        {"estimate", {}},
                        {"std.error", {}},
                        {"statistic", {}},
                        {"df", {}},
                        {"p.value", {}},
                        {"conf.low", {}},
                        {"conf.high", {}},
                        {"note", {}}},
            .rows = {},
            .audience = Audience::programs};
  for (const MeasureLine& measure : all_measures(diagnosis)) {
    grid.rows.push_back(measure_cells(measure));
  }
  return grid;
}

Grid fit_tests_grid(const Diagnosis& diagnosis) {
  Grid grid{.id = "tests",
            .title = "The fit as a whole: a small p says that the model misses something",
            .columns = {{"test", {}}, {"statistic", {}}, {"df", {}}, {"p.value", {}}},
            .rows = {},
            .audience = Audience::people};
  for (const NamedTest& named : tests_of(diagnosis)) {
    const FitTest& test = *named.test;
    if (std::isnan(test.statistic)) continue;
    grid.rows.push_back({named.name, Statistic{test.statistic}, cell_or_empty<Count>(test.degrees),
                         cell_or_empty<PValue>(test.p_value)});
  }
  return grid;
}

Grid fit_groups_grid(const Diagnosis& diagnosis) {
  Grid grid{.id = "groups",
            .title = "Groups of fitted probabilities, by " + rule_words(diagnosis.rule),
            .columns = {{"group", {}},
                        {"p.low", {}},
                        {"p.high", {}},
                        {"events", {}},
                        {"expected.events", "expected"},
                        {"nonevents", {}},
                        {"expected.nonevents", "expected"},
                        {"total", {}}},
            .rows = {}};
  double number = 0.0;
  for (const FitGroup& group : diagnosis.groups) {
    grid.rows.push_back({Count{++number}, Estimate{group.low}, Estimate{group.high},
                         total_cell(group.events), Statistic{group.expected_events},
                         total_cell(group.nonevents), Statistic{group.expected_nonevents},
                         total_cell(group.total())});
  }
  return grid;
}

Grid calibration_grid(const Diagnosis& diagnosis) {
  Grid grid{.id = "calibration",
            .title = "Calibration: are probabilities as large as the shares of events?",
            .columns = {{"measure", {}},
                        {"estimate", {}},
                        {"std.error", {}},
                        {"if.right", "if right"},
                        {"statistic", "z"},
                        {"p.value", {}},
                        {"conf.low", {}},
                        {"conf.high", {}}},
            .rows = {},
            .audience = Audience::people};
  const Calibration& all = diagnosis.calibration;
  const auto add = [&](const char* name, const EstimateRow& row, double null) {
    if (std::isnan(row.estimate)) return;
    const double scale = row.std_error;
    grid.rows.push_back(
        {std::string(name), estimate_cell(row.estimate, scale), estimate_cell(scale, scale),
         Count{null}, cell_or_empty<Statistic>(row.statistic), cell_or_empty<PValue>(row.p_value),
         estimate_cell(row.conf_low, scale), estimate_cell(row.conf_high, scale)});
  };
  add("observed/expected", all.ratio, 1.0);
  add("in the large (intercept)", all.in_the_large, 0.0);
  add("slope", all.slope, 1.0);
  return grid;
}

Grid roc_grid(const Diagnosis& diagnosis) {
  Grid grid{.id = "roc",
            .title = {},
            .columns = {{"threshold", {}}, {"sensitivity", {}}, {"false.positive.rate", {}}},
            .rows = {},
            .audience = Audience::programs};
  for (const RocPoint& point : diagnosis.discrimination.roc) {
    grid.rows.push_back({std::isinf(point.threshold) ? Cell() : Cell(Estimate{point.threshold}),
                         Estimate{point.sensitivity}, Estimate{point.false_positive_rate}});
  }
  return grid;
}

Grid influential_grid(const Diagnosis& diagnosis, const Fit& fit) {
  const char* what = diagnosis.by_pattern ? "covariate patterns, by their first rows" : "rows";
  Grid grid{.id = "influential",
            .title = fmt::format("The {} that matter most: largest Cook's distances", what),
            .columns = {{"row", {}},
                        {"line", {}},
                        {"y", {}},
                        {"fitted", {}},
                        {"pearson", {}},
                        {"deviance", {}},
                        {"leverage", {}},
                        {"delta.chi2", {}},
                        {"delta.deviance", {}},
                        {"cooks", {}},
                        {"moves", {}},
                        {"dfbetas", "by SE"}},
            .rows = {}};
  for (const InfluentialRow& row : diagnosis.influential) {
    grid.rows.push_back(
        {Count{static_cast<double>(row.row + 1)},
         row.place.line > 0 ? Cell(Count{static_cast<double>(row.place.line)}) : Cell(),
         row.y == std::floor(row.y) ? Cell(Count{row.y}) : Cell(Estimate{row.y}),
         Estimate{row.fitted}, Estimate{row.pearson}, Estimate{row.deviance},
         Estimate{row.leverage}, cell_or_empty<Estimate>(row.delta_chi2),
         cell_or_empty<Estimate>(row.delta_deviance), cell_or_empty<Estimate>(row.cooks)});
    for (Cell& cell : moved_cells(row, fit)) grid.rows.back().push_back(std::move(cell));
  }
  return grid;
}

}  // namespace odds
