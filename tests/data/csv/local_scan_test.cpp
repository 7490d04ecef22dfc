#include "data/csv/local_scan.hpp"

#include "data/input/sha256.hpp"
#include "support/csv_cells.hpp"

#include <odds/error.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::CsvText;
using test::refusal;
using Texts = std::vector<std::optional<std::string>>;
using Numbers = std::vector<double>;

const auto kNoText = std::nullopt;

TEST_CASE("input 1: a byte order mark is no part of the first name, quoted or not") {
  CHECK(CsvText("\xEF\xBB\xBF"
                "a,b\n1,2\n")
            .column(0)
            .name == "a");
  CHECK(CsvText("\xEF\xBB\xBF\"a\",b\n1,2\n").column(0).name == "a");
}

TEST_CASE("inputs 2, 3, 4: lines may end with CRLF, CR alone, or LF and CRLF mixed") {
  for (const char* text : {"a,b\r\n1,x\r\n2,y\r\n", "a,b\r1,x\r2,y\r", "a,b\n1,x\r\n2,y\n"}) {
    CAPTURE(text);
    const CsvText csv(text);
    CHECK(csv.numbers(0) == Numbers{1, 2});
    CHECK(csv.cells(1) == Texts{"x", "y"});
    CHECK(csv.source->place(1, 1).line == 3);
  }
}

TEST_CASE("input 4: a carriage return within a cell without quotes is refused with its place") {
  for (const Expect expect : {Expect::automatic, Expect::text}) {
    const Error error = refusal("a,b\n1,2\n3,x\ry\n", expect);
    CHECK(error.kind() == ErrorKind::data);
    CHECK(error.text().where.line == 3);
    CHECK(error.text().where.column == "b");
  }
  CHECK(CsvText("a,b\n1,\"x\ry\"\n").cells(1) == Texts{"x\ry"});
}

TEST_CASE("input 5: the last line needs no end") {
  CHECK(CsvText("a,b\n1,2\n3,4").numbers(1) == Numbers{2, 4});
  CHECK(CsvText("a,b\n1,2\n3,\"4\"").numbers(1) == Numbers{2, 4});
}

TEST_CASE("input 6: empty lines between rows are skipped and counted, and no row is lost") {
  const CsvText csv("a,b\n1,2\n\n3,4\n  \n5,6\n");
  CHECK(csv.numbers(0) == Numbers{1, 3, 5});
  CHECK(csv.source->place(2, 0).line == 6);
  CHECK(test::texts_of(csv.source->notes()) ==
        std::vector<std::string>{"2 blank lines between rows skipped"});
}

TEST_CASE("input 6: in a file of one column an empty line is a missing cell") {
  const CsvText csv("a\n1\n\n3\n");
  CHECK(csv.source->rows() == 3);
  CHECK(csv.column(0).missing == 1);
  CHECK(csv.cells(0) == Texts{"1.000000", kNoText, "3.000000"});
  CHECK(CsvText("\na\n\n1\n").source->rows() == 2);
  CHECK(CsvText("\n\n1\n", Expect::automatic, {.header = false}).source->rows() == 1);
}

TEST_CASE("input 7: empty lines at the end and before the rows are nothing to speak of") {
  const CsvText csv("\na,b\n\n1,2\n\n\n");
  CHECK(csv.source->rows() == 1);
  CHECK(csv.source->notes().empty());
}

TEST_CASE("input 8: a row that is too short is refused, or padded on demand") {
  const std::string text = "a,b,c\n1,2\n4,5,6\n";
  const Error error = refusal(text);
  CHECK(error.kind() == ErrorKind::data);
  CHECK(std::string(error.what()) == "t.csv:2: row has 2 fields, the header has 3");
  const CsvText padded(text, Expect::automatic, {.pad_ragged = true});
  CHECK(padded.cells(2) == Texts{kNoText, "6.000000"});
  CHECK(padded.column(2).missing == 1);
  CHECK(test::any_contains(test::texts_of(padded.source->notes()), "1 row with fewer fields"));
}

