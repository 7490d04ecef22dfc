#include "data/csv/csv_layout.hpp"

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
  CHECK(layout_of("a;b\n1,5;2\n").remarks ==
        Names{"the fields are separated by semicolons", "numbers have decimal commas"});
  CHECK(layout_of("a\tb\n1\t2\n").remarks == Names{"the fields are separated by tabs"});
  CHECK(layout_of("a,b\n1,2\n").remarks.empty());
  CHECK(layout_of("a;b\n1;2\n", {.delimiter = ';'}).remarks.empty());
}

TEST_CASE("a separator that was named is used, whatever the file looks like") {
  CHECK(layout_of("a;b\n1;2\n", {.delimiter = ','}).names == Names{"a;b"});
}

TEST_CASE("commas are separators and decimal marks at once if these are within quotes") {
  CHECK(layout_of("a,b\n1,\"2,5\"\n", {.decimal = ','}).names == Names{"a", "b"});
  const Error error = test::error_of([] { layout_of("a,b\n1,2,5\n", {.decimal = ','}); });
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

TEST_CASE("the decimal mark is that of the numbers, if they agree") {
  const auto decimal = [](const std::string& text) { return layout_of(text).decimal; };
  CHECK(decimal("a;b\n30,8;x\n25,7;y\n") == ',');
  CHECK(decimal("a,b\n\"30,8\",x\n\"25,7\",y\n") == ',');
  CHECK(decimal("a;b\n30,8;1.5\n25,7;2\n") == '.');
  CHECK(decimal("a;b\n1;2\n") == '\0');
  CHECK(decimal("a;b\n1,234;1\n2,345;2\n") == '\0');  // thousands, or decimals
  CHECK(decimal("a;b\n1,234;1\n2,34;2\n") == ',');
  CHECK(decimal("a;b\n1,5;1\nsome;2\n") == '\0');
  CHECK(decimal("a,b\n\"1,3\",x\n\"1,2,3\",y\n") == '\0');  // lists of codes
  CHECK(test::any_contains(test::texts_of(layout_of("a,b\n\"30,8\",x\n").notes), "--decimal ."));
}

TEST_CASE("a first column without a name holds the names of rows, which a dot leaves out") {
  for (const char* text : {"\"\",\"y\",\"x\"\n\"1\",0,40\n", ",y,x\n0,0,40\n"}) {
    const CsvLayout layout = layout_of(text);
    CHECK(layout.names == Names{"row.names", "y", "x"});
    CHECK(layout.origins[0] == NameOrigin::row_names);
    CHECK(layout.origins[1] == NameOrigin::header);
    CHECK(test::any_contains(layout.remarks, "the first column has no name: it is row.names"));
  }
  CHECK(layout_of("Unnamed: 0,y\n0,1\n").origins[0] == NameOrigin::row_names);
  CHECK(layout_of("y,,x\n0,1,2\n").origins[1] == NameOrigin::made_up);
}

TEST_CASE("a header one name short is that of R's write.table") {
  const Names expected{"row.names", "y", "x"};
  CHECK(layout_of("\"y\",\"x\"\n\"1\",0,4\n\"2\",1,5\n").names == expected);
  CHECK(layout_of("y,x\nMazda,0,4\nVolvo,1,5\n").names == expected);
  CHECK(layout_of("y x\n1 0 4\n2 1 5\n7 1 6\n").names == expected);
  // Decimal commas without quotes give as many fields, and are no names of rows.
  CHECK(layout_of("y,x\n0,30,8\n1,25,7\n0,31,1\n").names == Names{"y", "x"});
  CHECK(layout_of("y,x\nA,0,4\nA,1,5\n").names == Names{"y", "x"});
}

TEST_CASE("columns at the end with neither name nor value are left out") {
  const CsvLayout layout = layout_of("y,x,,\n0,1,,\n1,2, ,\"\"\n");
  CHECK(layout.names == Names{"y", "x"});
  CHECK(layout.tail == 2);
  CHECK(layout_of("y,x\n0,1,,\n1,2,,\n").tail == 2);
  CHECK(layout_of("y,x,\n0,1,7\n").names == Names{"y", "x", "V3"});
  CHECK(layout_of("y,x,\n0,1,7\n").tail == 0);
}

TEST_CASE("a line that names the separator is obeyed and is no header") {
  for (const char* text :
       {"sep=;\ny;x\n1;2\n", "\xEF\xBB\xBFSEP=;\r\ny;x\r\n1;2\r\n", "\"sep=;\"\ny;x\n1;2\n"}) {
    CAPTURE(text);
    CHECK(layout_of(text).names == Names{"y", "x"});
    CHECK(layout_of(text).format.first_line == 2);
    CHECK(test::any_contains(layout_of(text).remarks, "line 1 says how"));
  }
  const Error error = test::error_of([] { layout_of("sep=:\ny:x\n1:2\n"); });
  CHECK(error.kind() == ErrorKind::data);
}

TEST_CASE("lines of a title are skipped, whatever quotes they hold") {
  const CsvOptions two{.skip = 2};
  const CsvLayout layout = layout_of("5\" pipes, \"old\n\ny,x\n1,2\n", two);
  CHECK(layout.names == Names{"y", "x"});
  CHECK(layout.format.first_line == 3);
  const Error error = test::error_of([] { layout_of("y\n1\n", {.skip = 2}); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(test::contains(error.what(), "the file has 2 lines"));
}

TEST_CASE("comments are no header, and their quotes open nothing") {
  const CsvOptions hash{.comment = '#'};
  CHECK(layout_of("# made, \"today\ny,x\n1,2\n", hash).names == Names{"y", "x"});
  CHECK(layout_of("#y,x\n1,2\n").names == Names{"#y", "x"});
}

TEST_CASE("blanks separate fields where all records agree on them, and one holds a number") {
  CHECK(layout_of("  y  age\n  0   40\n").names == Names{"y", "age"});
  CHECK(layout_of("full name\nJohn Smith\nMary Jones\n").names == Names{"full name"});
  CHECK(layout_of("y age\n0 40\n1 50 60 70\n").names == Names{"y age"});
  CHECK(layout_of("y age\n0 40\n1 50 6\n", {.delimiter = ' '}).names == Names{"y", "age"});
}

TEST_CASE("a row of units is told from data") {
  const auto units_at = [](const std::string& text) { return layout_of(text).units_at; };
  CHECK(units_at("y,age,sex\n-,years,\n0,40,m\n1,50,f\n0,60,m\n") == 10);
  CHECK(units_at("y,age,sex\n0,years,\n0,40,m\n1,50,f\n0,60,m\n") == -1);
  CHECK(units_at("y,age,sex\n?,?,m\n0,40,m\n1,50,f\n0,60,m\n") == -1);  // missing values
  CHECK(units_at("y,age\nyes,refused\nno,40\nyes,50\nno,60\n") == -1);  // y has this text below
  CHECK(units_at("id,age\nP1,refused\nP2,40\nP3,50\nP4,60\n") == -1);   // as an id may be
  CHECK(units_at("y,age\nNA,NA\n0,40\n1,50\n0,60\n") == -1);
}

TEST_CASE("the flag that leads to a header is found by trying it") {
  const auto flag = [](const std::string& text, const std::string& name) {
    return flag_for_header(InputBytes("t.csv", text), {}, name);
  };
  CHECK(flag("Study,,\ny,x,z\n1,2,3\n", "y") ==
        "the header seems to come further down: pass --skip 1");
  CHECK(flag("# by hand\n# today\ny,x\n1,2\n", "x") ==
        "lines that begin with # look like comments: pass --comment '#'");
  CHECK(flag("y x\n1 a\n2 b c\n", "x") == "if blanks separate the fields, pass --delim blank");
  CHECK(flag("y,x\n1,2\n", "z") == "");
  CHECK(flag_for_width(InputBytes("t.csv", "Study\ny,x\n1,2\n"), {}, 2) ==
        "the header seems to come further down: pass --skip 1");
}

}  // namespace
}  // namespace odds
