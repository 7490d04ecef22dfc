#include "data/csv/column_builder.hpp"

#include "support/csv_cells.hpp"

#include <odds/error.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::any_contains;
using test::contains;
using Texts = std::vector<std::optional<std::string>>;
using Levels = std::vector<std::string>;

const auto kMissing = std::nullopt;

// A file with the one column x, followed by a second one so that empty lines are no cells.
std::string file_of(const std::vector<std::string>& cells) {
  std::string text = "x,z\n";
  for (const std::string& cell : cells) text += cell + ",0\n";
  return text;
}

struct OneColumn {
  std::unique_ptr<const Table> table;
  std::shared_ptr<const ColumnSource> source;

  OneColumn(const std::vector<std::string>& cells, Expect expect = Expect::automatic,
            const CsvOptions& options = {})
      : table(open_csv_bytes("t.csv", file_of(cells), options)),
        source(table->scan(std::vector<ColumnRequest>{{"x", expect}})) {}

  const Column& column() const { return source->columns()[0]; }
  Texts cells() const { return test::cells_of(*source, 0); }
  bool is_factor() const { return column().type == ColumnType::factor; }
};

Error refusal(const std::vector<std::string>& cells, Expect expect = Expect::automatic,
              const CsvOptions& options = {}) {
  return test::error_of([&] { OneColumn(cells, expect, options); });
}

TEST_CASE("inputs 32, 33, 34: the missing tokens mean no value, in numbers and in text") {
  const std::vector<std::string> tokens = {"", "NA", "NaN", "nan", "N/A", "NULL", "null", ".", " "};
  std::vector<std::string> numbers = tokens;
  numbers.push_back("1");
  const OneColumn number(numbers);
  CHECK_FALSE(number.is_factor());
  CHECK(number.column().missing == 9);
  CHECK(number.cells()[9] == "1.000000");
  std::vector<std::string> texts = tokens;
  texts.push_back("a");
  const OneColumn factor(texts);
  CHECK(factor.is_factor());
  CHECK(factor.column().missing == 9);
  CHECK(factor.column().levels == Levels{"a"});
}

TEST_CASE("input 34: tokens other than an empty cell and NA are counted by token") {
  const OneColumn column({"1", ".", "NULL", ".", "NA", "", "2"});
  CHECK(
      column.source->notes() ==
      std::vector<Note>{{"N100", "column \"x\": 2 cells \".\" and 1 cell \"NULL\" read as missing",
                         NoteKind::remark}});
}

TEST_CASE("codes that are named come beside the usual ones, or in their place") {
  CsvOptions options{.missing = {"-999", "none"}};
  const std::vector<std::string> cells = {"1", "-999", "none", "", "2", "NA"};
  CHECK(OneColumn(cells, Expect::automatic, options).cells() ==
        Texts{"1.000000", kMissing, kMissing, kMissing, "2.000000", kMissing});
  CHECK(OneColumn({"NA", "b"}, Expect::automatic, options).column().levels == Levels{"b"});
  options.usual_missing = false;
  CHECK(OneColumn({"NA", "b", ""}, Expect::automatic, options).column().levels ==
        Levels{"NA", "b"});
  CHECK(contains(refusal(cells, Expect::automatic, options).what(), "\"NA\" is not a number"));
}

TEST_CASE("a code that is named is met in quotes, too, and where it is led by blanks") {
  const CsvOptions options{.missing = {" ? ", "n.d."}};
  const OneColumn factor({"\"?\"", "?", " n.d.", "a"}, Expect::automatic, options);
  CHECK(factor.column().levels == Levels{"a"});
  CHECK(factor.column().missing == 3);
}

