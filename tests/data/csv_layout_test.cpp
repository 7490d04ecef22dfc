#include "data/csv_layout.hpp"

#include "support/csv_cells.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace odds {
namespace {

using Names = std::vector<std::string>;

CsvLayout layout_of(const std::string& text, const CsvOptions& options = {}) {
  return find_layout(InputBytes("t.csv", text), options);
}

TEST_CASE("input 24: an empty file is refused, and so is one of blank lines") {
  for (const char* text : {"", "\n\n", "\xEF\xBB\xBF", "  \r\n\r\n"}) {
    CAPTURE(text);
    const Error error = test::error_of([&] { layout_of(text); });
    CHECK(error.kind() == ErrorKind::data);
    CHECK(test::contains(error.what(), "the file is empty"));
  }
}

TEST_CASE("the header is the first line that is not blank, its names without blanks and quotes") {
  CHECK(layout_of("\n\na, b ,\"c,\"\"d\"\"\"\n1,2,3\n").names == Names{"a", "b", "c,\"d\""});
  CHECK(layout_of("\"a\nb\",c\n1,2\n").names == Names{"a\nb", "c"});
}

TEST_CASE("input 25: numbers in the first line raise a note, and --no-header takes them as data") {
  const CsvLayout layout = layout_of("1,2.5\n3,4\n");
  REQUIRE(layout.notes.size() == 1);
  CHECK(test::contains(layout.notes[0].text, "--no-header"));
  CHECK(layout_of("1,2.5\n3,4\n", {.header = false}).notes.empty());
  CHECK(layout_of("1,2.5\n3,4\n", {.header = false}).names == Names{"V1", "V2"});
  CHECK(layout_of("id,group,2020\n1,2,3\n").notes.empty());
}

TEST_CASE("inputs 29 and 30: a separator other than the comma is stated") {
  CHECK(test::texts_of(layout_of("a;b\n1,5;2\n").notes) ==
        Names{"the fields are separated by semicolons"});
  CHECK(test::texts_of(layout_of("a\tb\n1\t2\n").notes) ==
        Names{"the fields are separated by tabs"});
  CHECK(layout_of("a,b\n1,2\n").notes.empty());
  CHECK(layout_of("a;b\n1;2\n", {.delimiter = ';'}).notes.empty());
}

TEST_CASE("a separator that was named is used, whatever the file looks like") {
  CHECK(layout_of("a;b\n1;2\n", {.delimiter = ','}).names == Names{"a;b"});
}

TEST_CASE("commas cannot be separators and decimal marks at once") {
  const Error error = test::error_of([] { layout_of("a,b\n1,2\n", {.decimal = ','}); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(test::contains(error.text().hint, "--delim"));
}

TEST_CASE("a damaged header is refused with its line") {
  const Error text_after = test::error_of([] { layout_of("\n\"a\"b,c\n1,2\n"); });
  CHECK(text_after.kind() == ErrorKind::data);
  CHECK(text_after.text().where.line == 2);
  const Error carriage = test::error_of([] { layout_of("a\rb,c\n1,2\n"); });
  CHECK(carriage.kind() == ErrorKind::data);
  const Error open = test::error_of([] { layout_of("a,\"b\n1,2\n"); });
  CHECK(test::contains(open.what(), "never closed"));
  CHECK(open.text().where.line == 1);
}

}  // namespace
}  // namespace odds
