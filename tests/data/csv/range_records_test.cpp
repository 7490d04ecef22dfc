#include "data/csv/range_records.hpp"

#include "support/csv_cells.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace odds {
namespace {

struct Range {
  InputBytes bytes;
  CsvOptions options;
  CsvLayout layout;
  CellRules rules{'.', MissingCodes(options)};
  RangeRows rows{{}};
  ScanPlace to;

  // Columns at `positions`, from a record to the last one that begins before `stop`.
  Range(const std::string& text, const ScanPlace& from, Index stop,
        const std::vector<Index>& positions = {0})
      : bytes("t.csv", text), layout(find_layout(bytes, options)) {
    std::vector<ScanColumn> columns;
    for (const Index position : positions) {
      columns.push_back({position, Expect::automatic});
      rows.columns.emplace_back(Expect::automatic, rules);
    }
    std::vector<char> memory;
    const FileInput input{.bytes = bytes, .layout = layout, .options = options, .columns = columns};
    to = read_range(input, from, stop, rows, memory);
  }

  const std::vector<double>& numbers(std::size_t column) const {
    return rows.columns[column].numbers();
  }
};

const ScanPlace kBehindHeader{.offset = 4, .line = 2, .first_record_ahead = false};

TEST_CASE("a range has the records that begin in it, and ends where the last of them does") {
  const std::string text = "a,b\n1,2\n3,4\n5,6\n";
  Range range(text, {}, 9);
  CHECK(range.to.offset == 12);
  CHECK(range.to.line == 4);
  CHECK_FALSE(range.to.first_record_ahead);
  CHECK(range.rows.lines.rows() == 2);
  CHECK(range.rows.lines.map.line(1) == 3);
  CHECK(range.numbers(0) == std::vector<double>{1, 3});
  Range next(text, range.to, 16, {1});
  CHECK(next.rows.lines.map.line(0) == 1);  // counted from its own beginning
  CHECK(next.numbers(0) == std::vector<double>{6});
  CHECK(Range(text, kBehindHeader, 4).rows.lines.rows() == 0);
}

TEST_CASE("numbers of a row are read the same whatever stands between them") {
  const std::string text =
      "a,b,c,d,e\n1,-2.5,30,4.25,5\n1,x,30,0.123456789,5\n1,,\"30\",4e2,-0\n.5,2.,30.75,4,x\n";
  for (const std::vector<Index>& positions :
       {std::vector<Index>{0, 1, 2, 3, 4}, {0, 2, 3, 4}, {3}, {4, 3, 2, 1, 0}, {0, 2, 2, 3}}) {
    Range range(text, {}, 1000, positions);
    REQUIRE(range.rows.lines.rows() == 4);
    for (std::size_t i = 0; i < positions.size(); ++i) {
      CAPTURE(positions[i]);
      const std::vector<std::vector<double>> expected = {{1, 1, 1, 0.5},
                                                         {-2.5, 0, 0, 2},
                                                         {30, 30, 30, 30.75},
                                                         {4.25, 0.123456789, 400, 4},
                                                         {5, 5, 0}};
      CHECK(range.numbers(i) == expected[static_cast<std::size_t>(positions[i])]);
    }
  }
}

TEST_CASE("until a record has come the header is still ahead") {
  const Range blank("\n\na\n1\n", {}, 2);
  CHECK(blank.to.first_record_ahead);
  CHECK(blank.to.line == 3);
  CHECK(blank.rows.lines.rows() == 0);
  CHECK(Range("\n\na\n1\n", blank.to, 6).rows.lines.rows() == 1);
}

TEST_CASE("a record in error is told with its line in the file") {
  const auto refused = [](const std::string& text) {
    return std::string(test::error_of([&] { Range(text, kBehindHeader, 100); }).what());
  };
  CHECK(refused("a,b\n1,2\n3\n") == "t.csv:3: row has 1 field, the header has 2");
  CHECK(refused("a,b\n1,2\n3,4,5\n") == "t.csv:3: row has 3 fields, the header has 2");
  CHECK(refused("a,b\n1,\"2\"x\n") ==
        "t.csv:2, column \"b\": text follows the closing quote of a cell");
  CHECK(refused("a,b\n1\r,2\n") ==
        "t.csv:2, column \"a\": a cell without quotes contains a carriage return");
}

TEST_CASE("columns may be asked for in any order, twice, and with others between them") {
  Range range("a,b,c,d\n1,\"x,\"\"\",\"3\",\"\"\n5,y,6, 7 \n",
              {.offset = 8, .line = 2, .first_record_ahead = false}, 100, {3, 0, 2, 0});
  CHECK(range.rows.lines.rows() == 2);
  CHECK(range.rows.columns[0].facts().missing == 1);
  CHECK(range.numbers(0) == std::vector<double>{0, 7});
  CHECK(range.numbers(1) == std::vector<double>{1, 5});
  CHECK(range.numbers(2) == std::vector<double>{3, 6});
  CHECK(range.numbers(3) == std::vector<double>{1, 5});
}

}  // namespace
}  // namespace odds
