#include "report/sensitivity_cells.hpp"

#include <cmath>

namespace odds {

void append(std::vector<Cell>& cells, const std::optional<EstimateRow>& row) {
  if (!row || std::isnan(row->estimate)) {
    cells.insert(cells.end(), 2, Cell());
    return;
  }
  cells.emplace_back(Estimate{row->estimate, row->std_error});
  cells.emplace_back(Estimate{row->std_error, row->std_error});
}

void append_interval(std::vector<Cell>& cells, const EstimateRow& row) {
  for (const double limit : {row.conf_low, row.conf_high}) {
    cells.push_back(std::isnan(limit) ? Cell() : Cell(Estimate{limit, row.std_error}));
  }
}

void append_columns(std::vector<GridColumn>& columns, const std::string& id) {
  columns.push_back({id, {}});
  columns.push_back({id + ".std.error", "std.error"});
}

}  // namespace odds