TEST_CASE("input 9: a row that is too long is refused, padding or not") {
  for (const bool pad : {false, true}) {
    const Error error = refusal("a,b\n1,2\n3,4,5\n", Expect::automatic, {.pad_ragged = pad});
    CHECK(error.kind() == ErrorKind::data);
    CHECK(error.text().where.line == 3);
    CHECK(test::contains(error.what(), "row has 3 fields, the header has 2"));
  }
}

TEST_CASE(
    "input 10: a separator at the end is accepted in every row, with one in the header or not") {
  const Error error = refusal("a,b\n1,2\n3,4,\n");
  CHECK(error.kind() == ErrorKind::data);
  CHECK(test::contains(error.text().hint, "ends with a separator"));
  for (const char* text : {"a,b,\n1,2,\n3,4,\n", "a,b\n1,2,\n3,4,\n", "a,b,\n1,2\n3,4\n"}) {
    CAPTURE(text);
    const auto table = open_csv_bytes("t.csv", text);
    CHECK(table->header() == std::vector<std::string>{"a", "b"});
    CHECK(table->scan(std::vector<ColumnRequest>{{"b"}})->rows() == 2);
    CHECK(table->notes() ==
          std::vector<std::string>{"1 empty column at the end, without a name, is left out"});
  }
}

TEST_CASE("input 11: a quote that is never closed is refused where it opened") {
  const Error error = refusal("a,b\n1,\"2\n3,4\n5,6\n");
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().where.line == 2);
}

TEST_CASE("input 12: a quote in mid field is text") {
  CHECK(CsvText("a,b\n5\" pipe,1\n6\" pipe,2\n").cells(0) == Texts{"5\" pipe", "6\" pipe"});
}

TEST_CASE("input 13: text after a closing quote is refused, in columns nobody asked for too") {
  const std::string text = "a,b\n1,2\n\"3\"x,4\n";
  for (const char* name : {"a", "b"}) {
    const auto table = open_csv_bytes("t.csv", text);
    const Error error = test::error_of([&] { table->scan(std::vector<ColumnRequest>{{name}}); });
    CHECK(error.kind() == ErrorKind::data);
    CHECK(error.text().where.line == 3);
    CHECK(error.text().where.column == "a");
  }
}

TEST_CASE("input 14: quoted breaks, separators and quotes are text, and lines stay physical") {
  const CsvText csv("a,b\n\"x\ny\",1\n\"x,y\",2\n\"x\"\"y\r\nz\",3\nw,4\n");
  CHECK(csv.cells(0) == Texts{"x\ny", "x,y", "x\"y\r\nz", "w"});
  const Index lines[] = {2, 4, 5, 7};
  for (Index row = 0; row < 4; ++row) CHECK(csv.source->place(row, 0).line == lines[row]);
}

