#include "report/grid_builder.hpp"

#include <cmath>

namespace odds {

std::vector<GridColumn> columns_with_error(const std::string& id) {
  return {{id, {}}, {id + ".std.error", "std.error"}};
}

std::vector<Cell> cells_with_error(const std::optional<EstimateRow>& row) {
  if (!row || std::isnan(row->estimate)) return std::vector<Cell>(2);
  return {Estimate{row->estimate, row->std_error}, Estimate{row->std_error, row->std_error}};
}

std::vector<Cell> limit_cells(const EstimateRow& row) {
  std::vector<Cell> cells;
  for (const double limit : {row.conf_low, row.conf_high}) {
    cells.push_back(std::isnan(limit) ? Cell() : Cell(Estimate{limit, row.std_error}));
  }
  return cells;
}

}  // namespace odds
