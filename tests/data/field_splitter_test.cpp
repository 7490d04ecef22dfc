#include "data/field_splitter.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace odds {
namespace {

// The texts of all fields, in brackets; "malformed N" if field N is.
std::string split(std::string_view record, char delimiter = ',') {
  Index malformed = -1;
  std::string scratch;
  std::string result;
  for (const Field& field : all_fields(record, delimiter, malformed)) {
    result += "[" + std::string(text_of(field, scratch)) + "]";
  }
  return malformed < 0 ? result : "malformed " + std::to_string(malformed);
}

TEST_CASE("fields end at delimiters outside quotes") {
  CHECK(split("a,b,c") == "[a][b][c]");
  CHECK(split("") == "[]");
  CHECK(split(",") == "[][]");
  CHECK(split("a,") == "[a][]");
  CHECK(split("\"a,b\",c") == "[a,b][c]");
  CHECK(split("a;b,c", ';') == "[a][b,c]");
  CHECK(split("a\tb", '\t') == "[a][b]");
}

TEST_CASE("a field of any length ends where it should") {
  for (std::size_t length = 0; length < 70; ++length) {
    const std::string text(length, 'x');
    CAPTURE(length);
    CHECK(split(text + "," + text) == "[" + text + "][" + text + "]");
  }
}

TEST_CASE("bytes that differ from the delimiter by one bit do not end a field") {
  // ',' is 0x2C; a search of eight bytes at a time must not borrow from one byte to the next.
  const std::string text = "-\xAC-\xAC-\xAC-+-+-.-.-\xAC-";
  CHECK(split(text + text + "," + text) == "[" + text + text + "][" + text + "]");
}

TEST_CASE("blanks around text without quotes are no part of it, within quotes they are") {
  CHECK(split(" a b ,\t c") == "[a b][c]");
  CHECK(split("\" a \",\"\t\"") == "[ a ][\t]");
}

TEST_CASE("doubled quotes are one quote and marked breaks are line breaks") {
  CHECK(split("\"say \"\"hi\"\"\"") == "[say \"hi\"]");
  CHECK(split("\"\"\"\"") == "[\"]");
  CHECK(split("\"a\xFF"
              "b\"") == "[a\nb]");
}

TEST_CASE("a quote in mid field is text, text after a closing quote is malformed") {
  CHECK(split("5\" pipe,b") == "[5\" pipe][b]");
  CHECK(split(" \"a\",b") == "[\"a\"][b]");
  CHECK(split("x,\"a\"b,c") == "malformed 1");
  CHECK(split("x,\"a\" ,c") == "malformed 1");
  CHECK(split("x,y,\"open") == "malformed 2");
}

TEST_CASE("only the wanted fields are kept, the others are counted") {
  FieldSplitter splitter(',', {1, 3});
  const SplitRecord record = splitter.split("a,\"b,b\",c,d,e");
  CHECK(record.fields == 5);
  CHECK(record.malformed == -1);
  REQUIRE(splitter.fields().size() == 2);
  CHECK(splitter.fields()[0].raw() == "b,b");
  CHECK(splitter.fields()[0].quoted);
  CHECK(splitter.fields()[1].raw() == "d");
  CHECK(splitter.split("a,b").fields == 2);
}

TEST_CASE("a carriage return counts as damage only outside quotes") {
  Index malformed = -1;
  const auto fields = all_fields("a\r,\"b\r\"", ',', malformed);
  CHECK(has_unquoted_return(fields[0]));
  CHECK_FALSE(has_unquoted_return(fields[1]));
}

TEST_CASE("a blank line holds blanks only, and a delimiter is no blank") {
  CHECK(is_blank("", ','));
  CHECK(is_blank(" \t", ','));
  CHECK_FALSE(is_blank("\t", '\t'));
  CHECK_FALSE(is_blank("\"\"", ','));
  CHECK_FALSE(is_blank(",", ','));
}

}  // namespace
}  // namespace odds
