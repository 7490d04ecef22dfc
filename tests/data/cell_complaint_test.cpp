#include "data/cell_complaint.hpp"

#include "support/csv_cells.hpp"

#include <doctest/doctest.h>

#include <string>

namespace odds {
namespace {

std::string hint(std::string_view cell, const std::string& column = "x", char decimal = '.') {
  return how_to_repair(cell, parse_number(cell, decimal).kind, column, decimal);
}

TEST_CASE("every kind of cell that is no number has its own complaint") {
  CHECK(what_is_wrong("12O", NumberKind::none) == "\"12O\" is not a number");
  CHECK(what_is_wrong("inf", NumberKind::infinite) == "\"inf\" is infinite");
  CHECK(test::contains(what_is_wrong("1e400", NumberKind::overflow), "out of range"));
}

TEST_CASE("the hint names the flag or the formula that helps") {
  CHECK(test::contains(hint("n/a"), "--na 'n/a'"));
  CHECK(test::contains(hint("n/a"), "--types 'x=factor'"));
  CHECK(test::contains(hint("2,5"), "--decimal ,"));
  CHECK(test::contains(hint("2.5", "x", ','), "--decimal ."));
  CHECK(test::contains(hint("1,234"), "thousands"));
  CHECK(test::contains(hint("1,234"), "--decimal ,"));
  CHECK(test::contains(hint("inf"), "--na 'inf'"));
}

TEST_CASE("a column that must hold numbers is not to be declared a factor") {
  const std::string numbers = how_to_repair("black", NumberKind::none, "race", '.', Expect::number);
  CHECK(test::contains(numbers, "--na 'black'"));
  CHECK(test::contains(numbers, "--where"));
  CHECK_FALSE(test::contains(numbers, "factor"));
  CHECK_FALSE(test::contains(numbers, "C("));
}

TEST_CASE("a name that is none in a formula is quoted there") {
  CHECK(test::contains(hint("n/a", "blood pressure"), "C(`blood pressure`)"));
  CHECK(test::contains(hint("n/a", "2nd"), "C(`2nd`)"));
  CHECK(test::contains(hint("n/a", "x_1.y"), "C(x_1.y)"));
}

TEST_CASE("dates are told from other texts with digits") {
  for (const char* date :
       {"2020-01-31", "31/1/2020", "31.01.2020", "2020-01-31T12:00", "2020-01-31 12:00"}) {
    CAPTURE(date);
    CHECK(test::contains(hint(date), "dates"));
  }
  for (const char* other : {"1-2", "2020-01/31", "-1-2-3", "1-2-", "1-2-3-4", "abc", "1--2"}) {
    CAPTURE(other);
    CHECK_FALSE(test::contains(hint(other), "dates"));
  }
}

}  // namespace
}  // namespace odds
