#include "base/failure.hpp"

#include <doctest/doctest.h>

#include <string>

namespace odds {
namespace {

TEST_CASE("text of a file is shown without control characters") {
  CHECK(shown("a\x1B[31m\nb\x7F") == "a?[31m?b?");
}

TEST_CASE("long text is cut between characters") {
  const std::string shown_text = shown(std::string(59, 'x') + "\xC3\xA9" + std::string(30, 'y'));
  CHECK(shown_text == std::string(59, 'x') + "...");
  CHECK(shown(std::string(60, 'x')) == std::string(60, 'x'));
}

TEST_CASE("counts agree with their nouns") {
  CHECK(counted(1, "row") == "1 row");
  CHECK(counted(0, "row") == "0 rows");
  CHECK(counted(12, "row") == "12 rows");
}

}  // namespace
}  // namespace odds
