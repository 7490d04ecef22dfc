#include "data/csv/range_rows.hpp"

#include <doctest/doctest.h>

#include <string>

namespace odds {
namespace {

// Rows and blank lines in their order: 'r' and 'b'.
RowLines rows_of(const std::string& lines) {
  RowLines rows;
  Index line = 0;
  for (const char kind : lines) {
    ++line;
    if (kind == 'b') {
      ++rows.trailing_blank;
      continue;
    }
    (rows.rows() > 0 ? rows.blank : rows.leading_blank) += rows.trailing_blank;
    rows.trailing_blank = 0;
    rows.map.add(line);
  }
  return rows;
}

TEST_CASE("blank lines between rows are counted, wherever a text is cut") {
  for (const std::string lines : {"rbbrbr", "bbrbrrbb", "bbb", "rbbb", "bbbr", "rrr"}) {
    for (std::size_t cut = 0; cut <= lines.size(); ++cut) {
      CAPTURE(lines);
      CAPTURE(cut);
      RowLines first = rows_of(lines.substr(0, cut));
      first.append(rows_of(lines.substr(cut)), static_cast<Index>(cut));
      const RowLines whole = rows_of(lines);
      CHECK(first.rows() == whole.rows());
      CHECK(first.blank == whole.blank);
      CHECK(first.leading_blank == whole.leading_blank);
      CHECK(first.trailing_blank == whole.trailing_blank);
      for (Index row = 0; row < whole.rows(); ++row) {
        CHECK(first.map.line(row) == whole.map.line(row));
      }
    }
  }
}

TEST_CASE("padded rows add up") {
  RowLines rows = rows_of("brbr");
  rows.padded_rows = 1;
  RowLines later = rows_of("rb");
  later.padded_rows = 2;
  rows.append(later, 4);
  CHECK(rows.padded_rows == 3);
}

TEST_CASE("clearing forgets all rows") {
  RangeRows range({});
  range.lines = rows_of("brbr");
  range.lines.padded_rows = 1;
  range.clear();
  CHECK(range.lines.rows() + range.lines.padded_rows + range.lines.blank == 0);
  CHECK(range.lines.leading_blank + range.lines.trailing_blank == 0);
}

}  // namespace
}  // namespace odds
