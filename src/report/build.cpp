#include "report/build.hpp"

#include "report/number_format.hpp"

#include <odds/version.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace odds {
namespace {

const char* separation_status(SeparationKind kind) {
  switch (kind) {
    case SeparationKind::none:
      return "none";
    case SeparationKind::quasi:
      return "quasi";
    case SeparationKind::complete:
      return "complete";
  }
  return "none";
}

std::string cause_of(const DroppedRows& dropped) {
  const std::string cause = cause_name(dropped.cause);
  return dropped.column.empty() ? cause : cause + " in " + dropped.column;
}

/// Its numbers as `Number`s, all as precise as the standard error. `null` is what no difference is.
template <class Number>
std::vector<Cell> cells_of(const EstimateRow& row, double null) {
  const double scale = row.std_error;
  const bool tested = is_tested(row);
  return {Number{row.estimate, scale},
          Number{row.std_error, scale},
          tested ? Cell(Statistic{row.statistic}) : Cell(),
          tested ? Cell(PValue{row.p_value}) : Cell(),
          Number{row.conf_low, scale, null},
          Number{row.conf_high, scale, null}};
}

/// [{"term":"NV","estimate":"Inf"}]
Grid infinite_grid(const Fit& fit) {
  Grid grid{.id = "infinite", .title = {}, .columns = {{"term", {}}, {"estimate", {}}}, .rows = {}};
  for (const InfiniteTerm& term : fit.infinite_terms()) {
    const char* estimate = term.sign > 0 ? "Inf" : term.sign < 0 ? "-Inf" : kLeftOpen;
    grid.rows.push_back({term.term, std::string(estimate)});
  }
  return grid;
}

}  // namespace

Facts manifest(const std::vector<std::string>& command) {
  return {.id = {}, .facts = {{"version", Cell(std::string(kVersion))}, {"command", command}}};
}

std::vector<GridColumn> estimate_columns(const std::string& estimate_id, double degrees) {
  return {{estimate_id, {}}, {"std.error", {}}, {"statistic", statistic_heading(degrees)},
          {"p.value", {}},   {"conf.low", {}},  {"conf.high", {}}};
}

void insert_degrees(const std::vector<double>& degrees, Grid& grid) {
  const auto statistic = std::ranges::find(grid.columns, "statistic", &GridColumn::id);
  const auto place = statistic - grid.columns.begin() + 1;
  grid.columns.insert(grid.columns.begin() + place, {"df", {}});
  for (std::size_t i = 0; i < grid.rows.size(); ++i) {
    const bool has = std::isfinite(degrees[i]);
    grid.rows[i].insert(grid.rows[i].begin() + place, has ? Cell(Statistic{degrees[i]}) : Cell());
  }
}

bool has_own_degrees(const Fit& fit) { return !fit.own_degrees().empty(); }

std::string wald_name(const Fit& fit) {
  if (!has_own_degrees(fit)) return wald_name(fit.test_degrees());
  return "t, with degrees of freedom of each row (Satterthwaite)";
}

bool is_tested(const EstimateRow& row) {
  const bool has_error = row.std_error > 0.0 && std::isfinite(row.std_error);
  return row.std_error != 0.0 && !(has_error && std::isnan(row.statistic));
}

std::vector<Cell> estimate_cells(const EstimateRow& row) { return cells_of<Estimate>(row, 0.0); }

std::vector<Cell> ratio_cells(const EstimateRow& row) { return cells_of<Ratio>(row, 1.0); }

std::vector<Cell> limit_cells(std::vector<Cell> cells) {
  const auto is_nan = [](const Cell& cell) {
    const std::optional<double> number = number_in(cell);
    return number && std::isnan(*number);
  };
  if (is_nan(cells.front())) cells.front() = Label{{}, {}, kLeftOpen};
  for (Cell& cell : cells) {
    if (is_nan(cell)) cell = Cell();
  }
  return cells;
}

std::vector<Cell> blank_cells(const std::string& reason) {
  std::vector<Cell> cells(estimate_columns({}).size());
  cells.front() = Label{{}, {}, reason};
  return cells;
}

