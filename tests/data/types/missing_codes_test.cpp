#include "data/types/missing_codes.hpp"

#include <doctest/doctest.h>

namespace odds {
namespace {

TEST_CASE("usual codes count without quotes, and in quotes among numbers only") {
  const MissingCodes codes;
  for (const char* code : {"NA", "NaN", "nan", "N/A", "NULL", "null", "."}) {
    CAPTURE(code);
    CHECK(codes.is_missing(code, false));
    CHECK_FALSE(codes.is_missing(code, true));
    CHECK(codes.is_missing_among_numbers(code));
  }
  CHECK(codes.is_missing("", false));
  CHECK_FALSE(codes.has_numbers());
}

TEST_CASE("codes of other programs count among numbers only") {
  const MissingCodes codes;
  for (const char* code :
       {"?", "None", "<NA>", "#N/A", "\\N", ".a", ".Z", "._", "-1.#IND", "#N/A N/A"}) {
    CAPTURE(code);
    CHECK_FALSE(codes.is_missing(code, false));
    CHECK(codes.is_missing_among_numbers(code));
  }
  for (const char* text : {"none", "unknown", ".5", "..", "a", "Na", "#", "12O", "-"}) {
    CAPTURE(text);
    CHECK_FALSE(codes.is_missing(text, false));
    CHECK_FALSE(codes.is_missing_among_numbers(text));
  }
}

TEST_CASE("named codes count in quotes, too, in one column or in all, and numbers by value") {
  const CsvOptions options{.missing = {"-9", " x "}, .missing_in = {{"a", {"99"}}}};
  const MissingCodes a(options, "a");
  const MissingCodes b(options, "b");
  CHECK(a.is_missing("-9", true));
  CHECK(a.is_missing("x", true));
  CHECK(a.is_missing("99", false));
  CHECK_FALSE(b.is_missing("99", false));
  CHECK(a.contains(99.0));
  CHECK(b.contains(-9.0));
  CHECK_FALSE(b.contains(99.0));
  const CsvOptions comma{.delimiter = ';', .decimal = ',', .missing = {"-9,5"}};
  CHECK(MissingCodes(comma).contains(-9.5));
}

TEST_CASE("without the usual codes only empty cells and named codes are missing") {
  const MissingCodes codes({.usual_missing = false, .missing = {"NA"}});
  CHECK(codes.is_missing("", false));
  CHECK(codes.is_missing("NA", true));
  CHECK_FALSE(codes.is_missing("NULL", false));
  CHECK_FALSE(codes.is_missing_among_numbers("?"));
}

}  // namespace
TEST_CASE("words and signs say that there is no answer, whatever the case of their letters") {
  for (const char* text :
       {"-", "Missing", "UNKNOWN", "No answer", "Not applicable", "N/D", "k.A.", "\u4e0d\u660e"}) {
    CAPTURE(text);
    CHECK(says_no_answer(text));
    CHECK_FALSE(MissingCodes().is_missing(text, false));
  }
  for (const char* text : {"no", "none", "0", "--a", "missing data of the whole year"}) {
    CAPTURE(text);
    CHECK_FALSE(says_no_answer(text));
  }
}

}  // namespace odds
