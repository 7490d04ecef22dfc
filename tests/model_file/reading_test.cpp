#include "support/csv_cells.hpp"
#include "support/error_of.hpp"

#include <odds/csv.hpp>
#include <odds/fit.hpp>
#include <odds/margins.hpp>
#include <odds/model_file.hpp>
#include <odds/predict.hpp>

#include <doctest/doctest.h>

#include <span>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::contains;

// 30 rows; -9 and 9 in x and g are codes of missing values.
std::string rows_of_codes(char delimiter = ',') {
  std::string text = std::string("y") + delimiter + "x" + delimiter + "g\n";
  const char kOutcomes[] = "010110010011011001101011001101";
  for (int i = 0; i < 30; ++i) {
    text += kOutcomes[i];
    text += delimiter + (i % 7 == 3 ? std::string("-9.0") : std::to_string(i * 5 % 11));
    text += delimiter + (i % 9 == 4 ? std::string("9") : std::to_string(i % 2)) + "\n";
  }
  return text;
}

Index rows_used(const Fit& fit, const Table& table) {
  Index rows = 0;
  predict(fit, table, {}, {}, [&](std::span<const Prediction> run) {
    for (const Prediction& row : run) rows += row.status == Prediction::Status::ok ? 1 : 0;
  });
  return rows;
}

std::vector<Note> notes_of_predictions(const Fit& fit, const Table& table,
                                       const PredictOptions& options = {}) {
  return predict(fit, table, options, {}, [](std::span<const Prediction>) {}).notes;
}

std::vector<Note> other_reading(const Fit& fit, const Table& table) {
  std::vector<Note> notes = notes_of_predictions(fit, table);
  std::erase_if(notes, [](const Note& note) { return note.code != "N104"; });
  return notes;
}

// 12 rows of percents, of sums in euros, and of dates.
std::string decorated_rows(bool plain) {
  const char* const kLines[] = {
      "0,5%,1.234,2021-01-04",  "1,10%,850,2021-02-11",   "0,20%,2.100,2021-03-30",
      "1,5%,990,2021-04-30",    "0,10%,1.820,2021-06-01", "1,20%,905,2021-06-15",
      "1,25%,1.500,2021-07-20", "0,5%,700,2021-08-02",    "1,25%,610,2021-09-09",
      "0,10%,2.900,2021-10-10", "1,15%,880,2021-11-11",   "1,20%,1.010,2021-12-31"};
  const char* const kPlain[] = {"0;5;1234;18631",  "1;10;850;18669",  "0;20;2100;18716",
                                "1;5;990;18747",   "0;10;1820;18779", "1;20;905;18793",
                                "1;25;1500;18828", "0;5;700;18841",   "1;25;610;18879",
                                "0;10;2900;18910", "1;15;880;18942",  "1;20;1010;18992"};
  std::string text = "y;p;e;d\n";
  for (int i = 0; i < 12; ++i) {
    std::string row = plain ? kPlain[i] : kLines[i];
    for (char& byte : row) byte = byte == ',' ? ';' : byte;
    text += row + "\n";
  }
  return text;
}

TEST_CASE("a model file knows in what form its columns were written") {
  const CsvOptions commas{.delimiter = ';', .decimal = ','};
  const Formula formula = parse_formula("y ~ p + e + d");
  const Fit decorated = fit(*open_csv_bytes("t.csv", decorated_rows(false), commas), formula);
  const Fit plain = fit(*open_csv_bytes("t.csv", decorated_rows(true), commas), formula);
  CHECK(decorated.goodness().log_likelihood == plain.goodness().log_likelihood);
  const Fit loaded = parse_model(model_text(decorated));
  const auto one = [&](const std::string& row, CsvOptions options) {
    options.delimiter = ';';
    const auto table = open_csv_bytes("n.csv", "p;e;d\n" + row + "\n", options);
    double p = 0.0;
    predict(loaded, *table, {}, {},
            [&](std::span<const Prediction> run) { p = run[0].probability; });
    return p;
  };
  const double expected = one("15%;1.010;2021-12-31", commas);
  CHECK(expected == one("15 %;1010;2021-12-31", commas));
  CHECK(expected == one("15;1010;18992", commas));
  // The same cells in a file that says nothing of its decimal mark: what is known decides.
  CHECK(expected == one("15%;1.010;2021-12-31", *loaded.reading()));
}