TEST_CASE("input 20: of ten thousand columns, those that are asked for are read") {
  std::string text = "x0";
  for (int i = 1; i < 10'000; ++i) text += ",x" + std::to_string(i);
  for (int row = 0; row < 3; ++row) {
    text += "\n0";
    for (int i = 1; i < 10'000; ++i) text += "," + std::to_string(i + row);
  }
  const auto table = open_csv_bytes("t.csv", text);
  const auto source = table->scan(std::vector<ColumnRequest>{{"x9999"}, {"x5"}});
  CHECK(test::cells_of(*source, 0)[2] == "10001.000000");
  CHECK(test::cells_of(*source, 1)[0] == "5.000000");
}

TEST_CASE("input 23: a header without rows is refused") {
  for (const char* text : {"a,b\n", "a,b", "a\n", "a,b\n\n\n"}) {
    CAPTURE(text);
    const Error error = refusal(text);
    CHECK(error.kind() == ErrorKind::data);
    CHECK(test::contains(error.what(), "no data rows"));
  }
}

TEST_CASE("input 25: without a header the first line is data") {
  const CsvText csv("1,2\n3,4\n", Expect::automatic, {.header = false});
  CHECK(csv.column(1).name == "V2");
  CHECK(csv.numbers(1) == Numbers{2, 4});
  const Error error = refusal("1,2\n3\n", Expect::automatic, {.header = false});
  CHECK(test::contains(error.what(), "row has 1 field, the first row has 2"));
}

TEST_CASE("input 29: semicolons and decimal commas") {
  const std::string text = "a;b\n1,5;2\n2,5;3\n";
  CHECK(CsvText(text, Expect::automatic, {.decimal = ','}).numbers(0) == Numbers{1.5, 2.5});
  CHECK(CsvText(text).numbers(0) == Numbers{1.5, 2.5});
  const Error error = refusal(text, Expect::automatic, {.decimal = '.'});
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().where.column == "a");
  CHECK(error.text().where.line == 2);
  CHECK(test::contains(error.text().hint, "--decimal ,"));
}

TEST_CASE("input 30: tabs in a file called .csv are found and stated") {
  const CsvText csv("a\tb\n1\t2\n");
  CHECK(csv.numbers(1) == Numbers{2});
  CHECK(test::any_contains(csv.table->notes(), "tabs"));
}

TEST_CASE("input 47: a file that ends within its last record is refused") {
  CHECK(refusal("a,b,c\n1,2,3\n4,5").text().where.line == 3);
}

TEST_CASE("a row of empty cells is a row, not a blank line") {
  CHECK(CsvText("a,b\n,\n1,2\n").column(0).missing == 1);
  CHECK(CsvText("a\tb\n\t\n1\t2\n").source->rows() == 2);
  CHECK(CsvText("a\n\"\"\n1\n").column(0).missing == 1);
}

TEST_CASE("a scan without columns still counts and checks the rows") {
  const auto table = open_csv_bytes("t.csv", "a,b\n1,2\n3,4\n");
  CHECK(table->scan({})->rows() == 2);
  const auto ragged = open_csv_bytes("t.csv", "a,b\n1,2\n3\n");
  CHECK(test::error_of([&] { ragged->scan({}); }).text().where.line == 3);
}

TEST_CASE("the hash is that of the bytes, and computed only on demand") {
  const std::string text = "a,b\r\n1,\"x\ny\"\n";
  Sha256 direct;
  direct.add(text.data(), static_cast<Index>(text.size()));
  CHECK(CsvText(text, Expect::automatic, {.hash = true}).source->sha256() == direct.digest());
  CHECK(CsvText(text).source->sha256().empty());
}

TEST_CASE("the hash of a long text is computed beside the reading, and outlives the table") {
  std::string text = "y,x\n";
  while (text.size() < (std::size_t{3} << 20)) text += "1,2.5\n";
  Sha256 direct;
  direct.add(text.data(), static_cast<Index>(text.size()));
  const std::string truth = direct.digest();
  for (const int threads : {1, 2}) {
    CAPTURE(threads);
    auto table = open_csv_bytes("t.csv", text, {.hash = true});
    const std::vector<ColumnRequest> first = {{"y", Expect::automatic}};
    const std::vector<ColumnRequest> both = {{"y", Expect::automatic}, {"x", Expect::automatic}};
    const auto source = table->scan(first, {.threads = threads, .progress = {}});
    const auto later = table->scan(both, {.threads = threads, .progress = {}});
    CHECK(later->sha256() == truth);
    table.reset();
    CHECK(source->sha256() == truth);
  }
}

TEST_CASE("progress never goes back, comes every few megabytes, and ends at the size of the file") {
  std::string text = "a,b\n";
  while (text.size() < (std::size_t{20} << 20)) text += "1234567,some text of some length\n";
  std::vector<Index> done;
  Execution execution;
  execution.progress = [&](const Progress& progress) {
    CHECK(progress.task == "reading");
    CHECK(progress.total == static_cast<Index>(text.size()));
    CHECK((done.empty() || done.back() <= progress.done));
    done.push_back(progress.done);
  };
  const auto table = open_csv_bytes("t.csv", text);
  table->scan(std::vector<ColumnRequest>{{"a"}}, execution);
  CHECK(done.size() == 3);
  CHECK(done.back() == static_cast<Index>(text.size()));
}

}  // namespace
}  // namespace odds
