// A result is a function of the data: it does not matter where they come from, nor in which pieces.
#include "data/csv_table.hpp"
#include "property/sheet.hpp"
#include "support/workplace.hpp"

#include <odds/csv.hpp>

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <sys/stat.h>
#include <thread>

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
  CHECK(fit_of_bytes().rows.used < fit_of_bytes().rows.read);
  CHECK(fit_of_bytes().rows.dropped.size() == 2);  // missing x, zero weight
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

TEST_CASE("a table that has been read for something else gives the same bits") {
  const auto table = open_csv_bytes("sheet.csv", sheet().text());
  fit(*table, parse_formula("y ~ C(f) + g"));
  CHECK(same_bits(fit_sheet(*table), fit_of_bytes()));
}

}  // namespace
}  // namespace odds
