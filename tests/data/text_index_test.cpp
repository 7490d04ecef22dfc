#include "data/text_index.hpp"

#include <doctest/doctest.h>

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

}  // namespace
}  // namespace odds
