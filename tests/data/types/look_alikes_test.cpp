#include "data/types/look_alikes.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace odds {
namespace {

bool alike(const std::string& a, const std::string& b) {
  return look_alike_key(a) == look_alike_key(b);
}

TEST_CASE("true and false are told in any case") {
  CHECK(truth_of("TRUE") == true);
  CHECK(truth_of("True") == true);
  CHECK(truth_of("fAlse") == false);
  CHECK_FALSE(truth_of("T"));
  CHECK_FALSE(truth_of("true "));
  CHECK_FALSE(truth_of(""));
}

TEST_CASE("case, blanks, invisible characters and the spelling of accents are no difference") {
  CHECK(alike("Yes", "YES"));
  CHECK(alike("New York", "New\u00a0 york"));
  CHECK(alike("New York", "NewYork"));
  CHECK(alike("ab", "a\u200bb"));
  CHECK(alike("caf\u00e9", "CAFE\u0301"));
  CHECK(alike("\u00c9t\u00e9", "\u00e9T\u00c9"));
  CHECK(alike("\u041c\u043e\u0441\u043a\u0432\u0430", "\u041c\u041e\u0421\u041a\u0412\u0410"));
  CHECK(alike("\u0394", "\u03b4"));
  CHECK(alike("\u015aroda", "\u015broda"));
}

TEST_CASE("other differences are differences") {
  CHECK_FALSE(alike("yes", "yes."));
  CHECK_FALSE(alike("cafe", "caf\u00e9"));
  CHECK_FALSE(alike("1 1", "11"));
  CHECK_FALSE(alike("a", "b"));
  CHECK_FALSE(alike("a-b", "ab"));
  CHECK(look_alike_key("\xff") == "\xff");
}

TEST_CASE("texts that look alike are listed so that they can be told apart") {
  const std::vector<std::string> texts = {"No", "Yes", "yes", "maybe", "Ye\u200bs"};
  const auto groups = look_alikes(texts);
  REQUIRE(groups.size() == 1);
  CHECK(groups[0] == std::vector<std::size_t>{1, 2, 4});
  CHECK(listed_look_alikes(texts, groups[0]) == "\"Yes\", \"yes\" and \"Ye\\u200bs\"");
}

}  // namespace
}  // namespace odds
