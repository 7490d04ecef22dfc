#include "data/types/column_look.hpp"

#include "support/csv_cells.hpp"
#include "support/table.hpp"

#include <odds/csv.hpp>
#include <odds/table.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

namespace odds {
namespace {

/// The column `x` of one-column tables, and what is said of it.
struct LookedAt {
  std::shared_ptr<const ColumnSource> source;
  std::string notes = {};
  std::string codes = {};
  ColumnBlock block = {};

  const Column& about() const { return source->columns().front(); }
  std::vector<double> numbers() {
    source->read(0, source->rows(), block);
    return {block.cells[0].numbers.begin(), block.cells[0].numbers.end()};
  }
};

std::string rows_of_cells(const std::vector<std::string>& cells) {
  std::string text = "id;x\n";
  for (const std::string& cell : cells) text += "1;" + cell + "\n";
  return text;
}

LookedAt look_at_cells(const std::vector<std::string>& cells, const ColumnRequest& request = {"x"},
                       CsvOptions options = {}) {
  options.delimiter = ';';
  const auto table = open_csv_bytes("t.csv", rows_of_cells(cells), options);
  LookedAt column{.source = table->scan(std::span(&request, 1))};
  for (const Note& note : column.source->notes()) {
    column.codes += note.code + " ";
    column.notes += note.text + "\n";
  }
  return column;
}

using Values = std::vector<double>;

}  // namespace

TEST_CASE("percent, currency and thousands are numbers, with a note that shows one") {
  LookedAt percent = look_at_cells({"15%", "7.5%", "NA", "0%"});
  CHECK(percent.numbers() == Values{15, 7.5, 0, 0});
  CHECK(percent.about().missing == 1);
  CHECK(percent.about().form == CellForm{.unit = "%"});
  CHECK(percent.codes == "N110 ");
  CHECK(percent.notes == "column \"x\": numbers in percent: \"15%\" is 15\n");
  CHECK(look_at_cells({"\u20ac28.50", "\u20ac3"}).numbers() == Values{28.5, 3});
  CHECK(look_at_cells({"1,234", "999", "2.5", "12,345.5"}).numbers() ==
        Values{1234, 999, 2.5, 12345.5});
  CHECK(look_at_cells({"1 234", "12\u00a0345", "7"}).numbers() == Values{1234, 12345, 7});
  CHECK(look_at_cells({"1'234", "5"}).numbers() == Values{1234, 5});
}

TEST_CASE("the minus sign of print is one") {
  LookedAt column = look_at_cells({"\u22125", "3", "\u22120.5"});
  CHECK(column.numbers() == Values{-5, 3, -0.5});
  CHECK(column.codes == "N110 ");
}

TEST_CASE("with decimal commas a point stands between thousands") {
  CsvOptions commas;
  commas.decimal = ',';
  CHECK(look_at_cells({"1.687", "12.345"}, {"x"}, commas).numbers() == Values{1687, 12345});
  CHECK(look_at_cells({"1.687", "2,5"}, {"x"}, commas).numbers() == Values{1687, 2.5});
}

TEST_CASE("plain numbers beside others decide with them, read once more for their texts") {
  CHECK(look_at_cells({"30,8", "25,7", "28"}).numbers() == Values{30.8, 25.7, 28});
  CHECK(look_at_cells({"1,234", "999"}).about().form.group == ',');
  CHECK_THROWS(look_at_cells({"30,8", "2.5", "28", "29"}));
  CHECK_THROWS(look_at_cells({"1,234", "1234", "5678"}));
}

TEST_CASE("ISO dates are days, and say so") {
  LookedAt dates = look_at_cells({"2021-04-30", "", "1970-01-02"});
  CHECK(dates.numbers() == Values{18747, 0, 1});
  CHECK(dates.about().form.dates);
  CHECK(dates.notes ==
        "column \"x\": ISO dates, read as days since 1970-01-01: \"2021-04-30\" is 18747\n");
  CHECK(look_at_cells({"2021-04-30", "1970-01-02"}, {"x", Expect::category}).about().levels ==
        std::vector<std::string>{"1970-01-02", "2021-04-30"});
}

TEST_CASE("what looks like numbers or dates, and is none, is a factor with a warning") {
  CHECK(look_at_cells({"5%", "$6", "7%"}).codes == "N112 ");
  CHECK(look_at_cells({"30/04/2021", "28/05/2020"}).codes == "N113 ");
  CHECK(look_at_cells({"16:42", "14:44", "11:10"}).codes == "N113 ");
  CHECK(look_at_cells({"30/04/2021", "28/05/2020"}, {"x", Expect::category}).codes.empty());
  CHECK(look_at_cells({"black", "white", "black"}).codes.empty());
  CHECK(look_at_cells({"5mg", "10mg"}).codes.empty());
}

TEST_CASE("a form that is known is the one that is read, whatever the cells would tell") {
  const CellForm euros{.unit = "\u20ac", .group = '.', .decimal = ','};
  CHECK(look_at_cells({"\u20ac1.234"}, {"x", Expect::number, euros}).numbers() == Values{1234});
  const CellForm commas{.decimal = ','};
  CHECK(look_at_cells({"1,234"}, {"x", Expect::number, commas}).numbers() == Values{1.234});
  const CellForm points{.group = '.', .decimal = ','};
  CHECK(look_at_cells({"1.234"}, {"x", Expect::number, points}).numbers() == Values{1234});
  CHECK(look_at_cells({"2021-04-30"}, {"x", Expect::number, CellForm{.dates = true}}).codes ==
        "N111 ");
}

TEST_CASE("another unit than in the fit is told") {
  CHECK(look_at_cells({"15", "20"}, {"x", Expect::number, CellForm{.unit = "%"}}).codes == "N114 ");
  CHECK(look_at_cells({"15%", "20%"}, {"x", Expect::number, CellForm{}}).codes == "N110 N114 ");
  CHECK(look_at_cells({"15%", "20%"}, {"x", Expect::number, CellForm{.unit = "%"}}).codes ==
        "N110 ");
}

TEST_CASE("blanks at the ends of cells are no part of them, in quotes and of any kind") {
  const LookedAt column = look_at_cells({"\"Yes \"", "Yes", "\u00a0No", "No\u200b", "\" \""});
  CHECK(column.about().levels == std::vector<std::string>{"No", "Yes"});
  CHECK(column.about().missing == 1);
  CHECK(column.codes == "N117 ");
  CHECK(look_at_cells({"\" 5 \"", "6\u00a0"}).numbers() == Values{5, 6});
}

TEST_CASE("true and false are one level each in any case") {
  const LookedAt column = look_at_cells({"TRUE", "True", "FALSE", "false", "true"});
  CHECK(column.about().levels == std::vector<std::string>{"FALSE", "TRUE"});
  CHECK(column.codes == "N116 ");
  CHECK(look_at_cells({"True", "False"}).codes.empty());
}

TEST_CASE("levels that look alike are told, and one if that is asked for") {
  const std::vector<std::string> cells = {"Yes", "yes", "New York", "New\u00a0york", "No"};
  const LookedAt apart = look_at_cells(cells);
  CHECK(apart.about().levels.size() == 5);
  CHECK(apart.notes ==
        "column \"x\": levels that look alike: \"Yes\" and \"yes\"; \"New York\" and "
        "\"New\\u00a0york\"; --fold-levels makes one of each group\n");
  CsvOptions options;
  options.fold_levels = true;
  const LookedAt folded = look_at_cells(cells, {"x"}, options);
  CHECK(folded.about().levels == std::vector<std::string>{"New York", "No", "Yes"});
  CHECK(folded.about().folded);
  CHECK(folded.codes == "N116 ");
}

TEST_CASE("names of columns have no blanks at their ends") {
  const auto table = test::csv("y,\" x\",z\u00a0\n1,2,3\n");
  CHECK(table->header() == std::vector<std::string>{"y", "x", "z"});
}

}  // namespace odds
