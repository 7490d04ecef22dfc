#include "report/build.hpp"

#include <odds/compare_effects.hpp>

#include <fmt/format.h>

#include <string>
#include <utility>

namespace odds {
namespace {

using DifferenceKind = EffectDifference::Kind;

std::string outcome_of(const NamedFit& model) {
  return fmt::format("{}, {}", formula_with_link(model.fit), modelled(model.fit.response()));
}

Line shared_rows_line(const EffectsComparison& comparison) {
  const auto count = [](Index rows) { return Cell(Count{static_cast<double>(rows)}); };
  return {"Rows",
          {count(comparison.shared), " used by both, ", count(comparison.first_only),
           " by the first only, ", count(comparison.second_only), " by the second only"}};
}

Line stacked_line(const EffectsComparison& comparison) {
  const std::string units =
      comparison.clusters.empty() ? "rows" : fmt::format("clusters of {}", comparison.clusters);
  return variance_line(fmt::format("stacked scores of both models, {:.10g} {}, times G/(G-1)",
                                   comparison.units, units),
                       comparison.level, "Wald");
}

std::vector<GridColumn> difference_columns(const std::string& name) {
  std::vector<GridColumn> columns = estimate_columns("difference");
  columns.insert(columns.begin(), {{name, {}}, {"contrast", {}}, {"first", {}}, {"second", {}}});
  return columns;
}

std::vector<Cell> difference_cells(const EffectDifference& row) {
  std::vector<Cell> cells = {row.variable, text_or_null(row.contrast),
                             Estimate{row.first, row.std_error},
                             Estimate{row.second, row.std_error}};
  append(cells, estimate_cells(row));
  return cells;
}

/// All rows, for programs.
Grid all_differences(const EffectsComparison& comparison) {
  Grid grid{.id = "differences",
            .title = {},
            .columns = difference_columns("variable"),
            .rows = {},
            .audience = Audience::programs};
  grid.columns.insert(grid.columns.begin(), {"kind", {}});
  for (const EffectDifference& row : comparison.rows) {
    std::vector<Cell> cells = difference_cells(row);
    const bool is_effect = row.kind == DifferenceKind::effect;
    cells.insert(cells.begin(), std::string(is_effect ? "effect" : "coefficient"));
    grid.rows.push_back(std::move(cells));
  }
  return grid;
}

/// Of one kind, for people.
Grid differences_of(const EffectsComparison& comparison, DifferenceKind kind) {
  const bool is_effect = kind == DifferenceKind::effect;
  Grid grid{.id = is_effect ? "effects" : "coefficients",
            .title = is_effect ? "Average marginal effects: first less second"
                               : "Coefficients: first less second",
            .columns = difference_columns(is_effect ? "variable" : "term"),
            .rows = {},
            .audience = Audience::people};
  if (!is_effect) grid.columns.erase(grid.columns.begin() + 1);
  for (const EffectDifference& row : comparison.rows) {
    if (row.kind != kind) continue;
    std::vector<Cell> cells = difference_cells(row);
    if (!is_effect) cells.erase(cells.begin() + 1);
    grid.rows.push_back(std::move(cells));
  }
  return grid;
}

}  // namespace

Report report(const EffectsComparison& comparison, const NamedFit& first, const NamedFit& second,
              const CompareReportOptions& options) {
  Report report{.schema = "odds.compare.effects/1",
                .title = fmt::format("Effects in {} less those in {}", first.name, second.name),
                .sections = {},
                .table = "differences"};
  const Lines header{{{first.name, {outcome_of(first)}},
                      {second.name, {outcome_of(second)}},
                      shared_rows_line(comparison),
                      stacked_line(comparison)}};
  const auto count = [](double value) { return Cell(Count{value}); };
  const Facts how{.id = "comparison",
                  .facts = {{"first", Cell(first.name)},
                            {"second", Cell(second.name)},
                            {"level", Cell(Estimate{comparison.level})},
                            {"clusters", text_or_null(comparison.clusters)},
                            {"units", count(comparison.units)},
                            {"rows.shared", count(static_cast<double>(comparison.shared))},
                            {"rows.first", count(static_cast<double>(comparison.first_only))},
                            {"rows.second", count(static_cast<double>(comparison.second_only))}}};
  report.sections = {header, manifest(options.command), how, all_differences(comparison)};
  for (const DifferenceKind kind : {DifferenceKind::coefficient, DifferenceKind::effect}) {
    Grid grid = differences_of(comparison, kind);
    if (!grid.rows.empty()) report.sections.emplace_back(std::move(grid));
  }
  report.sections.emplace_back(Notes{comparison.notes});
  return report;
}

}  // namespace odds
