#include "base/utf8_checker.hpp"

#include <doctest/doctest.h>

#include <string>

namespace odds {
namespace {

/// Where the first sequence begins that is no character; -1: nowhere.
Index first_bad(const std::string& text, std::size_t piece) {
  Utf8Checker checker;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    const std::string part = text.substr(at, piece);
    const Index bad = checker.feed(part.data(), static_cast<Index>(part.size()));
    if (bad >= 0) return static_cast<Index>(at) + bad - checker.open_bytes();
  }
  return checker.open_bytes() == 0 ? -1 : static_cast<Index>(text.size()) - checker.open_bytes();
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

TEST_CASE("a sequence that is no character is found where it begins, however the text is cut") {
  const char* const cases[] = {
      "\x80",          // continues nothing
      "\xBF\x80",      //
      "\xFE",          // in no character
      "\xFF",          //
      "\xC0\xAF",      // overlong: 2 bytes for '/'
      "\xC1\xBF",      //
      "\xE0\x80\xAF",  // 3 bytes for '/'
      "\xE0\x9F\xBF",
      "\xF0\x80\x80\xAF",
      "\xF0\x8F\xBF\xBF",
      "\xED\xA0\x80",  // surrogates
      "\xED\xBF\xBF",
      "\xF4\x90\x80\x80",  // above U+10FFFF
      "\xF5\x80\x80\x80",
      "\xC3(",  // not as many bytes as announced
      "\xC3\xC3\xA9",
      "\xE2\x82(",
      "\xE2\x82\xE2\x82\xAC",
      "\xF0\x9F\x98(",
      "\xE9,1\n",  // Latin 1
      "\xC3",      // the text ends first
      "\xE2\x82",
      "\xF0\x9F\x98",
  };
  for (const char* bytes : cases) {
    for (const std::size_t piece : {1U, 2U, 3U, 7U, 1000U}) {
      CAPTURE(bytes);
      CAPTURE(piece);
      CHECK(first_bad(bytes, piece) == 0);
      CHECK(first_bad(kAscii + bytes, piece) == static_cast<Index>(kAscii.size()));
      CHECK(first_bad("\xC3\xA9" + std::string(bytes), piece) == 2);
    }
  }
}

TEST_CASE("the bytes of a character that is not whole are counted") {
  const std::string smile = "\xF0\x9F\x98\x80";
  Utf8Checker checker;
  for (Index i = 0; i < 4; ++i) {
    CHECK(checker.open_bytes() == i);
    CHECK(checker.feed(smile.data() + i, 1) == -1);
  }
  CHECK(checker.open_bytes() == 0);
}

}  // namespace
}  // namespace odds
