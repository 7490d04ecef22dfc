#include "formula/diagnostic.hpp"

#include "formula/support.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace odds;

namespace {

std::string excerpt(const std::string& text, Index offset) {
  return test::usage_error([&] { fail_at(text, offset, "wrong"); }).excerpt;
}

}  // namespace

TEST_CASE("the caret stands under the character") {
  CHECK(excerpt("y ~ a b", 6) == "y ~ a b\n      ^");
  CHECK(excerpt("y ~", 3) == "y ~\n   ^");
  CHECK(excerpt("", 0).empty());
  CHECK(excerpt(" \t", 2).empty());
}

TEST_CASE("characters are counted, not bytes") {
  CHECK(excerpt("größe ~ )", 10) == "größe ~ )\n        ^");
}

TEST_CASE("line breaks and other control characters show as blanks, broken bytes as ?") {
  CHECK(excerpt("y ~\n\tb b", 7) == "y ~  b b\n       ^");
  CHECK(excerpt("y\xFF )", 3) == "y? )\n   ^");
}

TEST_CASE("of a long formula a window of 70 characters around the caret is shown") {
  const std::string text = std::string(100, 'a') + "!" + std::string(100, 'b');
  const std::string shown = "..." + std::string(35, 'a') + "!" + std::string(34, 'b') + "...";
  CHECK(excerpt(text, 100) == shown + '\n' + std::string(38, ' ') + '^');
  CHECK(excerpt(text, 3) == text.substr(0, 70) + "...\n   ^");
  CHECK(excerpt(text, 201) == "..." + text.substr(131) + '\n' + std::string(73, ' ') + '^');
}
