#include "data/csv/line_source.hpp"

#include "support/csv_cells.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <string_view>

namespace odds {
namespace {

std::string lines_of(const std::string& bytes, Index piece = 1000) {
  const InputBytes input("t.csv", bytes);
  LineSource source(input, {}, {.piece = piece});
  std::string result;
  std::string_view record;
  while (source.next(record)) {
    result += std::to_string(source.line()) + "[" + std::string(record) + "]";
  }
  return result;
}

TEST_CASE("records come with the line of the file in which they begin") {
  CHECK(lines_of("a\nb\n") == "1[a]2[b]");
  CHECK(lines_of("a\r\nb\r\n") == "1[a]2[b]");
  CHECK(lines_of("a\n\nb") == "1[a]2[]3[b]");
  CHECK(lines_of("\"a\n\na\"\nb\n\"c\nc\"\nd") ==
        "1[\"a\xFF\xFF"
        "a\"]4[b]5[\"c\xFF"
        "c\"]7[d]");
  CHECK(lines_of("") == "");
}

TEST_CASE("input 4: lines that end with LF and with CRLF may be mixed") {
  CHECK(lines_of("a\r\nb\nc\r\n") == "1[a]2[b]3[c]");
}

TEST_CASE("the records do not depend on the pieces in which the input is read") {
  std::mt19937 random(3);
  std::string bytes;
  for (int i = 0; i < 400; ++i) bytes += "ab,\"\n"[random() % 5];
  bytes += bytes.find('"') == std::string::npos ? "" : "\n";
  // Close whatever quote may be open: with one of these two endings the text is whole.
  std::string whole;
  for (const char* ending : {"", "\"\n"}) {
    try {
      whole = bytes + ending;
      lines_of(whole);
      break;
    } catch (const Error&) {
      whole.clear();
    }
  }
  REQUIRE_FALSE(whole.empty());
  const std::string expected = lines_of(whole);
  for (const Index piece : {1, 2, 3, 7}) {
    CAPTURE(piece);
    CHECK(lines_of(whole, piece) == expected);
  }
}

TEST_CASE("input 19: a line that is too long is refused with its number") {
  const std::string longest(16'777'215, 'x');
  const InputBytes input("t.csv", "a\n\"b\nb\"\n" + longest + "\n" + longest + "x\n");
  LineSource source(input, {});
  std::string_view record;
  for (int i = 0; i < 3; ++i) REQUIRE(source.next(record));
  CHECK(record.size() == longest.size());
  const Error error = test::error_of([&] { source.next(record); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().where.line == 5);
  CHECK(test::contains(error.what(), "exceeds 16 777 215 bytes"));
}

}  // namespace
}  // namespace odds
