#include "data/types/calendar.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

namespace odds {
namespace {

// Python: (date(y, m, d) - date(1970, 1, 1)).days
TEST_CASE("ISO dates are days since 1970-01-01") {
  struct Case {
    const char* text;
    double days;
  };
  for (const Case& c :
       {Case{"1970-01-01", 0.0}, Case{"2021-04-30", 18747.0}, Case{"2000-02-29", 11016.0},
        Case{"1969-12-31", -1.0}, Case{"1900-03-01", -25508.0}, Case{"2021-04-30T12:00", 18747.5},
        Case{"2021-04-30 06:00:00", 18747.25}, Case{"2021-04-30T18:00:00.0Z", 18747.75}}) {
    CAPTURE(c.text);
    REQUIRE(days_of(c.text));
    CHECK(*days_of(c.text) == c.days);
  }
}

TEST_CASE("what is no day of the calendar is no date") {
  for (const char* text : {"", "2021-02-29", "2021-13-01", "2021-00-10", "2021-1-1", "21-01-01",
                           "2021-01-011", "2021/01/01", "2021-01-01T", "2021-01-01T24:00",
                           "2021-01-01T10:60", "2021-01-01T10:00+02:00", "2021-01-01T10:00:00.",
                           "20210101", "30/04/2021", "2021-01-01 ", "-001-01-01"}) {
    CAPTURE(text);
    CHECK_FALSE(days_of(text));
  }
}

TEST_CASE("a date becomes its own text again") {
  for (const char* text : {"1970-01-01", "2021-04-30", "1899-12-31", "0000-01-01", "9999-12-31",
                           "2021-04-30T16:42:00", "1969-12-31T23:59:59"}) {
    CAPTURE(text);
    CHECK(date_text(*days_of(text)) == text);
  }
  CHECK(date_text(1e9) == "1000000000");
  CHECK(date_text(18747.0 + 0.4 / 86400.0) == "2021-04-30T00:00:00");
}

TEST_CASE("dates and times are told from other texts with digits") {
  for (const char* text :
       {"30/04/2021", "4/30/21", "30.04.2021", "2021-04-30", "2021-04-30T16:42+02:00", "16:42",
        "2:09:00", "10:30 PM", "30 Apr 2021", "Apr-21", "April 3, 2021", "30/04/2021 16:42"}) {
    CAPTURE(text);
    CHECK(looks_like_date(text));
  }
  for (const char* text :
       {"1-2", "2020-01/31", "-1-2-3", "1-2-", "1-2-3-4", "abc", "1--2", "2021Q2", "12345", "1.2",
        "192.168.1.17", "Marge", "555-123-4567", "12:", "a:b", "marital status", ""}) {
    CAPTURE(text);
    CHECK_FALSE(looks_like_date(text));
  }
}

}  // namespace
}  // namespace odds
