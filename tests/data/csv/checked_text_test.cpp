#include "data/csv/checked_text.hpp"

#include "support/csv_cells.hpp"

#include <odds/error.hpp>

#include <doctest/doctest.h>

#include <string>

namespace odds {
namespace {

using std::string_literals::operator""s;

// Everything that is read, in requests of `request` bytes, with '~' for marked breaks.
std::string checked(const std::string& bytes, const ReadPlan& plan = {}, Index request = 1000,
                    bool lone_returns = false) {
  const InputBytes input("t.csv", bytes);
  CheckedText text(input, {.delimiter = ',', .lone_returns = lone_returns}, plan);
  std::string result;
  std::string buffer(static_cast<std::size_t>(request), '?');
  for (;;) {
    const Index got = text.read(buffer.data(), request);
    if (got == 0) break;
    result += buffer.substr(0, static_cast<std::size_t>(got));
  }
  for (char& byte : result) {
    if (byte == kQuotedBreak) byte = '~';
  }
  return result;
}

TEST_CASE("the text is the same for every size of pieces and requests") {
  const std::string bytes =
      "\xEF\xBB\xBF"
      "a,\"b\n\nb\"\n\"\"\"\n\",\xC3\xA9\n\"x\"";
  const std::string expected = "a,\"b~~b\"\n\"\"\"~\",\xC3\xA9\n\"x\"\n";
  for (const Index piece : {1, 2, 3, 7, 1000}) {
    for (const Index request : {1, 2, 5, 1000}) {
      CAPTURE(piece);
      CAPTURE(request);
      CHECK(checked(bytes, {.piece = piece}, request) == expected);
    }
  }
}

TEST_CASE("every byte order mark at the start is left out, none further on") {
  const std::string mark = "\xEF\xBB\xBF";
  for (const Index piece : {1, 2, 1000}) {
    CAPTURE(piece);
    CHECK(checked(mark + mark + mark + "a\n" + mark + "b", {.piece = piece}) ==
          "a\n" + mark + "b\n");
    CHECK(checked(mark, {.piece = piece}) == "");
  }
}

TEST_CASE("a text ends with a line end, its own or an added one") {
  CHECK(checked("") == "");
  CHECK(checked("a") == "a\n");
  CHECK(checked("a\n") == "a\n");
  CHECK(checked("\"\n\"") == "\"~\"\n");
}

TEST_CASE("a request that ends where the input ends leaves the added line end to the next") {
  CHECK(checked("abcd", {}, 4) == "abcd\n");
  CHECK(checked("abcd", {}, 5) == "abcd\n");
}

TEST_CASE("lone carriage returns become line ends, also within quotes") {
  CHECK(checked("a\r\"b\rc\"\r", {}, 1000, true) == "a\n\"b~c\"\n");
}

TEST_CASE("a limit cuts the text without complaint") {
  CHECK(checked("a,\"b\nc\"", {.limit = 5}) == "a,\"b~\n");
  CHECK(checked("\xC3\xA9", {.limit = 1}) == "\xC3\n");
}

TEST_CASE("input 15: a NUL byte is refused with its line and its place in it") {
  const Error error = test::error_of([] { checked("a,b\n1,2\n3,4\0\n"s); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().where.file == "t.csv");
  CHECK(error.text().where.line == 3);
  CHECK(test::contains(error.what(), "byte 4 of the line is NUL"));
}

/// `bytes` cannot be read, and the message names this line and this byte of it.
void check_encoding_error(const std::string& bytes, Index line, const std::string& byte,
                          bool lone_returns = false) {
  CAPTURE(bytes);
  for (const Index piece : {1, 2, 3, 1000, 1'000'000}) {
    CAPTURE(piece);
    const Error error =
        test::error_of([&] { checked(bytes, {.piece = piece}, 1000, lone_returns); });
    CHECK(error.kind() == ErrorKind::data);
    CHECK(error.text().where.line == line);
    CHECK(error.text().what == "byte " + byte + ", begins no UTF-8 character");
    CHECK(test::contains(error.text().hint, "iconv"));
  }
}

TEST_CASE("input 16: bytes that are no UTF-8 are refused with line and byte of where they begin") {
  check_encoding_error("\xE9t\xE9\n", 1, "1 of the line, 0xE9");
  check_encoding_error("name\n\xE9t\xE9\n", 2, "1 of the line, 0xE9");
  check_encoding_error("name\ncaf\xC3\xA9\ncaf\xE9\n", 3, "4 of the line, 0xE9");
  check_encoding_error("a\ncaf\xC3\xA9,\x80\n", 2, "7 of the line, 0x80");
  check_encoding_error("a\n\"b\nc\",\xFF", 3, "4 of the line, 0xFF");
}

TEST_CASE(
    "overlong forms, surrogates and characters that are cut short begin at their first byte") {
  check_encoding_error("a\n1\xE0\x80\xAF\n", 2, "2 of the line, 0xE0");
  check_encoding_error("a\n1\xED\xA0\x80\n", 2, "2 of the line, 0xED");
  check_encoding_error("a\n1\xF0\x9F\x98\n2\n", 2, "2 of the line, 0xF0");
  check_encoding_error("a\n1,\xE2\x82", 2, "3 of the line, 0xE2");
  check_encoding_error("a\n\xC3", 2, "1 of the line, 0xC3");
}

TEST_CASE("the place of a byte is found in long lines, old line ends and after a byte order mark") {
  const std::string thousands(9000, 'x');
  check_encoding_error(thousands + "\xFF\n", 1, "9001 of the line, 0xFF");
  check_encoding_error("a\n" + thousands + "\xFF\n", 2, "9001 of the line, 0xFF");
  check_encoding_error("a\rb\rcd\xFF\r", 3, "3 of the line, 0xFF", /*lone_returns=*/true);
  check_encoding_error("\xEF\xBB\xBF\xFF\n", 1, "4 of the line, 0xFF");
}

TEST_CASE("input 11: a quote that is never closed is reported where it opened") {
  const Error error = test::error_of([] { checked("a,b\n\"1\n\",2\n3,\"x\n4,5\n6,7\n"); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().where.line == 4);
  const Error marked = test::error_of([] {
    checked(
        "\xEF\xBB\xBF"
        "a\n\"b\n");
  });
  CHECK(marked.text().where.line == 2);
  const Error returns = test::error_of([] { checked("a\rb\r\"c\r", {}, 1000, true); });
  CHECK(returns.text().where.line == 3);
}

TEST_CASE("all text before a byte in error comes first, in pieces of any size") {
  const std::string good = "a,b\n1,\"2\n\"\n";
  for (const std::string& bad : {"3,\0\n"s, "3,\xE9\n"s, "3,\xF0\x9F\x98\n\0"s, "3,\xC3"s}) {
    for (const Index piece : {1, 2, 7, 1000}) {
      const InputBytes input("t.csv", good + bad);
      CheckedText text(input, {}, {.piece = piece});
      std::string result;
      std::string buffer(1000, '?');
      const Error error = test::error_of([&] {
        for (Index got = 1; got > 0;) {
          got = text.read(buffer.data(), 1000);
          result += buffer.substr(0, static_cast<std::size_t>(got));
        }
      });
      CAPTURE(piece);
      CHECK(error.text().where.line == 4);
      CHECK(test::contains(error.text().what, "byte 3 of the line"));
      CHECK(result.starts_with("a,b\n1,\"2\xFF\"\n3,"));
    }
  }
}

TEST_CASE("a text may begin at any record, and messages name its places in the whole input") {
  CHECK(checked("a,b\n1,\"\n\"", {.begin = 4}) == "1,\"~\"\n");
  const std::string mark = "\xEF\xBB\xBF";
  CHECK(checked("a\n" + mark, {.begin = 2}) == mark + "\n");
  const Error error = test::error_of([] { checked("a,b\n1,2\n3,\xFF\n", {.begin = 8}); });
  CHECK(error.text().where.line == 3);
  const Error quote = test::error_of([] { checked("a,b\n1,2\n3,\"\n", {.begin = 4}); });
  CHECK(quote.text().where.line == 3);
}

}  // namespace
}  // namespace odds
