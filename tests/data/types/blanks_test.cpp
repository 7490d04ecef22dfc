#include "data/types/blanks.hpp"

#include <doctest/doctest.h>

namespace odds {
namespace {

TEST_CASE("blanks of all kinds, and what has no width, are trimmed at both ends") {
  CHECK(trim_unseen("Yes ") == "Yes");
  CHECK(trim_unseen("\u00a0Yes\u202f") == "Yes");
  CHECK(trim_unseen("\ufeffYes\u200b") == "Yes");
  CHECK(trim_unseen("\u3000\t New  York \u200d") == "New  York");
  CHECK(trim_unseen(" \u00a0 ").empty());
  CHECK(trim_unseen("").empty());
  CHECK(trim_unseen("\u00e9t\u00e9") == "\u00e9t\u00e9");
  CHECK(trim_unseen("\U0001F600") == "\U0001F600");
}

TEST_CASE("bytes that are no UTF-8 are kept") {
  CHECK(trim_unseen("\xA0"
                    "a ") ==
        "\xA0"
        "a");
  CHECK(trim_unseen(" a\xC2") == "a\xC2");
  CHECK(trim_unseen("\x80\x80\x80\x80\x80") == "\x80\x80\x80\x80\x80");
}

TEST_CASE("what is not seen is spelled out") {
  CHECK(escaped_unseen("New York") == "New York");
  CHECK(escaped_unseen("New  York") == "New\\u0020\\u0020York");
  CHECK(escaped_unseen("New\u00a0York") == "New\\u00a0York");
  CHECK(escaped_unseen("Yes\u200b") == "Yes\\u200b");
  CHECK(escaped_unseen("e\u0301") == "e\\u0301");
  CHECK(escaped_unseen("a\U000E0041") == "a\\U000e0041");
}

}  // namespace
}  // namespace odds
