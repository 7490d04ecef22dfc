#include "data/csv/field_splitter.hpp"

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

TEST_CASE("blanks around quotes are no part of the text") {
  CHECK(split(" \"a\",b") == "[a][b]");
  CHECK(split("x, \t\"a, b\" ,c") == "[x][a, b][c]");
  CHECK(split("\"a\" ") == "[a]");
  CHECK(split("a\t\"b\"\t c", '\t') == "[a][b][c]");
}

TEST_CASE("runs of blanks are squeezed outside of quotes") {
  const auto squeezed = [](std::string text) {
    text.resize(static_cast<std::size_t>(squeeze_blanks(text.data(), text.data() + text.size()) -
                                         text.data()));
    return text;
  };
  CHECK(squeezed("  a \t b  ") == "a b");
  CHECK(squeezed("a  \"b  c\"   d") == "a \"b  c\" d");
  CHECK(squeezed("\"a  \"\"  b\"  c") == "\"a  \"\"  b\" c");
  CHECK(squeezed("5\"  x\"  y") == "5\" x\" y");
  CHECK(squeezed(" \t ") == "");
}

TEST_CASE("empty fields at the end are counted") {
  CHECK(empty_fields_at_end("a,b,,", ',') == 2);
  CHECK(empty_fields_at_end("a,\"b\", ,\"\"", ',') == 2);
  CHECK(empty_fields_at_end("a,b", ',') == 0);
}

TEST_CASE("doubled quotes are one quote and marked breaks are line breaks") {
  CHECK(split("\"say \"\"hi\"\"\"") == "[say \"hi\"]");
  CHECK(split("\"\"\"\"") == "[\"]");
  CHECK(split("\"a\xFF"
              "b\"") == "[a\nb]");
}

TEST_CASE("a quote in mid field is text, text after a closing quote is malformed") {
  CHECK(split("5\" pipe,b") == "[5\" pipe][b]");
  CHECK(split("x \"a\",b") == "[x \"a\"][b]");
  CHECK(split("x,\"a\"b,c") == "malformed 1");
  CHECK(split("x,\"a\" y,c") == "malformed 1");
  CHECK(split("x,y,\"open") == "malformed 2");
}

TEST_CASE("fields that nobody wants are skipped one by one, or counted if none is quoted") {
  const std::string record = "a,\"b,b\",c,,";
  const char* const end = record.data() + record.size();
  CHECK(skip_field(record.data(), end, ',') - record.data() == 1);
  CHECK(skip_field(record.data() + 2, end, ',') - record.data() == 7);
  CHECK(skip_field(end, end, ',') == end);
  CHECK(count_plain_fields(record.data(), end, ',') == -1);
  CHECK(count_plain_fields(record.data() + 8, end, ',') == 3);
  CHECK(count_plain_fields(end, end, ',') == 1);
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
