#include "report/grid_text.hpp"

#include "report/number_format.hpp"
#include "report/terminal_text.hpp"

#include <algorithm>
#include <string_view>

namespace odds {
namespace {

std::vector<Cell> cells_of_column(const Grid& grid, std::size_t column) {
  std::vector<Cell> cells;
  cells.reserve(grid.rows.size());
  for (const auto& row : grid.rows) cells.push_back(row[column]);
  return cells;
}

/// Whether there is anything to put.
bool put_text(const Cell& cell, bool ascii, std::size_t row, TextColumn& column) {
  std::string& text = column.cells[row];
  if (const auto* words = std::get_if<std::string>(&cell)) text = printable_name(*words, ascii);
  const auto* label = std::get_if<Label>(&cell);
  if (label == nullptr) return !text.empty();
  text = printable_name(label->text(), ascii);
  if (label->group().empty()) return !text.empty();
  column.groups.resize(column.cells.size());
  column.groups[row] = printable_name(label->group(), ascii);
  column.bases.resize(column.cells.size());
  column.bases[row] = printable_name(label->base(), ascii);
  return true;
}

/// A standard error belongs to its estimate, a statistic and p to both, an end of an interval to
/// the other.
bool belongs_to_the_one_before(const GridColumn& column) {
  constexpr std::string_view kEnds[] = {"std.error", "statistic", "p.value", ".high"};
  return std::ranges::any_of(kEnds, [&](std::string_view end) { return column.id.ends_with(end); });
}

TextColumn text_column(const GridColumn& column, const std::vector<Cell>& cells,
                       const RenderOptions& options) {
  TextColumn result;
  result.heading =
      printable_name(column.heading.empty() ? column.id : column.heading, options.ascii);
  result.follows = belongs_to_the_one_before(column);
  result.cells.reserve(cells.size());
  for (const Cell& cell : cells) result.cells.push_back(number_text(cell, options.digits));
  bool words = false;
  for (std::size_t row = 0; row < cells.size(); ++row) {
    if (number_in(cells[row])) result.numeric = true;
    if (!result.cells[row].empty()) continue;
    words = put_text(cells[row], options.ascii, row, result) || words;
  }
  result.numeric = result.numeric || !words;
  return result;
}

}  // namespace

std::vector<TextColumn> text_columns(const Grid& grid, const RenderOptions& options) {
  std::vector<TextColumn> columns;
  for (std::size_t i = 0; i < grid.columns.size(); ++i) {
    columns.push_back(text_column(grid.columns[i], cells_of_column(grid, i), options));
  }
  return columns;
}

std::string line_text(const Line& line, const RenderOptions& options) {
  std::string text;
  for (const Cell& part : line.parts) {
    const auto* words = std::get_if<std::string>(&part);
    text += words != nullptr ? printable_sentence(*words, options.ascii)
                             : number_text(part, options.digits);
  }
  return text;
}

}  // namespace odds
