#include "report/markdown_text.hpp"

#include <doctest/doctest.h>

namespace odds {

TEST_CASE("markup in names is made harmless") {
  CHECK(markdown_text("a|b*c_d[e]", false) == "a\\|b\\*c\\_d\\[e\\]");
  CHECK(markdown_text("\u03c3(x)", true) == "sigma(x)");
  CHECK(markdown_text("two\nlines", false) == "two\\\\x0alines");
  CHECK(markdown_text("<img src=x onerror=alert(1)>", false) == "\\<img src=x onerror=alert(1)\\>");
  CHECK(markdown_text("&lt;b&gt; $x$", false) == "\\&lt;b\\&gt; \\$x\\$");
  CHECK(markdown_text("~~gone~~", false) == "\\~\\~gone\\~\\~");
  CHECK(markdown_text("y ~ a#b", false) == "y ~ a#b");
  CHECK(markdown_text("# title", false) == "\\# title");
  CHECK(markdown_text("https://x.org www.x.org", false) == "https\\://x.org www\\.x.org");
}

}  // namespace odds
