#include "data/range_rows.hpp"

namespace odds {

void RangeRows::append(const RangeRows& later, Index lines) {
  if (later.rows() == 0) {
    trailing_blank += later.trailing_blank;
    return;
  }
  Index& gap = rows() > 0 ? blank_lines : leading_blank;
  gap += trailing_blank + later.leading_blank;
  blank_lines += later.blank_lines;
  trailing_blank = later.trailing_blank;
  padded_rows += later.padded_rows;
  line_map.append(later.line_map, lines);
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i].append(later.columns[i]);
}

void RangeRows::clear() {
  for (ColumnBuilder& column : columns) column.clear();
  line_map.clear();
  blank_lines = leading_blank = trailing_blank = padded_rows = 0;
}

}  // namespace odds
