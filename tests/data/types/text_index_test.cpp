#include "data/types/text_index.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace odds {
namespace {

TEST_CASE("texts get codes in order of appearance and keep them as more texts come") {
  TextIndex index;
  CHECK(index.add("b") == 0);
  CHECK(index.add("a") == 1);
  CHECK(index.add("b") == 0);
  for (int i = 0; i < 1000; ++i) index.add(std::to_string(i));
  CHECK(index.find("a") == 1);
  CHECK(index.find("999") == 1001);
  CHECK(index.find("c") == -1);
  CHECK(index.text(0) == "b");
  CHECK(index.texts().size() == 1002);
}

TEST_CASE(
    "texts that differ in one byte or in their length are told apart, however long they are") {
  TextIndex index;
  std::int32_t code = 0;
  for (std::size_t length = 0; length < 40; ++length) {
    const std::string text(length, 'a');
    REQUIRE(index.add(text) == code++);
    for (std::size_t at = 0; at < length; ++at) {
      for (const char byte : {'\0', 'b', '\xE1'}) {
        std::string other = text;
        other[at] = byte;
        REQUIRE(index.find(other) == -1);
        REQUIRE(index.add(other) == code++);
      }
    }
  }
  for (std::int32_t known = 0; known < code; ++known)
    REQUIRE(index.find(index.text(known)) == known);
}

TEST_CASE(
    "many texts keep their codes while the index grows, and none of them when it is cleared") {
  TextIndex index;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 10'000; ++i) REQUIRE(index.add("level " + std::to_string(i)) == i);
    for (int i = 0; i < 10'000; ++i) {
      REQUIRE(index.find("level " + std::to_string(i)) == i);
      REQUIRE(index.add("level " + std::to_string(i)) == i);
    }
    CHECK(index.find("level 10000") == -1);
    CHECK(index.texts().size() == 10'000);
    CHECK(index.texts()[77] == "level 77");
    index.clear();
    CHECK(index.find("level 1") == -1);
    CHECK(index.texts().empty());
  }
}

}  // namespace
}  // namespace odds
