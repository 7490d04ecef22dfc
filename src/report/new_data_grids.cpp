#include "report/new_data_grids.hpp"

#include "report/cells.hpp"
#include "report/decision_grids.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace odds {
namespace {

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

Cell scaled_cell(double value, double scale) {
  return std::isnan(value) ? Cell() : Cell(Estimate{value, std::isnan(scale) ? 0.0 : scale});
}

/// A number of a model, with what it would be of a model that is right or useless.
struct NamedMeasure {
  std::string id;
  std::string name;
  EstimateRow row;
  double null = kNoNumber;
  double degrees = kNoNumber;
  std::string note = {};
};

EstimateRow value_alone(double value) {
  return {.estimate = value,
          .std_error = kNoNumber,
          .statistic = kNoNumber,
          .p_value = kNoNumber,
          .conf_low = kNoNumber,
          .conf_high = kNoNumber};
}

NamedMeasure test_alone(std::string id, const FitTest& test) {
  NamedMeasure measure{.id = std::move(id), .name = {}, .row = value_alone(kNoNumber)};
  measure.row.statistic = test.statistic;
  measure.row.p_value = test.p_value;
  measure.degrees = test.degrees;
  measure.note = test.reason;
  return measure;
}

std::vector<NamedMeasure> measures_of(const ModelPerformance& model) {
  const Calibration& calibration = model.calibration;
  return {{"auc", "AUC", model.auc, 0.5},
          {"brier", "Brier", model.brier},
          {"brier.scaled", "Brier, scaled", value_alone(model.scaled)},
          {"log.loss", "log loss", model.log_loss},
          {"observed.expected", "observed/expected", calibration.ratio, 1.0},
          {"in.the.large", "in the large (intercept)", calibration.in_the_large, 0.0},
          {"slope", "slope", calibration.slope, 1.0}};
}

NamedMeasure rate_alone(std::string id, const Proportion& rate) {
  NamedMeasure measure{.id = std::move(id), .name = {}, .row = value_alone(rate.estimate)};
  measure.row.conf_low = rate.conf_low;
  measure.row.conf_high = rate.conf_high;
  return measure;
}

std::vector<NamedMeasure> more_measures_of(const ModelPerformance& model,
                                           const RateOptions& options) {
  const Classification& cut = model.at_cut;
  const ClassificationRates at_cut = rates(cut, options);
  return {test_alone("calibration.both", model.calibration.both),
          test_alone("spiegelhalter", model.spiegelhalter),
          {"observed", {}, value_alone(model.calibration.observed)},
          {"expected", {}, value_alone(model.calibration.expected)},
          {"rows", {}, value_alone(model.rows)},
          {"observations", {}, value_alone(model.observations)},
          {"events", {}, value_alone(model.events)},
          {"nonevents", {}, value_alone(model.nonevents)},
          {"true.positives", {}, value_alone(cut.true_positives)},
          {"false.negatives", {}, value_alone(cut.false_negatives)},
          {"false.positives", {}, value_alone(cut.false_positives)},
          {"true.negatives", {}, value_alone(cut.true_negatives)},
          rate_alone("sensitivity", at_cut.sensitivity),
          rate_alone("specificity", at_cut.specificity),
          rate_alone("positive.value", at_cut.positive_value),
          rate_alone("negative.value", at_cut.negative_value),
          rate_alone("correct", at_cut.correct)};
}

std::vector<NamedMeasure> measures_of(const PerformanceDifference& difference) {
  return {{"auc", "AUC", difference.auc},
          {"brier", "Brier", difference.brier},
          {"log.loss", "log loss", difference.log_loss}};
}

/// The columns of an estimate in the table of people.
std::vector<GridColumn> people_columns(const std::string& first, bool with_null) {
  std::vector<GridColumn> columns{{first, {}}, {"estimate", {}}, {"std.error", {}}};
  if (with_null) columns.push_back({"if.right", "tested against"});
  for (const char* const id : {"statistic", "p.value", "conf.low", "conf.high"}) {
    columns.push_back({id, std::string(id) == "statistic" ? "z" : ""});
  }
  return columns;
}

std::vector<Cell> people_cells(const NamedMeasure& measure, bool with_null) {
  const EstimateRow& row = measure.row;
  const double scale = row.std_error;
  const bool tested = !std::isnan(row.statistic);
  std::vector<Cell> cells{measure.name, scaled_cell(row.estimate, scale),
                          scaled_cell(scale, scale)};
  if (with_null) cells.push_back(tested ? Cell(fmt::format("{:g}", measure.null)) : Cell());
  for (Cell cell : {cell_or_empty<Statistic>(row.statistic), cell_or_empty<PValue>(row.p_value),
                    scaled_cell(row.conf_low, scale), scaled_cell(row.conf_high, scale)}) {
    cells.push_back(std::move(cell));
  }
  return cells;
}

/// `10 rows, 4 events`
std::string counts_text(const ModelPerformance& model) {
  return fmt::format("{:.10g} observations, {:.10g} events", model.observations, model.events);
}

Grid one_model_grid(const ValidatedRows& rows) {
  Grid grid{.id = "measures",
            .title = "On these rows: " + counts_text(rows.models[0]),
            .columns = people_columns("measure", true),
            .rows = {},
            .audience = Audience::people};
  for (const NamedMeasure& measure : measures_of(rows.models[0])) {
    if (std::isnan(measure.row.estimate)) continue;
    grid.rows.push_back(people_cells(measure, true));
  }
  return grid;
}

/// The numbers of a model in one line.
std::vector<Cell> line_cells(const ModelPerformance& model) {
  const Calibration& calibration = model.calibration;
  std::vector<Cell> cells{Count{model.observations}, Count{model.events}};
  for (const EstimateRow* row : {&model.auc, &model.brier, &model.log_loss, &calibration.ratio,
                                 &calibration.in_the_large, &calibration.slope}) {
    cells.push_back(scaled_cell(row->estimate, row->std_error));
    if (row == &model.auc) {
      cells.push_back(scaled_cell(row->conf_low, row->std_error));
      cells.push_back(scaled_cell(row->conf_high, row->std_error));
    }
  }
  return cells;
}

std::vector<GridColumn> line_columns(std::vector<GridColumn> first) {
  for (GridColumn column :
       {GridColumn{"n", {}}, GridColumn{"events", {}}, GridColumn{"auc", "AUC"},
        GridColumn{"auc.low", "low"}, GridColumn{"auc.high", "high"}, GridColumn{"brier", "Brier"},
        GridColumn{"log.loss", {}}, GridColumn{"observed.expected", "O/E"},
        GridColumn{"in.the.large", "intercept"}, GridColumn{"slope", {}}}) {
    first.push_back(std::move(column));
  }
  return first;
}

/// A line for each group and model.
Grid lines_grid(const NewDataValidation& validation) {
  const bool several = validation.models.size() > 1;
  const bool grouped = !validation.groups.empty();
  std::vector<GridColumn> first;
  if (grouped) first.push_back({validation.over, {}});
  if (several) first.push_back({"model", {}});
  Grid grid{.id = "lines",
            .title = grouped ? "By " + validation.over : "Models on the same rows",
            .columns = line_columns(std::move(first)),
            .rows = {},
            .audience = Audience::people};
  const auto add = [&](const ValidatedRows& rows, const std::string& group) {
    for (std::size_t m = 0; m < rows.models.size(); ++m) {
      std::vector<Cell> cells;
      if (grouped) cells.emplace_back(m == 0 ? Cell(group) : Cell());
      if (several) cells.emplace_back(validation.models[m].name);
      for (Cell& cell : line_cells(rows.models[m])) cells.push_back(std::move(cell));
      grid.rows.push_back(std::move(cells));
    }
  };
  for (const ValidatedRows& rows : validation.groups) add(rows, rows.group);
  add(validation.all, "all");
  return grid;
}

Grid differences_grid(const NewDataValidation& validation) {
  Grid grid{.id = "differences",
            .title = fmt::format("Less {}, on the same rows", validation.models[0].name),
            .columns = people_columns("measure", false),
            .rows = {},
            .audience = Audience::people};
  grid.columns.insert(grid.columns.begin(), GridColumn{"model", {}});
  for (const PerformanceDifference& difference : validation.all.differences) {
    bool first = true;
    for (const NamedMeasure& measure : measures_of(difference)) {
      if (std::isnan(measure.row.estimate)) continue;
      std::vector<Cell> cells = people_cells(measure, false);
      cells.insert(cells.begin(),
                   first ? Cell(validation.models[static_cast<std::size_t>(difference.model)].name)
                         : Cell());
      grid.rows.push_back(std::move(cells));
      first = false;
    }
  }
  return grid;
}

Grid cut_grid(const NewDataValidation& validation) {
  Grid grid{.id = "classification",
            .title = fmt::format("Classified as events where P is at least {:g}", validation.cut),
            .columns = classification_columns(),
            .rows = {},
            .audience = Audience::people};
  grid.columns.insert(grid.columns.begin(), {"model", {}});
  for (std::size_t m = 0; m < validation.models.size(); ++m) {
    const Classification& cut = validation.all.models[m].at_cut;
    grid.rows.push_back(
        {validation.models[m].name, Count{cut.true_positives}, Count{cut.false_negatives},
         Count{cut.false_positives}, Count{cut.true_negatives},
         cell_or_empty<Estimate>(cut.sensitivity()), cell_or_empty<Estimate>(cut.specificity()),
         cell_or_empty<Estimate>(cut.positive_value()),
         cell_or_empty<Estimate>(cut.negative_value()), cell_or_empty<Estimate>(cut.correct())});
  }
  if (validation.models.size() > 1) return grid;
  grid.columns.erase(grid.columns.begin());
  grid.rows[0].erase(grid.rows[0].begin());
  return grid;
}

/// Lines for programs.
class MeasureRows {
 public:
  MeasureRows(const NewDataValidation& validation, Grid& grid)
      : validation_(validation), grid_(grid) {}

