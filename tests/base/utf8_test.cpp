#include "base/utf8.hpp"

#include <doctest/doctest.h>

#include <string_view>

using namespace odds;

TEST_CASE("a code point of each length is decoded") {
  const std::string_view text = "a\u00e9\u20ac\U0001F600";
  CHECK(code_point_at(text, 0).value == U'a');
  CHECK(code_point_at(text, 1).value == U'\u00e9');
  CHECK(code_point_at(text, 3).value == U'\u20ac');
  CHECK(code_point_at(text, 6).value == U'\U0001F600');
  CHECK(code_point_at(text, 6).length == 4);
}

TEST_CASE("what RFC 3629 forbids is no code point") {
  using namespace std::string_view_literals;
  // A continuation alone, overlong forms, a surrogate, above U+10FFFF, cut off, not continued.
  for (const std::string_view bytes : {"\x80"sv, "\xC0\xAF"sv, "\xC1\xBF"sv, "\xE0\x80\x80"sv,
                                       "\xF0\x80\x80\x80"sv, "\xED\xA0\x80"sv, "\xF4\x90\x80\x80"sv,
                                       "\xF5\x80\x80\x80"sv, "\xE2\x82"sv, "\xC3("sv, "\xFF"sv}) {
    CAPTURE(bytes.size());
    CHECK(code_point_at(bytes, 0).length == 0);
  }
}
