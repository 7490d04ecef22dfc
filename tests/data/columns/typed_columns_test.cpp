#include "data/columns/typed_columns.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

namespace odds {
namespace {

struct Sorted {
  std::vector<std::string> levels;
  std::vector<std::int32_t> places;

  Sorted(std::vector<std::string> unsorted, char decimal)
      : levels(std::move(unsorted)), places(sort_levels(levels, decimal)) {}
};

TEST_CASE("levels that are all numbers are ordered by value, and say where they have gone") {
  const Sorted sorted({"10", "9", "-1", "1e1"}, '.');
  CHECK(sorted.levels == std::vector<std::string>{"-1", "9", "10", "1e1"});
  CHECK(sorted.places == std::vector<std::int32_t>{2, 1, 0, 3});
}

TEST_CASE("levels with one text among them are ordered by their bytes") {
  const Sorted sorted({"b", "10", "\xC3\xA9", "9", "B"}, '.');
  CHECK(sorted.levels == std::vector<std::string>{"10", "9", "B", "b", "\xC3\xA9"});
  CHECK(sorted.places == std::vector<std::int32_t>{3, 0, 4, 1, 2});
}

TEST_CASE("the decimal mark decides which levels are numbers") {
  CHECK(Sorted({"10,5", "9,5"}, ',').levels == std::vector<std::string>{"9,5", "10,5"});
}

TEST_CASE("a block is a part of the columns, missing bits included") {
  std::vector<double> values;
  FileRows rows{.file = "t.csv", .first = 0, .lines = {}};
  for (int row = 0; row < 130; ++row) {
    values.push_back(row);
    rows.lines.add(row + 2);
  }
  auto origin = std::make_shared<Origin>();
  origin->files = {rows};
  origin->notes = {{"N020", "about the file"}};
  auto number =
      std::make_shared<TypedColumn>(TypedColumn::of_numbers("x", values, {0, 0b100, 0b1}));
  number->notes = {{"N100", "about x"}};
  const auto factor = std::make_shared<TypedColumn>(
      TypedColumn::of_levels("f", {"a"}, std::vector<std::int32_t>(130, 0)));
  const TypedColumns source({number, factor}, origin);

  ColumnBlock block;
  source.read(64, 66, block);
  CHECK(block.first == 64);
  CHECK(block.rows == 66);
  REQUIRE(block.cells.size() == 2);
  CHECK(block.cells[0].numbers.size() == 66);
  CHECK(block.cells[0].numbers[0] == 64.0);
  CHECK(block.cells[0].is_missing(2));
  CHECK_FALSE(block.cells[0].is_missing(3));
  CHECK(block.cells[0].is_missing(64));
  CHECK(block.cells[1].codes.size() == 66);
  CHECK_FALSE(block.cells[1].is_missing(0));
  CHECK(source.place(128, 1).text() == "t.csv:130, column \"f\"");
  CHECK(source.place(128, -1).text() == "t.csv:130");
  CHECK(source.notes() == std::vector<Note>{{"N020", "about the file"}, {"N100", "about x"}});
  source.read(128, 0, block);
  CHECK(block.cells[0].numbers.empty());
}

TEST_CASE("a block may begin and end in any segment, in memory or not, narrow or not") {
  for (const Index memory : {Index{0}, Index{1'500}, Index{1} << 20}) {
    CellStore store(memory);
    auto number = std::make_shared<TypedColumn>();
    auto factor = std::make_shared<TypedColumn>();
    number->segment_rows = factor->segment_rows = 128;
    number->about.missing = 1;  // so that the bits are looked at
    factor->about.type = ColumnType::factor;
    factor->level_of_code = {1, 0};
    FileRows rows{.file = "t.csv", .first = 0, .lines = {}};
    for (const Index size : {128, 128, 128, 40}) {
      std::vector<double> values;
      std::vector<std::int32_t> codes;
      std::vector<std::uint64_t> missing;
      const bool wide = rows.lines.rows() == 128;
      for (Index i = 0; i < size; ++i) {
        const Index row = rows.lines.rows();
        values.push_back(static_cast<double>(row) + (wide ? 0.5 : 0.0));
        codes.push_back(static_cast<std::int32_t>(row % 3) - 1);
        rows.lines.add(row + 2);
      }
      if (wide) missing = {0, 1};  // row 192
      number->segments.push_back({.rows = size,
                                  .numbers = store.keep(values),
                                  .codes = {},
                                  .missing = store.keep(missing)});
      factor->segments.push_back(
          {.rows = size, .numbers = {}, .codes = store.keep(codes), .missing = {}});
    }
    auto origin = std::make_shared<Origin>();
    origin->files = {rows};
    const TypedColumns source({number, factor}, origin);
    for (Index first = 0; first < source.rows(); first += 64) {
      for (const Index count : {Index{1}, Index{64}, Index{150}, Index{424}}) {
        if (first + count > source.rows()) continue;
        ColumnBlock block;
        source.read(first, count, block);
        for (Index i = 0; i < count; ++i) {
          const Index row = first + i;
          const auto r = static_cast<std::size_t>(i);
          REQUIRE(block.cells[0].numbers[r] ==
                  static_cast<double>(row) + (row / 128 == 1 ? 0.5 : 0.0));
          REQUIRE(block.cells[0].is_missing(i) == (row == 192));
          REQUIRE(block.cells[1].codes[r] == (row % 3 == 0 ? -1 : 2 - row % 3));
        }
      }
    }
  }
}

TEST_CASE("a row knows its file and its line there") {
  Origin origin;
  for (const char* name : {"a.csv", "b.csv"}) {
    FileRows rows{.file = name, .first = origin.rows(), .lines = {}};
    rows.lines.add(2);
    rows.lines.add(4);
    origin.files.push_back(rows);
  }
  CHECK(origin.rows() == 4);
  CHECK(origin.place(1, {}).text() == "a.csv:4");
  CHECK(origin.place(2, {}).text() == "b.csv:2");
  CHECK(origin.place(3, "x").text() == "b.csv:4, column \"x\"");
}

}  // namespace
}  // namespace odds
