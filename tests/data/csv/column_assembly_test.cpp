#include "data/csv/column_assembly.hpp"

#include <odds/csv.hpp>
#include <odds/error.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

namespace odds {
namespace {

// What a column of these cells turns out to be, built in two parts that are cut before row `cut`;
// once more if the texts of numbers have to be known.
std::string built_in_parts(const std::vector<std::string>& cells, std::size_t cut, Expect expect,
                           Index memory = Index{1} << 20, bool keeps_texts = false) {
  const CellRules rules{'.', MissingCodes()};
  ColumnBuilder first(expect, rules, keeps_texts);
  ColumnBuilder second(expect, rules, keeps_texts);
  auto origin = std::make_shared<Origin>();
  origin->files = {{.file = "t.csv", .first = 0, .lines = {}}};
  for (std::size_t row = 0; row < cells.size(); ++row) {
    const std::string padded = cells[row] + std::string(kNumberPadding, ' ');
    const bool quoted = cells[row].starts_with('"');
    const char* const begin = padded.data() + (quoted ? 1 : 0);
    const char* const end = padded.data() + cells[row].size() - (quoted ? 1 : 0);
    ColumnBuilder& builder = row < cut ? first : second;
    if (quoted || builder.add_plain_number(begin, end, ',') == nullptr) {
      builder.add({.begin = begin, .end = end, .quoted = quoted, .escaped = false});
    }
    origin->files[0].lines.add(static_cast<Index>(row) + 2);
  }
  CellStore store(memory);
  ColumnAssembly assembly("x", {expect, keeps_texts}, rules, store, 64);
  assembly.append(first);
  assembly.append(second);
  try {
    assembly.locate([&](Index row) { return origin->place(row, {}); });
    assembly.settle();
    if (assembly.failed()) throw cell_error(std::vector{assembly.failure()}, '.');
    const auto column = std::move(assembly).finish();
    if (column == nullptr) {
      REQUIRE_FALSE(keeps_texts);
      return built_in_parts(cells, cut, expect, memory, true);
    }
    const TypedColumns source({column}, origin);
    ColumnBlock block;
    source.read(0, source.rows(), block);
    const Cells& read = block.cells[0];
    std::string text = std::to_string(column->about.missing);
    for (const double number : read.numbers) text += " " + std::to_string(number);
    for (const std::int32_t code : read.codes) text += " " + std::to_string(code);
    for (const std::string& level : column->about.levels) text += " [" + level + "]";
    for (const std::uint64_t word : read.missing) text += " " + std::to_string(word);
    for (const Note& note : column->notes) text += " " + note.text;
    return text;
  } catch (const Error& error) {
    return error.what() + error.text().excerpt + error.text().hint;
  }
}

TEST_CASE("a column built in parts is the one built at once") {
  const std::vector<std::vector<std::string>> columns = {
      {"1", "2.5", "NA", "", "1e-400", "9007199254740993", "-3", ".", "NULL", "\"NA\""},
      {"a", "b", "a", "NA", "1", "c", "\"NA\"", "2", "b", "."},
      {"1", "x", "2", "y", "1e999", "3", "x", "z", "u", "v", "w", "4", "5", "6", "7", "8", "9"},
      {"NA", "", "NA"},
      {"01", "1", "\"1.0\"", "NA", "1e0", "\"NA\"", "2", "+2", "-0", "0", "9007199254740993"},
      {"1.0", "2.5", "\"NA\"", "1e3", "", "-7.0"},
      {"\"7\"", "\"8\"", "inf", "\"NA\""}};
  for (const auto& cells : columns) {
    for (const Expect expect : {Expect::automatic, Expect::lenient, Expect::category,
                                Expect::number, Expect::numbers_as_levels, Expect::text}) {
      const std::string whole = built_in_parts(cells, cells.size(), expect);
      for (std::size_t cut = 0; cut < cells.size(); ++cut) {
        CAPTURE(cut);
        CHECK(built_in_parts(cells, cut, expect) == whole);
        CHECK(built_in_parts(cells, cut, expect, 0) == whole);
      }
    }
  }
}

TEST_CASE("missing cells keep their rows across parts that end within a word of bits") {
  std::vector<std::string> cells;
  for (int row = 0; row < 300; ++row) cells.push_back(row % 7 == 0 ? "NA" : "1");
  const std::string whole = built_in_parts(cells, cells.size(), Expect::automatic);
  for (const std::size_t cut : {1U, 63U, 64U, 65U, 128U, 200U, 299U}) {
    CAPTURE(cut);
    CHECK(built_in_parts(cells, cut, Expect::automatic) == whole);
  }
}

TEST_CASE("segments may differ in what they hold, and the type is that of all cells") {
  std::vector<std::string> texts(200, "NA");  // a segment without any value
  texts.insert(texts.end(), 70, "b");
  texts.insert(texts.end(), 70, "\"NA\"");
  std::vector<std::string> mixed = texts;
  mixed.insert(mixed.end(), 66, "7");  // numbers that become texts
  std::vector<std::string> numbers(100, "0.5");
  numbers.insert(numbers.end(), 100, "\"NA\"");  // texts that become missing numbers
  numbers.insert(numbers.end(), 100, "-40000");
  for (const auto& cells : {texts, mixed, numbers}) {
    const std::string whole = built_in_parts(cells, cells.size(), Expect::automatic);
    CHECK(built_in_parts(cells, 97, Expect::automatic) == whole);
    CHECK(built_in_parts(cells, 97, Expect::automatic, 0) == whole);
  }
  const std::string read = built_in_parts(mixed, 97, Expect::automatic);
  CHECK(read.starts_with("200 -1 -1"));
  CHECK(read.find(" 2 2 1 1") != std::string::npos);
  CHECK(read.find(" 1 1 0 0") != std::string::npos);
  CHECK(read.find("[7] [NA] [b]") != std::string::npos);
  CHECK(built_in_parts(numbers, 97, Expect::automatic).starts_with("100 0.500000"));
}

}  // namespace
}  // namespace odds
