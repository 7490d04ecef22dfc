// A result is a function of the data: it does not matter where they come from, nor in which pieces.
#include "data/csv/csv_table.hpp"
#include "property/sheet.hpp"
#include "support/workplace.hpp"

#include <odds/csv.hpp>

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <vector>

namespace odds {
namespace {

using test::fit_sheet;
using test::memory_table;
using test::random_sheet;
using test::same_bits;
using test::Sheet;
using test::Workplace;

// Two blocks of rows: with 6 columns a block holds 8192.
const Sheet& sheet() {
  static const Sheet sheet = random_sheet(9'000, 1);
  return sheet;
}

const Fit& fit_of_bytes() {
  static const Fit fit = fit_sheet(*open_csv_bytes("sheet.csv", sheet().text()));
  return fit;
}

TEST_CASE("the sheet is a fair test: the fit converges and has dropped rows") {
  CHECK(fit_of_bytes().converged());
  CHECK(fit_of_bytes().rows().used < fit_of_bytes().rows().read);
  CHECK(fit_of_bytes().rows().dropped.size() == 2);  // missing x, zero weight
}

TEST_CASE("the size of the pieces in which bytes arrive does not change one bit") {
  for (const Index piece : {1, 7, 1000}) {
    CAPTURE(piece);
    CHECK(same_bits(fit_sheet(*open_csv_bytes("sheet.csv", sheet().text(), {}, piece)),
                    fit_of_bytes()));
  }
}

TEST_CASE("a file gives the bits that its bytes give") {
  const Workplace place;
  CHECK(same_bits(fit_sheet(*open_csv(place.file("sheet.csv", sheet().text()))), fit_of_bytes()));
}

TEST_CASE("a pipe gives the bits that a file gives") {
  const Workplace place;
  const std::string path = place.path("pipe");
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  std::jthread writer([&] { std::ofstream(path, std::ios::binary) << sheet().text(); });
  CHECK(same_bits(fit_sheet(*open_csv(path)), fit_of_bytes()));
}

TEST_CASE("arrays in memory give the bits that a file gives") {
  CHECK(same_bits(fit_sheet(memory_table(sheet())), fit_of_bytes()));
}

TEST_CASE("the memory for the data does not change one bit, nor the text of a pipe") {
  const Workplace place;
  for (const Index memory : {Index{1}, Index{200'000}, Index{1} << 26}) {
    CAPTURE(memory);
    const Execution execution{.threads = 2, .memory = memory, .progress = {}};
    CsvOptions options;
    options.memory = memory;
    const auto table = open_csv(place.file("sheet.csv", sheet().text()), options);
    CHECK(same_bits(fit_sheet(*table, execution), fit_of_bytes()));
    const std::string path = place.path("pipe" + std::to_string(memory));
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    std::jthread writer([&] { std::ofstream(path, std::ios::binary) << sheet().text(); });
    CHECK(same_bits(fit_sheet(*open_csv(path, options), execution), fit_of_bytes()));
  }
}

TEST_CASE("one file or its parts give the same bits, wherever it is cut, and other spellings") {
  const Workplace place;
  for (const std::vector<std::size_t>& cuts :
       {std::vector<std::size_t>{1}, {4'500}, {1, 2, 8'191, 8'192, 8'193, 8'999}}) {
    std::vector<std::string> paths;
    std::size_t begin = 0;
    for (std::size_t part = 0; part <= cuts.size(); ++part) {
      const std::size_t end = part < cuts.size() ? cuts[part] : sheet().rows.size();
      Sheet rows;
      rows.rows.assign(sheet().rows.begin() + static_cast<std::ptrdiff_t>(begin),
                       sheet().rows.begin() + static_cast<std::ptrdiff_t>(end));
      const test::Spelling spelling{.delimiter = part % 2 == 0 ? ',' : ';',
                                    .line_end = part % 3 == 0 ? "\n" : "\r\n",
                                    .quoted = part % 2 == 1};
      paths.push_back(place.file("part" + std::to_string(part), rows.text(spelling)));
      begin = end;
    }
    CHECK(same_bits(fit_sheet(*open_csv(paths, "parts")), fit_of_bytes()));
  }
}

TEST_CASE("a table that has been read for something else gives the same bits") {
  const auto table = open_csv_bytes("sheet.csv", sheet().text());
  fit(*table, parse_formula("y ~ C(f) + g"));
  CHECK(same_bits(fit_sheet(*table), fit_of_bytes()));
}

}  // namespace
}  // namespace odds
