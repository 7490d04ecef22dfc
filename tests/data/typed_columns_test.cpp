#include "data/typed_columns.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

namespace odds {
namespace {

TypedColumn factor_with(std::vector<std::string> levels, std::vector<std::int32_t> codes) {
  TypedColumn column;
  column.about = {.name = "f", .type = ColumnType::factor, .levels = std::move(levels)};
  column.codes = std::move(codes);
  return column;
}

TEST_CASE("levels that are all numbers are ordered by value, and codes follow their level") {
  TypedColumn column = factor_with({"10", "9", "-1", "1e1"}, {0, 1, -1, 2, 3, 0});
  sort_levels(column, '.');
  CHECK(column.about.levels == std::vector<std::string>{"-1", "9", "10", "1e1"});
  CHECK(column.codes == std::vector<std::int32_t>{2, 1, -1, 0, 3, 2});
}

TEST_CASE("levels with one text among them are ordered by their bytes") {
  TypedColumn column = factor_with({"b", "10", "\xC3\xA9", "9", "B"}, {0, 1, 2, 3, 4});
  sort_levels(column, '.');
  CHECK(column.about.levels == std::vector<std::string>{"10", "9", "B", "b", "\xC3\xA9"});
  CHECK(column.codes == std::vector<std::int32_t>{3, 0, 4, 1, 2});
}

TEST_CASE("the decimal mark decides which levels are numbers") {
  TypedColumn column = factor_with({"10,5", "9,5"}, {0, 1});
  sort_levels(column, ',');
  CHECK(column.about.levels == std::vector<std::string>{"9,5", "10,5"});
}

TEST_CASE("a block is a part of the columns, missing bits included") {
  auto number = std::make_shared<TypedColumn>();
  number->about.name = "x";
  auto origin = std::make_shared<Origin>();
  origin->file = "t.csv";
  for (int row = 0; row < 130; ++row) {
    number->numbers.push_back(row);
    origin->lines.add(row + 2);
  }
  number->missing = {0, 0b100, 0b1};
  number->notes = {"about x"};
  origin->notes = {"about the file"};
  auto factor =
      std::make_shared<TypedColumn>(factor_with({"a"}, std::vector<std::int32_t>(130, 0)));
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
  CHECK(source.notes() == std::vector<std::string>{"about the file", "about x"});
  source.read(128, 0, block);
  CHECK(block.cells[0].numbers.empty());
}

}  // namespace
}  // namespace odds
