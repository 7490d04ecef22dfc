#include "report/csv_text.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace odds {

TEST_CASE("a field of CSV is quoted where RFC 4180 needs it") {
  CHECK(csv_field("race[black]") == "race[black]");
  CHECK(csv_field("") == "");
  CHECK(csv_field("pmin(a, b)") == "\"pmin(a, b)\"");
  CHECK(csv_field("5\" pipe") == "\"5\"\" pipe\"");
  CHECK(csv_field("two\nlines") == "\"two\nlines\"");
  CHECK(csv_field(" blank") == "\" blank\"");
}

TEST_CASE("a number of CSV is shortest, and empty if it is not finite") {
  CHECK(csv_number(0.1) == "0.1");
  CHECK(csv_number(std::numeric_limits<double>::infinity()) == "");
}

}  // namespace odds
