#include "data/range_rows.hpp"

#include <doctest/doctest.h>

#include <string>

namespace odds {
namespace {

// Rows and blank lines in their order: 'r' and 'b'.
RangeRows rows_of(const std::string& lines) {
  RangeRows rows({});
  Index line = 0;
  for (const char kind : lines) {
    ++line;
    if (kind == 'b') {
      ++rows.trailing_blank;
      continue;
    }
    (rows.rows() > 0 ? rows.blank_lines : rows.leading_blank) += rows.trailing_blank;
    rows.trailing_blank = 0;
    rows.line_map.add(line);
  }
  return rows;
}

TEST_CASE("blank lines between rows are counted, wherever a text is cut") {
  for (const std::string lines : {"rbbrbr", "bbrbrrbb", "bbb", "rbbb", "bbbr", "rrr"}) {
    for (std::size_t cut = 0; cut <= lines.size(); ++cut) {
      CAPTURE(lines);
      CAPTURE(cut);
      RangeRows first = rows_of(lines.substr(0, cut));
      first.append(rows_of(lines.substr(cut)), static_cast<Index>(cut));
      const RangeRows whole = rows_of(lines);
      CHECK(first.rows() == whole.rows());
      CHECK(first.blank_lines == whole.blank_lines);
      CHECK(first.leading_blank == whole.leading_blank);
      CHECK(first.trailing_blank == whole.trailing_blank);
      for (Index row = 0; row < whole.rows(); ++row) {
        CHECK(first.line_map.line(row) == whole.line_map.line(row));
      }
    }
  }
}

TEST_CASE("padded rows add up, and clearing forgets everything") {
  RangeRows rows = rows_of("brbr");
  rows.padded_rows = 1;
  RangeRows later = rows_of("rb");
  later.padded_rows = 2;
  rows.append(later, 4);
  CHECK(rows.padded_rows == 3);
  rows.clear();
  CHECK(rows.rows() + rows.padded_rows + rows.blank_lines == 0);
  CHECK(rows.leading_blank + rows.trailing_blank == 0);
}

}  // namespace
}  // namespace odds