  void add(const ValidatedRows& rows) {
    const RateOptions options{.level = validation_.level, .has_counts = validation_.has_counts};
    for (std::size_t m = 0; m < rows.models.size(); ++m) {
      const std::string& name = validation_.models[m].name;
      for (const NamedMeasure& measure : measures_of(rows.models[m])) {
        add_row(rows.group, name, measure);
      }
      for (const NamedMeasure& measure : more_measures_of(rows.models[m], options)) {
        add_row(rows.group, name, measure);
      }
    }
    for (const PerformanceDifference& difference : rows.differences) {
      const std::string& name = validation_.models[static_cast<std::size_t>(difference.model)].name;
      for (NamedMeasure& measure : measures_of(difference)) {
        measure.id = "difference." + measure.id;
        add_row(rows.group, name, measure);
      }
    }
  }

 private:
  void add_row(const std::string& group, const std::string& model, const NamedMeasure& measure) {
    const EstimateRow& row = measure.row;
    grid_.rows.push_back(
        {group.empty() ? Cell() : Cell(group), model, measure.id,
         cell_or_empty<Estimate>(row.estimate), cell_or_empty<Estimate>(row.std_error),
         cell_or_empty<Statistic>(row.statistic), cell_or_empty<Count>(measure.degrees),
         cell_or_empty<PValue>(row.p_value), cell_or_empty<Estimate>(row.conf_low),
         cell_or_empty<Estimate>(row.conf_high),
         measure.note.empty() ? Cell() : Cell(measure.note)});
  }

