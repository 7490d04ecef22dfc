#include "data/types/number_spelling.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace odds {
namespace {

using SpelledNumbers = std::vector<std::string>;

bool agree(const SpelledNumbers& texts, char decimal = '.') {
  NumberSpellings first;
  NumberSpellings second;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    (i < texts.size() / 2 ? first : second).add(texts[i], decimal);
  }
  first.append(second);
  return first.agree();
}

TEST_CASE("numbers of one style have one text each") {
  CHECK(agree({}));
  CHECK(agree({"0", "1", "-17", "123456789012345"}));
  CHECK(agree({"0.5", "1", "-17.25", "0.00001"}));
  CHECK(agree({"0.0", "0.5", "1.0", "-17.25"}));
  CHECK(agree({"0.00", "0.50", "1.00", "-17.25"}));
  CHECK(agree({"0,50", "1,00"}, ','));
}

TEST_CASE("where styles meet a number may have two texts") {
  CHECK_FALSE(agree({"1", "1.0"}));
  CHECK_FALSE(agree({"2.5", "2.50"}));
  CHECK_FALSE(agree({"1.0", "2.50"}));
  for (const char* odd : {"1e3", ".5", "5.", "-0", "-0.0", "1234567890123456", "0.1234567890123456",
                          "1.2.3", "01", "007", "00", "+1", "-01", "0,5"}) {
    CAPTURE(odd);
    CHECK_FALSE(agree({"3", odd}));
  }
}

TEST_CASE("a leading zero or plus makes a code") {
  NumberSpellings spellings;
  for (const char* text : {"02134", "+5", "-01", "0", "0.5", "10"}) spellings.add(text, '.');
  CHECK(spellings.codes == 3);
}

TEST_CASE("two texts of one number are found, the lowest number first") {
  CHECK_FALSE(same_number({"1", "2", "1.5", " 1"}, '.'));
  CHECK(same_number({"3.0", "2.50", "3", "2.5"}, '.') ==
        std::pair<std::string, std::string>{"2.5", "2.50"});
  CHECK(same_number({"9007199254740993", "9007199254740992"}, '.').has_value());
  CHECK(same_number({"1,5", "1,50"}, ',').has_value());
}

TEST_CASE("levels are values unless a text says more than its value") {
  CHECK(are_levels_by_value({"1.0", "2", "1e3"}, '.'));
  CHECK_FALSE(are_levels_by_value({"1.0", "1"}, '.'));
  CHECK_FALSE(are_levels_by_value({"02134"}, '.'));
  CHECK_FALSE(are_levels_by_value({"9007199254740993"}, '.'));
}

}  // namespace
}  // namespace odds