TEST_CASE("a number that is a code is met by its value, however it is spelled") {
  const CsvOptions options{.missing = {"-9", "1e3"}};
  const Levels cells = {"-9",     "-9.0", "-9.00", "\"-9\"", "\"-9.0\"",
                        " -9.0 ", "-9e0", "1000",  "9",      "-90"};
  for (const Expect expect : {Expect::automatic, Expect::lenient, Expect::number, Expect::category,
                              Expect::numbers_as_levels}) {
    const OneColumn column(cells, expect, options);
    CHECK_FALSE(column.is_factor());
    CHECK(column.column().missing == 8);
    CHECK(column.cells()[8] == "9.000000");
    CHECK(column.cells()[9] == "-90.000000");
  }
  const CsvOptions comma{.delimiter = ';', .decimal = ',', .missing = {"-9,5"}};
  const auto table = open_csv_bytes("t.csv", "x;z\n-9,50;0\n1,5;0\n", comma);
  const auto source = table->scan(std::vector<ColumnRequest>{{"x"}});
  CHECK(source->columns()[0].missing == 1);
}

TEST_CASE("in a factor a code is met by its text alone, and its other spellings are suspected") {
  const CsvOptions options{.missing = {"-9"}};
  const Levels cells = {"a", "b", "-9", "c", "-9.0", "d"};
  for (const Expect expect : {Expect::automatic, Expect::text, Expect::category}) {
    const OneColumn column(cells, expect, options);
    CHECK(column.column().levels == Levels{"-9.0", "a", "b", "c", "d"});
    CHECK(column.column().missing == 1);
    CHECK(any_contains(test::texts_of(column.source->notes()), "--na 'x=-9.0'"));
  }
}

TEST_CASE("codes of one column do not count in others") {
  const CsvOptions options{.missing = {"-1"}, .missing_in = {{"x", {"9", "98"}}}};
  const auto table = open_csv_bytes("t.csv", "x,z\n9,9\n98.0,98\n-1,-1\n2,2\n", options);
  const auto source = table->scan(std::vector<ColumnRequest>{{"x"}, {"z"}});
  CHECK(source->columns()[0].missing == 3);
  CHECK(source->columns()[1].missing == 1);
  const auto unknown = [&] { open_csv_bytes("t.csv", "a,b\n1,2\n", options); };
  CHECK(contains(test::error_of(unknown).what(), "there is no column \"x\""));
  CsvOptions other = options;
  other.of_other_file = true;
  other.types = {{"y", ColumnType::factor}};
  CHECK_NOTHROW(open_csv_bytes("t.csv", "a,b\n1,2\n", other));
}

TEST_CASE("codes that programs write are missing among numbers, and suspected among texts") {
  for (const char* code :
       {"?", "#N/A", "<NA>", "None", "\\N", "n/a", "#NULL!", "#DIV/0!", ".a", ".z", ".A", "NaT"}) {
    CAPTURE(code);
    const OneColumn number({"1", code, "2", code, "3"});
    CHECK_FALSE(number.is_factor());
    CHECK(number.column().missing == 2);
    CHECK(number.source->notes() ==
          std::vector<Note>{{"N100",
                             std::string("column \"x\": 2 cells \"") + code + "\" read as missing",
                             NoteKind::remark}});
    const OneColumn factor({"a", code, "b", code});
    CHECK(factor.column().levels.size() == 3);
    CHECK(factor.column().missing == 0);
    REQUIRE(factor.source->notes().size() == 1);
    CHECK(factor.source->notes()[0].kind == NoteKind::warning);
    CHECK(contains(factor.source->notes()[0].text, std::string("--na 'x=") + code + "'"));
    const CsvOptions obeyed{.missing_in = {{"x", {code}}}};
    CHECK(OneColumn({"a", code, "b"}, Expect::automatic, obeyed).column().levels ==
          Levels{"a", "b"});
    const CsvOptions none{.usual_missing = false};
    CHECK(contains(refusal({"1", code, "2"}, Expect::automatic, none).what(), "is not a number"));
  }
}

TEST_CASE("a quoted empty cell is missing, another quoted token only in a number column") {
  CHECK(OneColumn({"\"\"", "a"}).column().missing == 1);
  const OneColumn number({"\"NA\"", "1"});
  CHECK(number.cells() == Texts{kMissing, "1.000000"});
  CHECK(number.column().missing == 1);
  CHECK(any_contains(test::texts_of(number.source->notes()), "1 cell \"NA\" read as missing"));
  const OneColumn factor({"\"NA\"", "SA", "NA"});
  CHECK(factor.column().levels == Levels{"NA", "SA"});
  CHECK(factor.column().missing == 1);
  CHECK(OneColumn({"\"NA\"", "\"NA\""}).is_factor());
}

