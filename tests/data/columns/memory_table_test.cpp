#include "support/csv_cells.hpp"

#include <odds/memory_table.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace odds {
namespace {

using Texts = std::vector<std::optional<std::string>>;
using Requests = std::vector<ColumnRequest>;

const double kNaN = std::numeric_limits<double>::quiet_NaN();

MemoryTable small_table() {
  MemoryTable table("trial");
  table.add("x", {1.5, kNaN, 10.0}).add("g", std::vector<std::string>{"b", "", "a"});
  return table;
}

TEST_CASE("numbers and texts come back as they were given, NaN and empty texts as missing") {
  const MemoryTable table = small_table();
  CHECK(table.name() == "trial");
  CHECK(table.header() == std::vector<std::string>{"x", "g"});
  const auto source = table.scan(Requests{{"g"}, {"x"}});
  CHECK(source->rows() == 3);
  CHECK(source->columns()[0].levels == std::vector<std::string>{"a", "b"});
  CHECK(source->columns()[0].missing == 1);
  CHECK(source->columns()[1].missing == 1);
  CHECK(test::cells_of(*source, 0) == Texts{"b", std::nullopt, "a"});
  CHECK(test::cells_of(*source, 1) == Texts{"1.500000", std::nullopt, "10.000000"});
  CHECK(source->place(2, 1).text() == "trial:3, column \"x\"");
  CHECK(source->sha256().empty());
}

TEST_CASE("a NaN never reaches a reader of cells") {
  const auto source = small_table().scan(Requests{{"x"}});
  ColumnBlock block;
  source->read(0, 3, block);
  for (const double value : block.cells[0].numbers) CHECK_FALSE(std::isnan(value));
}

TEST_CASE("numbers become a factor when texts are expected, ordered by value") {
  const auto source = small_table().scan(Requests{{"x", Expect::text}});
  CHECK(source->columns()[0].type == ColumnType::factor);
  CHECK(source->columns()[0].levels == std::vector<std::string>{"1.5", "10"});
  CHECK(test::cells_of(*source, 0) == Texts{"1.5", std::nullopt, "10"});
}

TEST_CASE("numbers stay numbers when categories are expected") {
  const auto source = small_table().scan(Requests{{"x", Expect::category}});
  CHECK(source->columns()[0].type == ColumnType::number);
}

TEST_CASE("texts are refused where numbers are needed, with the first of them") {
  MemoryTable table;
  table.add("g", std::vector<std::string>{"", "1"});
  const Error error = test::error_of([&] { table.scan(Requests{{"g", Expect::number}}); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().where.text() == "data:2, column \"g\"");
}

TEST_CASE("an infinity is refused with its row") {
  MemoryTable table;
  const double infinity = std::numeric_limits<double>::infinity();
  const Error error = test::error_of([&] { table.add("x", {1.0, -infinity}); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().where.line == 2);
  CHECK(table.header().empty());
}

TEST_CASE("a second column of a name, and one of another length, are refused") {
  MemoryTable table = small_table();
  CHECK(test::error_of([&] { table.add("x", {1.0, 2.0, 3.0}); }).kind() == ErrorKind::usage);
  CHECK(test::error_of([&] { table.add("z", std::vector<double>{1.0}); }).kind() ==
        ErrorKind::usage);
  CHECK(table.header().size() == 2);
}

TEST_CASE("an unknown column is refused with a suggestion") {
  const Error error = test::error_of([] { small_table().scan(Requests{{"X1"}}); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.text().hint == "did you mean \"x\"?");
}

TEST_CASE("a source outlives its table and what is added to it later") {
  MemoryTable table;
  table.add("x", {1.0, 2.0});
  const auto source = table.scan(Requests{{"x"}});
  const MemoryTable moved = std::move(table);
  CHECK(moved.scan(Requests{{"x"}})->rows() == 2);
  CHECK(source->rows() == 2);
}

}  // namespace
}  // namespace odds
