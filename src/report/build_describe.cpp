#include "report/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

Cell whole(Index number) { return Count{static_cast<double>(number)}; }

std::string type_text(const ColumnDescription& column) {
  if (column.type == ColumnType::factor) return "factor";
  return column.dates ? "date" : "number";
}

/// As the file is likely to have it: 4 instead of 4.0000.
Cell as_observed(double value) {
  return value == std::trunc(value) ? Cell(Count{value}) : Cell(Estimate{value});
}

std::vector<Cell> column_row(const ColumnDescription& column) {
  const bool number = column.type == ColumnType::number;
  std::vector<Cell> row = {column.name, type_text(column), whole(column.missing),
                           column.distinct < 0 ? Cell() : whole(column.distinct)};
  const bool empty = column.distinct == 0;  // nothing but missing cells
  if (column.dates) {
    const DateRange& dates = *column.dates;
    row.insert(row.end(), {dates.mean, Estimate{column.std_dev}, dates.min, dates.max});
  } else if (number && !empty) {
    row.insert(row.end(), {Estimate{column.mean}, Estimate{column.std_dev}, as_observed(column.min),
                           as_observed(column.max)});
  } else {
    row.resize(row.size() + 4);
  }
  return row;
}

Grid columns_grid(const Description& description) {
  Grid grid{.id = "columns",
            .title = {},
            .columns = {{"column", {}},
                        {"type", {}},
                        {"missing", {}},
                        {"distinct", {}},
                        {"mean", {}},
                        {"std.dev", {}},
                        {"min", {}},
                        {"max", {}}},
            .rows = {}};
  grid.rows.reserve(description.columns.size());
  for (const ColumnDescription& column : description.columns) {
    grid.rows.push_back(column_row(column));
  }
  return grid;
}

std::vector<Cell> level_row(const Label& column, const LevelCount& level, bool response) {
  std::vector<Cell> row = {column, level.level, whole(level.rows)};
  if (response) {
    const Cell share = level.trials > 0.0 ? Cell(Estimate{level.events / level.trials}) : Cell();
    row.insert(row.end(), {Count{level.events}, Count{level.trials}, share});
  }
  return row;
}

Grid levels_grid(const Description& description) {
  const bool response = !description.event.empty();
  Grid grid{.id = "levels",
            .title = "Levels of factors, and values of numbers that take only a few",
            .columns = {{"column", {}}, {"level", {}}, {"rows", {}}},
            .rows = {}};
  if (response) {
    grid.columns.insert(grid.columns.end(), {{"events", {}}, {"trials", {}}, {"share", {}}});
  }
  for (const ColumnDescription& column : description.columns) {
    const Label name{column.name, column.name, {}};
    for (const LevelCount& level : column.levels) {
      grid.rows.push_back(level_row(name, level, response));
    }
  }
  return grid;
}

}  // namespace

Report report(const Description& description, const std::vector<std::string>& command) {
  Report report{
      .schema = "odds.describe/1",
      .title = fmt::format("{}: {} row{}, {} column{}", description.file, description.rows,
                           description.rows == 1 ? "" : "s", description.columns.size(),
                           description.columns.size() == 1 ? "" : "s"),
      .sections = {},
      .table = "columns"};
  const Facts data{.id = "data",
                   .facts = {{"file", Cell(description.file)}, {"rows", whole(description.rows)}}};
  const Facts response{.id = "response", .facts = {{"event", text_or_null(description.event)}}};
  Lines event;
  if (!description.event.empty()) event.lines = {{"Event", {description.event}}};
  Lines uncounted;
  if (std::any_of(description.columns.begin(), description.columns.end(),
                  [](const ColumnDescription& column) { return column.distinct < 0; })) {
    uncounted.lines = {{{}, {"distinct: left empty above 1000"}}};
  }
  report.sections = {event, manifest(command), data, response};
  report.sections.emplace_back(columns_grid(description));  // a list would copy the long tables
  report.sections.emplace_back(uncounted);
  report.sections.emplace_back(levels_grid(description));
  report.sections.emplace_back(Notes{description.notes});
  return report;
}

}  // namespace odds