TEST_CASE("input 35: an infinity is refused with its place in a column of numbers") {
  for (const char* cell : {"inf", "-Inf", "+Infinity"}) {
    CAPTURE(cell);
    const Error error = refusal({"1", cell, "2"});
    CHECK(error.kind() == ErrorKind::data);
    CHECK(error.text().where.line == 3);
    CHECK(error.text().where.column == "x");
    CHECK(contains(error.what(), "infinite"));
  }
  CHECK(OneColumn({"inf", "sup", "max"}).column().levels == Levels{"inf", "max", "sup"});
}

TEST_CASE("input 36: a number beyond the doubles is refused with its place") {
  const Error error = refusal({"1", "1e400"});
  CHECK(error.text().where.line == 3);
  CHECK(contains(error.what(), "out of range"));
}

TEST_CASE("input 37: a number too small for a double is 0, and counted") {
  const OneColumn column({"1e-400", "-1e-400", "1"});
  CHECK(column.cells() == Texts{"0.000000", "-0.000000", "1.000000"});
  CHECK(any_contains(test::texts_of(column.source->notes()), "2 numbers too small"));
}

TEST_CASE("input 38: hexadecimal numbers are text") {
  for (const char* cell : {"0x10", "0x1p3"}) {
    const Error error = refusal({"1", cell});
    CHECK(error.text().where.line == 3);
    CHECK(contains(error.what(), "is not a number"));
  }
}

TEST_CASE("inputs 39, 40, 41: a plus, blanks and quotes around a number do not matter") {
  const OneColumn column({"+1", " 2\t", "\"3\"", "\" 4 \"", "+5e0"});
  CHECK(column.cells() == Texts{"1.000000", "2.000000", "3.000000", "4.000000", "5.000000"});
  CHECK(OneColumn({"\" a \"", " a "}).column().levels == Levels{"a"});
}

TEST_CASE("input 42: yes and no, true and false, T and F are factors") {
  CHECK(OneColumn({"yes", "no"}).column().levels == Levels{"no", "yes"});
  CHECK(OneColumn({"TRUE", "FALSE", "TRUE"}).column().levels == Levels{"FALSE", "TRUE"});
  CHECK(OneColumn({"T", "F"}).is_factor());
}

TEST_CASE("input 43: stray text among many numbers is refused, with all of it and the count") {
  std::vector<std::string> cells(1000, "7");
  for (int i = 0; i < 7; ++i) cells[static_cast<std::size_t>(900 + i)] = "bad" + std::to_string(i);
  for (const Expect expect : {Expect::automatic, Expect::number}) {
    const Error error = refusal(cells, expect);
    CHECK(error.kind() == ErrorKind::data);
    CHECK(error.text().where.line == 902);
    CHECK(contains(error.what(), "\"bad0\" is not a number (7 such values in 1000 rows)"));
    CHECK(contains(error.text().excerpt, "line 906: bad4"));
    CHECK(contains(error.text().excerpt, "line 908: bad6"));
    CHECK_FALSE(contains(error.text().hint, "--na"));
    CHECK(contains(error.text().hint, "C(x)") == (expect == Expect::automatic));
  }
}

TEST_CASE("input 44: integers beyond 2^53 are rounded, with one note and their count") {
  const OneColumn column({"9007199254740993", "9007199254740995", "1"});
  CHECK(column.cells()[0] == "9007199254740992.000000");
  CHECK(test::texts_of(column.source->notes()) ==
        Levels{"column \"x\": 2 integers beyond 2^53, rounded to the nearest double"});
}

