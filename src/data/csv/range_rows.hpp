// The rows of one stretch of a delimited text, as columns under construction.
#pragma once

#include "data/csv/column_builder.hpp"
#include "data/input/line_map.hpp"

#include <odds/types.hpp>

#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace odds {

/// A quoted text that holds lines with as many fields as a row: most likely its closing quote is
/// missing, and they are rows.
struct RunawayCell {
  Index row = 0;
  Index position = 0;  ///< of its column
  Index lines = 0;     ///< that look like rows
  Index line = 0;      ///< of the file, in which the row begins; once it is known

  auto fields() { return std::tie(row, position, lines, line); }
};

/// The lines between the rows of a stretch of text, and the cells that some of them lack or hold.
struct RowGaps {
  Index blank = 0;           ///< blank lines between two rows
  Index leading_blank = 0;   ///< blank lines before the first row; 0 if there is no row
  Index trailing_blank = 0;  ///< blank lines behind the last row
  Index padded_rows = 0;     ///< that had fewer fields than columns
  Index comments = 0;        ///< lines of comment, wherever they are
  Index beyond = 0;          ///< rows with something in a field that is left out
  std::optional<RunawayCell> runaway = {};  ///< the first one

  auto fields() {
    return std::tie(blank, leading_blank, trailing_blank, padded_rows, comments, beyond, runaway);
  }

  /// Adds those of the stretch that follows. `rows` and `later_rows`: of this one and of that.
  void append(Index rows, const RowGaps& later, Index later_rows);
};

/// Where the rows of a stretch of text are as well. Lines are counted from the beginning of the
/// stretch: its first one is 1.
struct RowLines : RowGaps {
  LineMap map;

  Index rows() const { return map.rows(); }

  /// Adds the stretch that follows, which begins `lines` lines behind the beginning of this one.
  void append(const RowLines& later, Index lines);
};

/// Rows that follow one another in a text.
struct RangeRows {
  explicit RangeRows(std::vector<ColumnBuilder> empty_columns)
      : columns(std::move(empty_columns)) {}

  std::vector<ColumnBuilder> columns;
  RowLines lines;

  /// Forgets all rows, but keeps their memory for others.
  void clear();
};

}  // namespace odds
