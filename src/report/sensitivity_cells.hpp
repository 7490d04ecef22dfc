// Cells that several tables of a sensitivity have.
#pragma once

#include <odds/report.hpp>

#include <optional>
#include <string>
#include <vector>

namespace odds {

/// Estimate and standard error; two empty cells for none.
void append(std::vector<Cell>& cells, const std::optional<EstimateRow>& row);

/// The limits, empty where there are none.
void append_interval(std::vector<Cell>& cells, const EstimateRow& row);

/// The columns of `append`: `gain`, `gain.std.error` (for people `std.error`).
void append_columns(std::vector<GridColumn>& columns, const std::string& id);

}  // namespace odds