TEST_CASE("input 45: ISO dates are days; others are a factor, refused where numbers are needed") {
  CHECK(OneColumn({"2020-01-31", "2020-02-01"}).cells() == Texts{"18292.000000", "18293.000000"});
  CHECK(OneColumn({"31/01/2020", "01/02/2020"}).is_factor());
  const Error error = refusal({"31/01/2020", "01/02/2020"}, Expect::number);
  CHECK(error.text().where.line == 2);
  CHECK(contains(error.text().hint, "dates"));
}

TEST_CASE("input 31: digits in groups are refused where numbers are meant, never guessed at") {
  for (const Expect expect : {Expect::automatic, Expect::category, Expect::number}) {
    const Error error = refusal({"\"1,234\"", "\"2,345\""}, expect);
    CHECK(error.text().where.line == 2);
    CHECK(contains(error.text().hint, "thousands"));
  }
  CHECK(OneColumn({"\"1,234\"", "\"2,345\""}, Expect::text).is_factor());
}

TEST_CASE("a mixture is a factor if it is mostly text, or if categories are expected") {
  const OneColumn mostly_text({"a", "b", "1", "c"});
  CHECK(mostly_text.column().levels == Levels{"1", "a", "b", "c"});
  CHECK(any_contains(test::texts_of(mostly_text.source->notes()), "1 number and 3 texts"));
  CHECK(contains(refusal({"a", "1"}).what(), "\"a\" is not a number"));
  const OneColumn category({"10", "9", "1.0", "1", "x", "NA", "1e5"}, Expect::category);
  CHECK(category.column().levels == Levels{"1", "1.0", "10", "1e5", "9", "x"});
  CHECK(category.column().missing == 1);
  CHECK(category.cells()[5] == kMissing);
  CHECK(category.cells()[3] == "1");
  CHECK(category.source->notes().empty());
}

// `numbers` cells with `different` numbers by turns, then `texts` cells by turns.
Levels mixture(int numbers, int different, int texts, const Levels& of) {
  Levels cells;
  for (int i = 0; i < numbers; ++i) cells.push_back(std::to_string(i % different));
  for (int i = 0; i < texts; ++i) cells.push_back(of[static_cast<std::size_t>(i) % of.size()]);
  return cells;
}

TEST_CASE("texts that recur among numbers that recur are levels, rare ones are strays") {
  Levels names;
  for (int i = 0; i < 40; ++i) names.push_back("A" + std::to_string(i));
  struct Case {
    Levels cells;
    bool is_factor;
  };
  const Case cases[] = {
      {mixture(1191, 3, 743, {"3+"}), true},       // two fifths of the cells
      {mixture(599, 3, 51, {"3+"}), true},         // few texts that recur
      {mixture(599, 3, 1, {"3+"}), false},         // a stray
      {mixture(990, 70, 12, {"unknown"}), false},  // numbers of many values
      {mixture(800, 70, 120, {"90+"}), true},      // of which a tenth is text
      {mixture(300, 300, 60, {"<0.5"}), false},    // that do not recur
      {mixture(300, 300, 100, names), true},       // as little as the texts: names
      {mixture(7, 7, 3, {"12O", "1O3", "9O"}), false},
      {mixture(600, 3, 12, {"a", "b", "c", "d", "e", "f"}), false},
  };
  for (const Case& c : cases) {
    CAPTURE(c.cells.back());
    CAPTURE(c.cells.size());
    const OneColumn seen(c.cells, Expect::lenient);
    CHECK(seen.is_factor() == c.is_factor);
    CHECK((seen.column().strays == 0) == c.is_factor);
    if (c.is_factor) {
      const OneColumn factor(c.cells);
      CHECK(factor.is_factor());
      REQUIRE(factor.source->notes().size() == 1);
      CHECK(factor.source->notes()[0].code == "N102");
      CHECK(factor.source->notes() == seen.source->notes());
    } else {
      CHECK(contains(refusal(c.cells).what(), "is not a number"));
      CHECK(seen.source->notes()[0].code == "N103");
    }
  }
}