  const NewDataValidation& validation_;
  Grid& grid_;
};

std::string with_error(double value, double error) {
  return fmt::format("{:.4f} (standard error {:.4f})", value, error);
}

}  // namespace

Grid performance_measures_grid(const NewDataValidation& validation) {
  Grid grid{.id = "rows",
            .title = {},
            .columns = {{"group", {}},
                        {"model", {}},
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
  MeasureRows rows(validation, grid);
  rows.add(validation.all);
  for (const ValidatedRows& group : validation.groups) rows.add(group);
  return grid;
}

std::vector<Grid> performance_grids(const NewDataValidation& validation) {
  std::vector<Grid> grids;
  const bool several = validation.models.size() > 1;
  if (!several) grids.push_back(one_model_grid(validation.all));
  if (several || !validation.groups.empty()) grids.push_back(lines_grid(validation));
  if (several) grids.push_back(differences_grid(validation));
  if (validation.has_outcomes) grids.push_back(cut_grid(validation));
  return grids;
}

Lines update_lines(const ModelUpdate& update) {
  Line line{"Update", {std::string(kUpdateNames[static_cast<int>(update.kind)])}};
  std::string text;
  if (update.kind != Update::refit) {
    text = ": a = " + with_error(update.intercept, update.intercept_error);
  }
  if (update.kind == Update::slope) text += ", b = " + with_error(update.slope, update.slope_error);
  if (update.kind != Update::refit) {
    text += update.kind == Update::slope ? ", eta becomes a + b eta" : ", eta becomes a + eta";
  }
  text += fmt::format(", from {} rows", update.rows);
  line.parts.emplace_back(text);
  return {{std::move(line)}};
}

Grid update_grid(const ModelUpdate& update) {
  Grid grid{.id = "updates",
            .title = "What each update gains: likelihood ratio tests of the model as it is",
            .columns = {{"update", {}},
                        {"log.likelihood", {}},
                        {"parameters", {}},
                        {"statistic", "LR"},
                        {"p.value", {}}},
            .rows = {}};
  for (const UpdateStep& step : update.steps) {
    grid.rows.push_back({step.name, cell_or_empty<LogLikelihood>(step.log_likelihood),
                         Count{static_cast<double>(step.parameters)},
                         cell_or_empty<Statistic>(step.lr), cell_or_empty<PValue>(step.p_value)});
  }
  return grid;
}

}  // namespace odds
