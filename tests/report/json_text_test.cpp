#include "report/json_text.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace odds {

TEST_CASE("strings of JSON are escaped, and bytes that are no UTF-8 replaced") {
  CHECK(json_string("plain", false) == "\"plain\"");
  CHECK(json_string("a\"b\\c\nd\x01", false) == "\"a\\\"b\\\\c\\nd\\u0001\"");
  CHECK(json_string("\u00e9", false) == "\"\u00e9\"");
  CHECK(json_string("\u00e9", true) == "\"\\u00e9\"");
  CHECK(json_string("\xff", false) == "\"\ufffd\"");
  // What a terminal obeys is escaped: it reads back as the same text.
  CHECK(json_string("a\u009bm\x7f\u202e", false) == "\"a\\u009bm\\u007f\\u202e\"");
  CHECK(json_string("\U000e0041", false) == "\"\\udb40\\udc41\"");
}

TEST_CASE("numbers of JSON are shortest, and null if they are not finite") {
  CHECK(json_number(0.1) == "0.1");
  CHECK(json_number(1e22) == "1e+22");
  CHECK(json_number(std::numeric_limits<double>::quiet_NaN()) == "null");
  CHECK(json_number(-std::numeric_limits<double>::infinity()) == "null");
}

}  // namespace odds
