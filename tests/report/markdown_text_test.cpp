#include "report/markdown_text.hpp"

#include <doctest/doctest.h>

namespace odds {

TEST_CASE("markup in names is made harmless") {
  CHECK(markdown_text("a|b*c_d[e]", false) == "a\\|b\\*c\\_d\\[e\\]");
  CHECK(markdown_text("\u03c3(x)", true) == "sigma(x)");
  CHECK(markdown_text("two\nlines", false) == "two\\\\x0alines");
}

}  // namespace odds
