#include "data/input/text_snapshot.hpp"

#include <doctest/doctest.h>

#include <string>

namespace odds {
namespace {

std::string part(const TextSnapshot& text, Index offset, Index count) {
  std::string bytes(static_cast<std::size_t>(count), '?');
  bytes.resize(static_cast<std::size_t>(text.read(offset, bytes.data(), count)));
  return bytes;
}

TEST_CASE("a text is the same in memory, in a file, and when it moves there on its way") {
  for (const Index limit : {0, 3, 5, 8, 100}) {
    CAPTURE(limit);
    TextSnapshot text(limit);
    text.append("abc", 3);
    text.append("de", 2);
    text.append("", 0);
    text.append("fgh", 3);
    CHECK(text.size() == 8);
    CHECK(part(text, 0, 8) == "abcdefgh");
    CHECK(part(text, 2, 4) == "cdef");
    CHECK(part(text, 6, 10) == "gh");
    CHECK(part(text, 8, 1).empty());
    CHECK(part(text, 20, 1).empty());
  }
}

TEST_CASE("a string is kept as it is") {
  const TextSnapshot text(std::string("abc"));
  CHECK(part(text, 1, 2) == "bc");
}

}  // namespace
}  // namespace odds
