#include "data/utf8.hpp"

#include <doctest/doctest.h>

#include <string>

namespace odds {
namespace {

Index first_bad(const std::string& text, std::size_t piece) {
  Utf8Checker checker;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    const std::string part = text.substr(at, piece);
    const Index bad = checker.feed(part.data(), static_cast<Index>(part.size()));
    if (bad >= 0) return static_cast<Index>(at) + bad;
  }
  return checker.complete() ? -1 : static_cast<Index>(text.size());
}

const std::string kAscii = "The first thirty-two bytes are looked at together, and so on. ";

TEST_CASE("well-formed characters of every length pass, however the text is cut") {
  const std::string text = kAscii +
                           "\xC2\x80 \xDF\xBF \xE0\xA0\x80 \xED\x9F\xBF \xEE\x80\x80 \xEF\xBF\xBF "
                           "\xF0\x90\x80\x80 \xF4\x8F\xBF\xBF" +
                           kAscii;
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 1000U}) {
    CAPTURE(piece);
    CHECK(first_bad(text, piece) == -1);
  }
}

TEST_CASE("the first byte that cannot belong to a character is found, however the text is cut") {
  struct Case {
    const char* bytes;
    Index bad;  // within the bytes
  };
  const Case cases[] = {
      {"\x80", 0},        {"\xFF", 0},         {"\xC0\xAF", 0},         {"\xC1\xBF", 0},
      {"\xF5\x80", 0},    {"\xC3(", 1},        {"\xE0\x9F\xBF", 1},     {"\xED\xA0\x80", 1},
      {"\xE2\x82(", 2},   {"\xF0\x8F\xBF", 1}, {"\xF4\x90\x80\x80", 1}, {"\xF0\x9F\x98(", 3},
      {"caf\xE9,1\n", 4},
  };
  for (const Case& c : cases) {
    for (const std::size_t piece : {1U, 2U, 3U, 7U, 1000U}) {
      CAPTURE(c.bytes);
      CAPTURE(piece);
      CHECK(first_bad(kAscii + c.bytes, piece) == static_cast<Index>(kAscii.size()) + c.bad);
    }
  }
}

TEST_CASE("a text that ends within a character is not complete") {
  Utf8Checker checker;
  CHECK(checker.feed("a\xE2\x82", 3) == -1);
  CHECK_FALSE(checker.complete());
}

}  // namespace
}  // namespace odds
