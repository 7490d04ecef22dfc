// A table as lines of a terminal: names and numbers are whole at any width.
#pragma once

#include "report/grid_text.hpp"

#include <odds/types.hpp>

#include <functional>
#include <string>
#include <vector>

namespace odds {

/// Takes a line of a table; `heading` ones name the columns.
using TableSink = std::function<void(const std::string& line, bool heading)>;

/// Numbers stand under each other by their points, names to the left of them, each group of rows
/// below a line that names it and its base.
///
/// A table that is wider than `width` columns (0: no limit) is folded. A name too wide for the room
/// beside its numbers stands on a line above them; where the numbers leave no room, they take
/// several lines a row, the two ends of an interval together. Only a number wider than `width`, or
/// a wide character in a line of one column, sticks out. Precondition: at least one column.
void lay_out(std::vector<TextColumn> columns, Index width, const TableSink& sink);

}  // namespace odds
