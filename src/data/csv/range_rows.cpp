#include "data/csv/range_rows.hpp"

namespace odds {

void RowGaps::append(Index rows, const RowGaps& later, Index later_rows) {
  comments += later.comments;
  beyond += later.beyond;
  if (later_rows == 0) {
    trailing_blank += later.trailing_blank;
    return;
  }
  Index& gap = rows > 0 ? blank : leading_blank;
  gap += trailing_blank + later.leading_blank;
  blank += later.blank;
  trailing_blank = later.trailing_blank;
  padded_rows += later.padded_rows;
  if (runaway || !later.runaway) return;
  runaway = later.runaway;
  runaway->row += rows;
}

void RowLines::append(const RowLines& later, Index lines) {
  RowGaps::append(rows(), later, later.rows());
  map.append(later.map, lines);
}

void RangeRows::clear() {
  for (ColumnBuilder& column : columns) column.clear();
  lines.map.clear();
  static_cast<RowGaps&>(lines) = {};
}

}  // namespace odds