TEST_CASE("strays that are let pass are missing, counted and told") {
  const OneColumn column({"1", "x", "2", "inf", "NA", "3", "4"}, Expect::lenient);
  CHECK_FALSE(column.is_factor());
  CHECK(column.column().missing == 3);
  CHECK(column.column().strays == 2);
  CHECK(column.cells() ==
        Texts{"1.000000", kMissing, "2.000000", kMissing, kMissing, "3.000000", "4.000000"});
  CHECK(
      test::texts_of(column.source->notes()) ==
      Levels{
          "column \"x\": 2 cells beside 4 numbers are none, which a fit refuses: \"x\" in line 3, "
          "\"inf\" in line 5"});
}

TEST_CASE("one error tells the cells of all columns that do not fit") {
  const auto table = open_csv_bytes(
      "t.csv",
      "a,b,c\n1,x,1\n2,3,unknown\n12O,4,2\n3,5,n.d.\n4,6,7\n5,7,8\n6,8,unknown\n7,9,9\n8,1,9\n");
  const Error error = test::error_of([&] {
    table->scan(std::vector<ColumnRequest>{{"a"}, {"b", Expect::number}, {"c"}});
  });
  CHECK(error.text().where.line == 4);
  CHECK(error.text().what == "\"12O\" is not a number; 2 more columns have such cells");
  CHECK(error.text().excerpt ==
        "column \"a\", line 4: 12O\ncolumn \"b\", line 2: x\ncolumn \"c\", line 3: unknown\n"
        "column \"c\", line 5: n.d.\ncolumn \"c\", line 8: unknown");
  CHECK(contains(error.text().hint, "--na 'b=x,c=unknown,c=n.d.'"));
  CHECK(contains(error.text().hint, "C(a), C(c)"));
  CHECK(contains(error.text().hint, "correct it"));
}

TEST_CASE("numbers among the texts of a factor keep their texts, however they are written") {
  const Levels cells = {"01",
                        "1",
                        "1.0",
                        "7A",
                        "7B",
                        "1e3",
                        "1000",
                        "7C",
                        "7D",
                        "9007199254740993",
                        "9007199254740992",
                        "7E",
                        "7F",
                        "7G",
                        "7H"};
  const OneColumn column(cells);
  CHECK(column.column().levels == Levels{"01", "1", "1.0", "1000", "1e3", "7A", "7B", "7C", "7D",
                                         "7E", "7F", "7G", "7H", "9007199254740992",
                                         "9007199254740993"});
  for (std::size_t row = 0; row < cells.size(); ++row) CHECK(column.cells()[row] == cells[row]);
}

TEST_CASE("numbers that are categories are levels by their texts where a number has two") {
  const Levels several = {"01", "1", "1.0", "1e0", "2"};
  const OneColumn factor(several, Expect::category);
  CHECK(factor.column().levels == Levels{"01", "1", "1.0", "1e0", "2"});
  CHECK(test::texts_of(factor.source->notes()) ==
        Levels{"column \"x\": \"01\" and \"1\" are the same number, and two levels; --types "
               "'x=number' makes them one"});
  CHECK(OneColumn({"-0", "0"}, Expect::category).is_factor());
  CHECK(OneColumn({"0.5", ".5"}, Expect::category).is_factor());
  CHECK(OneColumn({"0.1", "0.10000000000000001"}, Expect::category).is_factor());
  const OneColumn both(several, Expect::numbers_as_levels);
  CHECK(both.cells() == Texts{"1.000000", "1.000000", "1.000000", "1.000000", "2.000000"});
  CHECK(
      test::texts_of(both.source->notes()) ==
      Levels{"column \"x\": \"01\" and \"1\" are the same number, and one level, since the column "
             "is used as numbers, too"});
}

TEST_CASE("codes keep their texts as levels: a zero or plus before digits, more than 53 bits") {
  const OneColumn zip({"02134", "10001", "02134"}, Expect::category);
  CHECK(zip.column().levels == Levels{"02134", "10001"});
  CHECK(zip.source->notes().empty());
  CHECK(OneColumn({"+1", "2"}, Expect::category).is_factor());
  const OneColumn ids({"9007199254740993", "9007199254740992"}, Expect::category);
  CHECK(ids.column().levels == Levels{"9007199254740992", "9007199254740993"});
  CHECK(any_contains(test::texts_of(OneColumn({"02134", "10001"}, Expect::lenient).source->notes()),
                     "1 number led by"));
}

