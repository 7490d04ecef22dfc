#include "data/csv/csv_table.hpp"

#include "data/types/blanks.hpp"
#include "support/csv_cells.hpp"
#include "support/plain_csv.hpp"
#include "support/workplace.hpp"

#include <odds/error.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace odds {
namespace {

using test::CsvText;
using Requests = std::vector<ColumnRequest>;

// A cell that needs quotes more often than not, as write-it-all programs write it.
std::string random_cell(std::mt19937& random) {
  static const std::vector<std::string> kParts = {"a",
                                                  "B",
                                                  "1",
                                                  "-2.5",
                                                  " ",
                                                  ",",
                                                  ";",
                                                  "\"",
                                                  "\n",
                                                  "\r\n",
                                                  "\xC3\xA9",
                                                  "NA",
                                                  "\xF0\x9F\x98\x80"};
  std::string cell;
  for (auto parts = random() % 6; parts > 0; --parts) cell += kParts[random() % kParts.size()];
  return cell;
}

std::string written(const std::string& cell, std::mt19937& random) {
  const bool plain = cell.find_first_of(",\"\r\n ") == std::string::npos;
  if (plain && random() % 2 == 0) return cell;
  std::string text = "\"";
  for (const char byte : cell) text += byte == '"' ? "\"\"" : std::string(1, byte);
  return text + "\"";
}

struct RandomCsv {
  std::vector<std::vector<std::string>> rows;
  std::string text;
};

RandomCsv random_csv(std::mt19937& random) {
  RandomCsv csv;
  const auto columns = 2 + random() % 4;
  const std::string end = random() % 2 == 0 ? "\n" : "\r\n";
  if (random() % 4 == 0) csv.text = "\xEF\xBB\xBF";
  for (auto row = 1 + random() % 40; row > 0; --row) {
    csv.rows.emplace_back();
    for (unsigned column = 0; column < columns; ++column) {
      csv.rows.back().push_back(random_cell(random));
      csv.text += (column > 0 ? "," : "") + written(csv.rows.back().back(), random);
    }
    if (row > 1 || random() % 2 == 0) csv.text += end;
  }
  return csv;
}

const CsvOptions kTextOnly{.delimiter = ',', .header = false, .usual_missing = false};

TEST_CASE("what was written is what is read, cell for cell, in pieces of any size") {
  std::mt19937 random(1);
  for (int trial = 0; trial < 40; ++trial) {
    const RandomCsv csv = random_csv(random);
    for (const Index piece : {1, 2, 3, 7, 1000}) {
      const CsvText read(csv.text, Expect::text, kTextOnly, piece);
      REQUIRE(read.source->rows() == static_cast<Index>(csv.rows.size()));
      for (std::size_t column = 0; column < csv.rows[0].size(); ++column) {
        const auto cells = read.cells(static_cast<Index>(column));
        for (std::size_t row = 0; row < csv.rows.size(); ++row) {
          CAPTURE(csv.text);
          const std::string cell(trim_unseen(csv.rows[row][column]));
          REQUIRE(cells[row] == (cell.empty() ? std::nullopt : std::make_optional(cell)));
        }
      }
    }
  }
}

// The table as rows of texts; nullopt: refused.
std::optional<std::vector<std::vector<std::string>>> fast(const std::string& text) {
  try {
    const CsvText csv(text, Expect::text, kTextOnly);
    std::vector<std::vector<std::string>> rows(static_cast<std::size_t>(csv.source->rows()));
    for (std::size_t column = 0; column < csv.source->columns().size(); ++column) {
      const auto cells = csv.cells(static_cast<Index>(column));
      for (std::size_t row = 0; row < rows.size(); ++row) {
        rows[row].push_back(cells[row].value_or(""));
      }
    }
    return rows;
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::optional<std::vector<std::vector<std::string>>> plain(const std::string& text) {
  const auto read = test::PlainCsv(text, ',').read();
  if (!read || read->empty()) return std::nullopt;
  std::vector<std::vector<std::string>> rows;
  for (const test::PlainRow& row : *read) {
    rows.emplace_back();
    for (const test::PlainCell& cell : row) rows.back().emplace_back(trim_unseen(cell.text));
  }
  return rows;
}

TEST_CASE("any text is accepted or refused as the plain reader does, with the same cells") {
  const std::vector<std::string> parts = {"a",  "1",    ",",  ",",        "\"",   "\n",
                                          "\n", "\r\n", "\r", "\xC3\xA9", "\xC3", " "};
  std::mt19937 random(2);
  int accepted = 0;
  for (int trial = 0; trial < 400; ++trial) {
    std::string text;
    for (auto length = random() % 12; length > 0; --length) text += parts[random() % parts.size()];
    CAPTURE(text);
    const auto expected = plain(text);
    REQUIRE(fast(text) == expected);
    if (expected) ++accepted;
  }
  // Neither side of the comparison may be rare.
  CHECK(accepted > 60);
  CHECK(accepted < 540);
}

TEST_CASE("an unknown column is a usage error with a suggestion") {
  const auto table = open_csv_bytes("t.csv", "age,smoke\n1,2\n");
  const Error error = test::error_of([&] { table->scan(Requests{{"smok"}}); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(test::contains(error.what(), "no column \"smok\""));
  CHECK(error.text().hint == "did you mean \"smoke\"?");
}

TEST_CASE("a type for a column that does not exist is a usage error") {
  const Error error = test::error_of([] {
    open_csv_bytes("t.csv", "a\n1\n", {.types = {{"b", ColumnType::factor}}});
  });
  CHECK(error.kind() == ErrorKind::usage);
}

TEST_CASE("input 21: a name that two columns have is an error only if it is asked for") {
  const auto table = open_csv_bytes("t.csv", "a,b,a\n1,2,3\n");
  CHECK(table->scan(Requests{{"b"}})->rows() == 1);
  const Error error = test::error_of([&] { table->scan(Requests{{"a"}}); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK(test::contains(error.what(), "2 columns are called \"a\""));
}

TEST_CASE("input 22: a column without a name is called V2, and an error only if it is asked for") {
  const auto table = open_csv_bytes("t.csv", "a,,c\n1,2,3\n");
  CHECK(table->header() == std::vector<std::string>{"a", "V2", "c"});
  CHECK(table->scan(Requests{{"c"}})->rows() == 1);
  const Error error = test::error_of([&] { table->scan(Requests{{"V2"}}); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK(test::contains(error.what(), "column 2 has no name"));
}

TEST_CASE("a name of the header goes before the same name made up for another column") {
  for (const char* text : {"V2,\n1,2\n", "V2,,x\n1,2,3\n"}) {
    const auto table = open_csv_bytes("t.csv", text);
    CHECK(test::cells_of(*table->scan(Requests{{"V2"}}), 0)[0] == "1.000000");
  }
  const auto table = open_csv_bytes("t.csv", ",V1\n1,2\n");
  CHECK(test::cells_of(*table->scan(Requests{{"V1"}}), 0)[0] == "2.000000");
}

TEST_CASE("columns come in the order in which they are asked for, also twice") {
  const auto table = open_csv_bytes("t.csv", "a,b,c\n1,2,3\n");
  const auto source = table->scan(Requests{{"c"}, {"a"}, {"c", Expect::text}, {"c"}});
  REQUIRE(source->columns().size() == 4);
  CHECK(test::cells_of(*source, 0)[0] == "3.000000");
  CHECK(test::cells_of(*source, 1)[0] == "1.000000");
  CHECK(test::cells_of(*source, 2)[0] == "3");
  CHECK(test::cells_of(*source, 3)[0] == "3.000000");
}

TEST_CASE("the latest reading serves every later request that it can serve") {
  int readings = 0;
  Execution execution;
  execution.progress = [&](const Progress&) { ++readings; };
  const auto table = open_csv_bytes("t.csv", "a,b,c\n1,2,x\n");
  const auto scan = [&](const Requests& requests) { return table->scan(requests, execution); };
  const auto first = scan({{"a"}, {"b"}, {"c"}});
  CHECK(readings == 1);
  CHECK(scan({{"a"}, {"b"}, {"c"}}) == first);
  const auto reordered = scan({{"c"}, {"a"}});
  CHECK(readings == 1);
  CHECK(reordered->columns()[0].name == "c");
  CHECK(test::cells_of(*reordered, 1)[0] == "1.000000");
  scan({{"a", Expect::text}});
  CHECK(readings == 2);
  CHECK(test::cells_of(*first, 2)[0] == "x");  // still alive
}

TEST_CASE("a table may be scanned by several threads at once") {
  const auto table = open_csv_bytes("t.csv", "a,b\n1,2\n3,4\n");
  std::vector<Index> rows(8);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      threads.emplace_back(
          [&, i] { rows[i] = table->scan(Requests{{i % 2 == 0 ? "a" : "b"}})->rows(); });
    }
  }
  CHECK(rows == std::vector<Index>(8, 2));
}

TEST_CASE("a table has the columns that can be asked for by one name of their own") {
  const auto table = open_csv_bytes("t.csv", "a,,b,b\n1,2,3,4\n");
  CHECK(table->header() == std::vector<std::string>{"a", "V2", "b", "b"});
  CHECK(table->has_column("a"));
  CHECK_FALSE(table->has_column("V2"));
  CHECK_FALSE(table->has_column("b"));
  CHECK_FALSE(table->has_column("c"));
}

TEST_CASE("several files are one table, and a row knows which it is from") {
  const test::Workplace place;
  const std::vector<std::string> paths = {place.file("1.csv", "a,b\n1,x\n2,\n"),
                                          place.file("2.csv", "a;b\n\n3;y\n\n0.5;x\n")};
  const auto table = open_csv(paths, "all");
  CHECK(table->name() == "all");
  const auto source = table->scan(test::request_all(*table, Expect::automatic));
  CHECK(source->rows() == 4);
  CHECK(test::cells_of(*source, 0)[3] == "0.500000");
  CHECK(test::cells_of(*source, 1)[2] == "y");
  CHECK(source->place(1, 0).text() == paths[0] + ":3, column \"a\"");
  CHECK(source->place(3, 0).text() == paths[1] + ":5, column \"a\"");
  CHECK(test::any_contains(test::texts_of(source->notes()), "1 blank line between rows skipped"));
}

TEST_CASE("of several files, what is wrong in one is told with its name") {
  const test::Workplace place;
  const std::string good = place.file("1.csv", "a,b\n1,2\n");
  const auto refused = [&](const std::string& text) {
    const std::vector<std::string> paths = {good, place.file("2.csv", text)};
    return test::error_of([&] {
      const auto table = open_csv(paths, "all");
      table->scan(test::request_all(*table, Expect::automatic));
    });
  };
  const std::string second = place.path("2.csv");
  CHECK(refused("a,c\n1,2\n").what() ==
        second + ": column 2 is \"c\", in " + good + " it is \"b\"");
  CHECK(refused("a\n1\n").what() ==
        second + ": the header has 1 column, that of " + good + " has 2 columns");
  CHECK(refused("a,b\n3,4\n5\n").what() == second + ":3: row has 1 field, the header has 2");
  CHECK(std::string(refused("a,b\n3,x\n").what()).find(second + ":2, column \"b\"") == 0);
  CHECK(test::error_of([] { open_csv(std::vector<std::string>(), "all"); }).kind() ==
        ErrorKind::usage);
}

TEST_CASE("a quoted text with lines like rows is suspected, in a column that is read or not") {
  const std::string text = "a,b\n1,x\n\n2,\"open\n3,y\n4,y\n5,y\nend\"\n6,z\n";
  for (const char* const column : {"a", "b"}) {
    const auto table = open_csv_bytes("t.csv", text);
    const auto source = table->scan(std::vector<ColumnRequest>{{column}});
    CHECK(source->rows() == 3);
    CHECK(
        source->notes().front().text ==
        "t.csv, line 4, column \"b\": a quoted text holds 3 lines with as many fields as a row: is "
        "its closing quote missing?");
  }
  for (const char* const cell : {"one\ntwo\nthree\nfour", "a,b\nc,d\ne,f", "a\nb,c\nd\ne,f\ng"}) {
    const auto table = open_csv_bytes("t.csv", std::string("a,b\n1,\"") + cell + "\"\n2,x\n");
    CHECK(table->scan(std::vector<ColumnRequest>{{"b"}})->notes().empty());
  }
}

}  // namespace
}  // namespace odds
