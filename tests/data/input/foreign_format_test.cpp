#include "data/input/foreign_format.hpp"

#include "support/csv_cells.hpp"

#include <doctest/doctest.h>

#include <string>

namespace odds {
namespace {

using std::string_literals::operator""s;

TEST_CASE("input 17: UTF-16 is named, with and without a byte order mark") {
  for (const std::string& text : {"\xFF\xFE"
                                  "a\0,\0b\0"s,
                                  "\xFE\xFF\0a\0,\0b"s, "a\0,\0b\0\n\0"s, "\0a\0,\0b\0\n"s}) {
    const Error error = test::refusal(text);
    CHECK(error.kind() == ErrorKind::data);
    CHECK(test::contains(error.what(), "UTF-16"));
    CHECK(test::contains(error.text().hint, "iconv"));
  }
}

TEST_CASE("input 18: compressed files and workbooks are named") {
  struct Case {
    std::string head;
    const char* name;
  };
  const Case cases[] = {
      {"\x1F\x8B\x08\0\0\0"s, "gzip"},
      {"PK\x03\x04\x14\0"s, "xlsx"},
      {"\xFD"
       "7zXZ\0"s,
       "xz"},
      {"\x28\xB5\x2F\xFD\x04"s, "zstd"},
      {"BZh91AY&SY\x01"s, "bzip2"},
      {"PAR1\x15\0"s, "Parquet"},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s, "Excel"},
      {"SQLite format 3\0"s, "SQLite"},
      {"\xFF\xFE\0\0a\0\0\0"s, "UTF-32"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const Error error = test::refusal(c.head);
    CHECK(error.kind() == ErrorKind::data);
    CHECK(test::contains(error.what(), c.name));
    CHECK_FALSE(error.text().hint.empty());
  }
}

TEST_CASE("a text that begins with the letters of a mark is a text") {
  for (const char* text : {"PAR1,b\n1,2\n", "BZh9,b\n1,2\n", "$FL2,b\n1,2\n", "PK,b\n1,2\n"}) {
    CAPTURE(text);
    CHECK(foreign_format(text).name.empty());
    CHECK(test::CsvText(text).source->rows() == 1);
  }
  CHECK(foreign_format("").name.empty());
}

}  // namespace
}  // namespace odds
