#include "report/csv_text.hpp"
#include "report/number_format.hpp"
#include "report/renderers.hpp"

#include <ostream>

namespace odds {
namespace {

const Grid* main_table(const Report& report) {
  for (const Section& section : report.sections) {
    const auto* grid = std::get_if<Grid>(&section);
    if (grid != nullptr && grid->id == report.table) return grid;
  }
  return nullptr;
}

std::string field(const Cell& cell, const RenderOptions& options) {
  if (const auto number = number_in(cell)) return csv_number(*number);
  if (const auto* text = std::get_if<std::string>(&cell)) return csv_field(*text, options);
  if (const auto* label = std::get_if<Label>(&cell)) return csv_field(label->id(), options);
  return {};
}

}  // namespace

void render_csv(const Report& report, const RenderOptions& options, std::ostream& out) {
  const Grid* grid = main_table(report);
  if (grid == nullptr) return;
  for (std::size_t i = 0; i < grid->columns.size(); ++i) {
    out << (i == 0 ? "" : ",") << csv_field(grid->columns[i].id, options);
  }
  out << '\n';
  for (const auto& row : grid->rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      out << (i == 0 ? "" : ",") << field(row[i], options);
    }
    out << '\n';
  }
}

}  // namespace odds