TEST_CASE("a model file knows how its data were read, for all that comes after it") {
  const CsvOptions options{.missing = {"-9"},
                           .missing_in = {{"g", {"9", "98"}}},
                           .types = {{"g", ColumnType::factor}},
                           .hash = true};
  const auto table = open_csv_bytes("t.csv", rows_of_codes(), options);
  const Fit fitted = fit(*table, parse_formula("y ~ x + g"));
  const Fit loaded = parse_model(model_text(fitted));
  REQUIRE(loaded.reading() != nullptr);
  const CsvOptions& reading = *loaded.reading();
  CHECK(reading.missing == options.missing);
  CHECK(reading.missing_in == options.missing_in);
  CHECK(reading.types == options.types);
  CHECK(reading.of_other_file);
  CHECK_FALSE(reading.hash);
  const auto again = open_csv_bytes("t.csv", rows_of_codes(), reading);
  CHECK(rows_used(loaded, *again) == fitted.rows().used);
  CHECK(fitted.rows().used == 23);
  CHECK(other_reading(loaded, *again).empty());
  CHECK(margins(loaded, *again).rows.size() == margins(fitted, *table).rows.size());
}

TEST_CASE("data that are read in another way than those of the fit are told") {
  const auto table = open_csv_bytes("t.csv", rows_of_codes(), {.missing = {"-9"}});
  const Fit fitted = fit(*table, parse_formula("y ~ x"));
  const auto other =
      open_csv_bytes("t.csv", rows_of_codes(), {.types = {{"g", ColumnType::factor}}});
  const std::vector<Note> notes = other_reading(fitted, *other);
  REQUIRE(notes.size() == 2);
  CHECK(notes[0] ==
        Note{"N104",
             "read with the usual codes of missing values, the data of the fit with --na "
             "'-9'",
             NoteKind::remark});
  CHECK(contains(notes[1].text, "--types 'g=factor'"));
  CHECK(margins(fitted, *other).notes.front() == notes.front());
}

TEST_CASE("a model file knows of lines that are no part of the table") {
  const std::string text = "a title\n# by us\n" + rows_of_codes() + "# the end\n";
  const CsvOptions options{.skip = 1, .comment = '#', .missing = {"-9"}};
  const auto table = open_csv_bytes("t.csv", text, options);
  const Fit fitted = fit(*table, parse_formula("y ~ x"));
  const Fit loaded = parse_model(model_text(fitted));
  REQUIRE(loaded.reading() != nullptr);
  CHECK(loaded.reading()->skip == 1);
  CHECK(loaded.reading()->comment == '#');
  const auto again = open_csv_bytes("t.csv", text, *loaded.reading());
  CHECK(rows_used(loaded, *again) == fitted.rows().used);
  CHECK(other_reading(loaded, *again).empty());

  CsvOptions without = *loaded.reading();
  without.skip = 0;
  without.comment = '\0';
  const auto bare = open_csv_bytes("t.csv", rows_of_codes(), without);
  const std::vector<Note> notes = other_reading(loaded, *bare);
  REQUIRE(notes.size() == 2);
  CHECK(notes[0].text == "read with --skip 0, the data of the fit with --skip 1");
  CHECK(notes[1].text == "read with no lines of comments, the data of the fit with --comment '#'");

  // A title that is not there takes the header with it: the hint says how many lines to skip.
  const auto headless = open_csv_bytes("t.csv", rows_of_codes(), *loaded.reading());
  const Error error = test::error_of([&] { rows_used(loaded, *headless); });
  CHECK(error.text().hint == "the header seems to come earlier: pass --skip 0");
}

TEST_CASE("predictions come with the notes on how the columns of the model were read") {
  const CsvOptions semicolons{.delimiter = ';', .decimal = ','};
  const auto table = open_csv_bytes("t.csv", decorated_rows(false), semicolons);
  const Fit fitted = fit(*table, parse_formula("y ~ p"));
  const std::vector<Note> notes = notes_of_predictions(fitted, *table);
  REQUIRE(notes.size() == 1);
  CHECK(contains(notes[0].text, "column \"p\": numbers in percent"));
  CHECK(notes_of_predictions(fitted, *table, {.keep = {"e", "d"}}) == notes);
  const auto plain = open_csv_bytes("t.csv", decorated_rows(true), semicolons);
  const std::vector<Note> other = notes_of_predictions(fitted, *plain);
  REQUIRE(other.size() == 1);
  CHECK(other[0].kind == NoteKind::warning);
  CHECK(contains(other[0].text, "are they in the same unit?"));
}

TEST_CASE("options of another file pass over what this one does not have") {
  CsvOptions reading{.delimiter = ';', .types = {{"gone", ColumnType::factor}}};
  reading.of_other_file = true;
  CHECK(open_csv_bytes("t.csv", rows_of_codes(','), reading)->header().size() == 3);
  CHECK(open_csv_bytes("t.csv", rows_of_codes(';'), reading)->header().size() == 3);
  reading.of_other_file = false;
  const auto refused = [&] { open_csv_bytes("t.csv", rows_of_codes(';'), reading); };
  CHECK(test::error_of(refused).kind() == ErrorKind::usage);
}

}  // namespace
}  // namespace odds
