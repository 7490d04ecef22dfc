#include "report/csv_text.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace odds {

TEST_CASE("a field of CSV is quoted where RFC 4180 needs it") {
  CHECK(csv_field("race[black]", {}) == "race[black]");
  CHECK(csv_field("", {}) == "");
  CHECK(csv_field("pmin(a, b)", {}) == "\"pmin(a, b)\"");
  CHECK(csv_field("5\" pipe", {}) == "\"5\"\" pipe\"");
  CHECK(csv_field("two\nlines", {}) == "\"two\nlines\"");
  CHECK(csv_field(" blank", {}) == "\" blank\"");
}

TEST_CASE("texts that a spreadsheet would run get an apostrophe where that is asked for") {
  const RenderOptions safe{.csv_safe = true};
  CHECK(csv_field("=cmd|'/c calc'!A1", safe) == "'=cmd|'/c calc'!A1");
  CHECK(csv_field("+1", safe) == "'+1");
  CHECK(csv_field("-x,y", safe) == "\"'-x,y\"");
  CHECK(csv_field("@SUM(A1)", safe) == "'@SUM(A1)");
  CHECK(csv_field("\t=1", safe) == "'\t=1");
  CHECK(csv_field("\uff1d1", safe) == "'\uff1d1");
  CHECK(csv_field("a=b", safe) == "a=b");
  CHECK(csv_field("", safe) == "");
  CHECK(csv_field("=1", {}) == "=1");
}

TEST_CASE("CSV on a terminal sends it no commands") {
  CHECK(csv_field("a\u009b2J\n", {.terminal = true}) == "a\\x9b2J\\x0a");
  CHECK(csv_field("a\u009b2J", {}) == "a\u009b2J");
}

TEST_CASE("a number of CSV is shortest, and empty if it is not finite") {
  CHECK(csv_number(0.1) == "0.1");
  CHECK(csv_number(std::numeric_limits<double>::infinity()) == "");
}

}  // namespace odds
