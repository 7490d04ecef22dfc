// The rows of one stretch of a delimited text, as columns under construction.
#pragma once

#include "data/column_builder.hpp"
#include "data/line_map.hpp"

#include <odds/types.hpp>

#include <utility>
#include <vector>

namespace odds {

/// Rows that follow one another in a text, and what a reading must know of the lines between them.
/// Lines are counted from the beginning of the stretch: its first one is 1.
struct RangeRows {
  explicit RangeRows(std::vector<ColumnBuilder> empty_columns)
      : columns(std::move(empty_columns)) {}

  std::vector<ColumnBuilder> columns;
  LineMap line_map;
  Index blank_lines = 0;    ///< between two rows
  Index leading_blank = 0;  ///< blank lines before the first row; 0 if there is no row
  Index trailing_blank = 0;
  Index padded_rows = 0;  ///< that had fewer fields than columns

  Index rows() const { return line_map.rows(); }

  /// Adds the rows of the stretch that follows, which begins `lines` lines behind the beginning of
  /// this one.
  void append(const RangeRows& later, Index lines);

  /// Forgets all rows, but keeps their memory for others.
  void clear();
};

}  // namespace odds
