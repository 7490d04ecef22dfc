// Weighted columns turned into short rows, and such rows summed by the levels of a factor.
#pragma once

#include "math/columns.hpp"
#include "math/indicator_sums.hpp"

namespace odds {

/// Values of a row that are moved as one: a vector or two.
inline constexpr Index kPanelColumns = 4;

/// Writes w and the columns w x_0, w x_1, ... row by row: of this sequence, those that begin at
/// position `first`, kPanelColumns of them, 0 where there are no more columns.
///
/// `panel` has kPanelColumns values for each of the x.rows rows.
void write_panel(const Columns& x, const double* w, Index first, double* panel);

/// table(code[i] + 1) += multiplier[i] panel(i): both are rows of kPanelColumns values. The first
/// row of the table, which has group.columns + 1, takes what has no entry.
void add_panel_sums(const Indicators& group, const double* panel, Index rows, double* table);

}  // namespace odds