std::string uses_text(const Fit& fit) {
  std::string text;
  for (const std::string& use : fit.uses()) text += (text.empty() ? "" : "; ") + use;
  return text;
}

Line uses_line(const Fit& fit) { return {"Uses", {uses_text(fit)}}; }

Line data_line(const std::string& file, DataMatch match, const Fit& fit) {
  const std::string words = match_words(match, fit);
  return {"Data", {words.empty() ? file : fmt::format("{}, {}", file, words)}};
}

Cell match_cell(DataMatch match) {
  switch (match) {
    case DataMatch::unknown:
      break;
    case DataMatch::same:
      return std::string("same");
    case DataMatch::other_rows:
      return std::string("other rows");
    case DataMatch::other:
      return std::string("other");
  }
  return {};
}

Grid settings_grid(const std::string& title,
                   const std::vector<std::pair<std::string, std::string>>& settings) {
  Grid grid{.id = "settings",
            .title = title,
            .columns = {{"variable", {}}, {"value", {}}},
            .rows = {},
            .audience = Audience::people};
  for (const auto& [variable, value] : settings) grid.rows.push_back({variable, value});
  return grid;
}

Line rows_line(const RowCounts& counts) {
  Line line{
      "Rows",
      {Count{static_cast<double>(counts.read)}, " read, ", Count{static_cast<double>(counts.used)},
       " used, ", Count{static_cast<double>(counts.read - counts.used)}, " dropped"}};
  const char* before = ": ";
  for (const DroppedRows& dropped : counts.dropped) {
    if (dropped.rows == 0) continue;
    line.parts.insert(
        line.parts.end(),
        {std::string(before), Count{static_cast<double>(dropped.rows)}, " " + cause_of(dropped)});
    before = ", ";
  }
  return line;
}

Fact rows_fact(const RowCounts& counts) {
  Grid dropped{.id = "dropped",
               .title = {},
               .columns = {{"column", {}}, {"cause", {}}, {"rows", {}}},
               .rows = {}};
  for (const DroppedRows& cause : counts.dropped) {
    dropped.rows.push_back({text_or_null(cause.column), std::string(cause_name(cause.cause)),
                            Count{static_cast<double>(cause.rows)}});
  }
  std::vector<Fact> facts = {{"read", Cell(Count{static_cast<double>(counts.read)})},
                             {"used", Cell(Count{static_cast<double>(counts.used)})},
                             {"dropped", std::move(dropped)}};
  std::vector<Fact> levels;
  for (const DroppedRows& cause : counts.dropped) {
    if (!cause.levels.empty()) levels.push_back({cause.column, cause.levels});
  }
  if (!levels.empty()) facts.push_back({"separated.levels", std::move(levels)});
  return {"rows", std::move(facts)};
}

std::string modelled(const ResponseSummary& response) {
  return fmt::format("{}({})", response.fractional ? "E" : "Pr", response.event);
}

Fact response_fact(const ResponseSummary& response) {
  return {response.fractional ? "fraction" : "event", Cell(response.event)};
}

Line variance_line(const std::string& variance, double level, const std::string& kind) {
  return {"SE", {variance, fmt::format("      Intervals  {:.10g} % {}", 100.0 * level, kind)}};
}

std::vector<Cell> counted(double number, const std::string& thing) {
  return {Count{number}, " " + thing + (number == 1.0 ? "" : "s")};
}

Facts separation_facts(const Fit& fit) {
  Grid direction{
      .id = "direction", .title = {}, .columns = {{"term", {}}, {"weight", {}}}, .rows = {}};
  for (const DirectionWeight& part : fit.separation()) {
    direction.rows.push_back({part.term, Estimate{part.weight}});
  }
  const SeparationSummary& separation = fit.maximum().separation;
  Facts facts{.id = "separation",
              .facts = {{"status", Cell(std::string(separation_status(separation.kind)))},
                        {"direction", std::move(direction)},
                        {"rows", Cell(Count{static_cast<double>(separation.rows)})}}};
  if (!fit.infinite_terms().empty()) facts.facts.push_back({"infinite", infinite_grid(fit)});
  return facts;
}

Cell text_or_null(const std::string& text) { return text.empty() ? Cell() : Cell(text); }

}  // namespace odds