TEST_CASE("numbers that are written in one way throughout stay numbers as categories") {
  for (const Levels& cells :
       {Levels{"1", "2", "10"}, Levels{"1.0", "2.5", "10.0"}, Levels{"1.00", "2.50", "10.00"},
        Levels{"1", "2.5", "-10.25"}, Levels{"1e3", "1e-05", "7"}, Levels{"\" 4 \"", "4", "5"},
        Levels{"0.1234567890123456", "0.5"}, Levels{"1", "2.50"}}) {
    CAPTURE(cells.front());
    const OneColumn column(cells, Expect::category);
    CHECK_FALSE(column.is_factor());
    CHECK(column.source->notes().empty());
  }
  const CsvOptions comma{.delimiter = ';', .decimal = ','};
  const auto table = open_csv_bytes("t.csv", "x;z\n1,5;0\n2,0;0\n1,50;0\n", comma);
  const auto source = table->scan(std::vector<ColumnRequest>{{"x", Expect::category}});
  CHECK(source->columns()[0].levels == Levels{"1,5", "1,50", "2,0"});
}

TEST_CASE("a column of numbers stays one when categories are expected") {
  CHECK_FALSE(OneColumn({"1", "2"}, Expect::category).is_factor());
  CHECK_FALSE(OneColumn({"NA", ""}, Expect::category).is_factor());
}

TEST_CASE("as text, the levels are the texts of the cells exactly, ordered by their values") {
  const OneColumn column({"10", "9", "01", "1", "1.0", "\"1\"", "NA"}, Expect::text);
  CHECK(column.column().levels == Levels{"01", "1", "1.0", "9", "10"});
  CHECK(column.cells() == Texts{"10", "9", "01", "1", "1.0", "1", kMissing});
}

TEST_CASE("a column without any value is a number column") {
  const OneColumn column({"NA", "", "NA"});
  CHECK_FALSE(column.is_factor());
  CHECK(column.column().missing == 3);
  CHECK(column.cells() == Texts{kMissing, kMissing, kMissing});
}

TEST_CASE("a type that is told goes before what is found or asked for") {
  const CsvOptions factor{.types = {{"x", ColumnType::factor}}};
  CHECK(OneColumn({"1", "02"}, Expect::automatic, factor).column().levels == Levels{"1", "02"});
  const CsvOptions number{.types = {{"x", ColumnType::number}}};
  CHECK(contains(refusal({"a", "b"}, Expect::category, number).what(), "is not a number"));
}

TEST_CASE("missing cells are found by their bits across words, and values elsewhere are kept") {
  std::vector<std::string> cells;
  for (int i = 0; i < 200; ++i) cells.push_back(i % 3 == 0 ? "NA" : std::to_string(i));
  const OneColumn column(cells);
  const Texts read = column.cells();
  for (int i = 0; i < 200; ++i) {
    CAPTURE(i);
    const auto expected = i % 3 == 0 ? kMissing : std::make_optional(std::to_string(double(i)));
    CHECK(read[static_cast<std::size_t>(i)] == expected);
  }
}

TEST_CASE("a builder that is cleared remembers no cell") {
  const CellRules rules{'.', MissingCodes()};
  ColumnBuilder builder(Expect::automatic, rules);
  const std::string text = "abc 1 NA" + std::string(kNumberPadding, ' ');
  builder.add({.begin = text.data(), .end = text.data() + 3});
  builder.add_plain_number(text.data() + 4, text.data() + 5, ',');
  builder.add_missing();
  builder.clear();
  builder.add_plain_number(text.data() + 4, text.data() + 5, ',');
  CHECK(builder.numbers() == std::vector<double>{1.0});
  CHECK(builder.codes().empty());
  CHECK(builder.missing().empty());
  CHECK(builder.facts().rows == 1);
  CHECK(builder.facts().number_cells() == 1);
  CHECK(builder.facts().texts.texts().empty());
}

}  // namespace
}  // namespace odds
