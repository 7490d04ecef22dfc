#include "report/decision_grids.hpp"

#include "report/diagnose_grids.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

namespace odds {
namespace {

Cell rate_cell(double value) { return std::isfinite(value) ? Cell(Estimate{value}) : Cell(); }

std::string name_of(ThresholdRule rule) {
  return kThresholdRuleNames[static_cast<std::size_t>(rule)];
}

RateOptions rate_options(const Diagnosis& diagnosis) {
  return {.level = diagnosis.level,
          .has_counts = diagnosis.has_counts,
          .prevalence = diagnosis.prevalence};
}

std::vector<Cell> classification_cells(const ThresholdChoice& choice, const Diagnosis& diagnosis) {
  const Classification& table = choice.table;
  const ClassificationRates found = rates(table, rate_options(diagnosis));
  std::vector<Cell> cells = {name_of(choice.rule),
                             rate_cell(table.threshold),
                             total_cell(table.true_positives),
                             total_cell(table.false_negatives),
                             total_cell(table.false_positives),
                             total_cell(table.true_negatives),
                             rate_cell(found.sensitivity.estimate),
                             rate_cell(found.specificity.estimate),
                             rate_cell(found.positive_value.estimate),
                             rate_cell(found.negative_value.estimate),
                             rate_cell(found.correct.estimate),
                             rate_cell(table.f1()),
                             rate_cell(table.matthews())};
  if (diagnosis.costs) {
    cells.push_back(rate_cell(diagnosis.costs->of(table) / (table.events() + table.nonevents())));
  }
  return cells;
}

std::string classification_title(const Diagnosis& diagnosis) {
  std::string title = "Classified as events where P is at least the threshold";
  if (diagnosis.prevalence) {
    title += fmt::format(
        "; PPV and NPV for a prevalence of {:.10g}, all else for the share "
        "of events in the data",
        *diagnosis.prevalence);
  }
  if (diagnosis.costs) {
    title += fmt::format("; costs {:.10g} FP, {:.10g} FN", diagnosis.costs->false_positive,
                         diagnosis.costs->false_negative);
  }
  return title;
}

std::vector<Cell> benefit_cells(const NetBenefit& point) {
  return {Estimate{point.threshold}, Estimate{point.model}, Estimate{point.all}, Estimate{0.0},
          Estimate{point.standardized}};
}

Grid benefit_grid(std::string title, Audience audience) {
  return {.id = "net.benefit",
          .title = std::move(title),
          .columns = {{"threshold", {}},
                      {"model", {}},
                      {"treat.all", "treat all"},
                      {"treat.none", "treat none"},
                      {"standardized", {}}},
          .rows = {},
          .audience = audience};
}

std::vector<GridColumn> curve_columns() {
  return {{"p", "P"}, {"smooth", {}}, {"conf.low", {}}, {"conf.high", {}}};
}

std::vector<Cell> curve_cells(const CalibrationPoint& point) {
  return {Estimate{point.p}, Estimate{point.smooth}, rate_cell(point.conf_low),
          rate_cell(point.conf_high)};
}

}  // namespace

std::vector<NamedRate> rates_of(const Diagnosis& diagnosis) {
  std::vector<NamedRate> result;
  for (const ThresholdChoice& choice : threshold_choices(diagnosis.discrimination)) {
    const ClassificationRates found = rates(choice.table, rate_options(diagnosis));
    const auto add = [&](const char* name, const Proportion& value) {
      result.push_back({name_of(choice.rule), choice.table.threshold, name, value});
    };
    add("sensitivity", found.sensitivity);
    add("specificity", found.specificity);
    add("positive.value", found.positive_value);
    add("negative.value", found.negative_value);
    add("correct", found.correct);
  }
  return result;
}

Line partial_line(const PartialArea& partial) {
  const char* what = partial.range.of_sensitivity ? "sensitivities" : "false positive rates";
  return {"Partial",
          {"AUC ", Estimate{partial.area},
           fmt::format(" of {} {:.10g} to {:.10g}; corrected ", what, partial.range.low,
                       partial.range.high),
           Estimate{partial.corrected}, " (McClish)"}};
}

std::vector<GridColumn> classification_columns() {
  return {{"true.positives", "TP"},  {"false.negatives", "FN"}, {"false.positives", "FP"},
          {"true.negatives", "TN"},  {"sensitivity", {}},       {"specificity", {}},
          {"positive.value", "PPV"}, {"negative.value", "NPV"}, {"correct", {}}};
}

Grid classification_grid(const Diagnosis& diagnosis) {
  Grid grid{.id = "classification",
            .title = classification_title(diagnosis),
            .columns = classification_columns(),
            .rows = {}};
  grid.columns.insert(grid.columns.begin(), {{"rule", {}}, {"threshold", {}}});
  grid.columns.push_back({"f1", "F1"});
  grid.columns.push_back({"matthews", "MCC"});
  if (diagnosis.costs) grid.columns.push_back({"mean.cost", "mean cost"});
  for (const ThresholdChoice& choice : threshold_choices(diagnosis.discrimination)) {
    grid.rows.push_back(classification_cells(choice, diagnosis));
  }
  return grid;
}

Grid rates_grid(const Diagnosis& diagnosis, bool shown) {
  const char* how = diagnosis.prevalence ? "Wilson; PPV and NPV of the logit" : "Wilson";
  Grid grid{.id = "rates",
            .title = fmt::format("Rates with {:.10g} % intervals ({}), for a threshold that was "
                                 "not chosen on these data",
                                 100.0 * diagnosis.level, how),
            .columns = {{"rule", {}},
                        {"threshold", {}},
                        {"rate", {}},
                        {"estimate", {}},
                        {"conf.low", {}},
                        {"conf.high", {}}},
            .rows = {},
            .audience = shown ? Audience::everyone : Audience::programs};
  for (const NamedRate& rate : rates_of(diagnosis)) {
    grid.rows.push_back({rate.rule, rate_cell(rate.threshold), rate.name,
                         rate_cell(rate.value.estimate), rate_cell(rate.value.conf_low),
                         rate_cell(rate.value.conf_high)});
  }
  return grid;
}

Grid gains_grid(const Diagnosis& diagnosis, bool shown) {
  Grid grid{.id = "lift",
            .title = "Tenths of the observations, the largest P first",
            .columns = {{"tenth", {}},
                        {"threshold", "P from"},
                        {"events", {}},
                        {"share", {}},
                        {"lift", {}},
                        {"cumulative.gain", "all events up to here"},
                        {"cumulative.lift", "lift up to here"}},
            .rows = {},
            .audience = shown ? Audience::everyone : Audience::programs};
  double tenth = 0.0;
  for (const GainRow& row : diagnosis.discrimination.gains) {
    grid.rows.push_back({Count{++tenth}, Estimate{row.threshold}, Statistic{row.events},
                         Estimate{row.share}, Statistic{row.lift}, Estimate{row.gain},
                         Statistic{row.cumulative_lift}});
  }
  return grid;
}

std::vector<Grid> net_benefit_grids(const Diagnosis& diagnosis, bool shown) {
  constexpr std::array<std::size_t, 10> kShown = {5, 10, 20, 30, 40, 50, 60, 70, 80, 90};
  const std::vector<NetBenefit>& points = diagnosis.discrimination.net_benefits;
  std::vector<Grid> grids = {benefit_grid({}, Audience::programs)};
  for (const NetBenefit& point : points) grids[0].rows.push_back(benefit_cells(point));
  if (!shown) return grids;
  grids.push_back(
      benefit_grid("Net benefit of treating where P is at least the threshold: TP/n - "
                   "FP/n t/(1 - t)",
                   Audience::people));
  for (const std::size_t k : kShown) grids[1].rows.push_back(benefit_cells(points[k - 1]));
  return grids;
}

Grid precision_recall_grid(const Diagnosis& diagnosis) {
  Grid grid{.id = "precision.recall",
            .title = {},
            .columns = {{"threshold", {}}, {"recall", {}}, {"precision", {}}},
            .rows = {},
            .audience = Audience::programs};
  for (const PrecisionPoint& point : diagnosis.discrimination.precision_recall) {
    grid.rows.push_back(
        {Estimate{point.threshold}, Estimate{point.recall}, Estimate{point.precision}});
  }
  return grid;
}

Grid calibration_curve_grid(const Diagnosis& diagnosis) {
  Grid grid{.id = "calibration.curve",
            .title = {},
            .columns = curve_columns(),
            .rows = {},
            .audience = Audience::programs};
  for (const CalibrationPoint& point : diagnosis.smooth.curve) {
    grid.rows.push_back(curve_cells(point));
  }
  return grid;
}

Plot calibration_plot(const Diagnosis& diagnosis) {
  Plot plot{.title = fmt::format("Smooth share of events by P, dotted: its {:.10g} % limits",
                                 100.0 * diagnosis.level),
            .x_name = "P",
            .x = {},
            .y = {},
            .low = {},
            .high = {}};
  for (const CalibrationPoint& point : diagnosis.smooth.curve) {
    const bool banded = std::isfinite(point.conf_low);
    plot.x.push_back(point.p);
    plot.y.push_back(point.smooth);
    plot.low.push_back(banded ? point.conf_low : point.smooth);
    plot.high.push_back(banded ? point.conf_high : point.smooth);
  }
  return plot;
}

Grid calibration_points_grid(const Diagnosis& diagnosis) {
  constexpr std::size_t kMost = 11;
  Grid grid{.id = "calibration.points",
            .title = "Points of the smooth calibration curve",
            .columns = curve_columns(),
            .rows = {},
            .audience = Audience::people};
  const std::vector<CalibrationPoint>& curve = diagnosis.smooth.curve;
  const std::size_t step = curve.size() > kMost ? (curve.size() - 1) / (kMost - 1) : 1;
  for (std::size_t i = 0; i < curve.size(); i += step) grid.rows.push_back(curve_cells(curve[i]));
  return grid;
}

}  // namespace odds
