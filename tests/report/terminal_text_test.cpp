#include "report/terminal_text.hpp"

#include <doctest/doctest.h>

namespace odds {

TEST_CASE("a name cannot send commands to the terminal") {
  CHECK(printable("age\x1b[2J\n", false) == "age\\x1b[2J\\x0a");
  CHECK(printable("caf\xe9", false) == "caf\\xe9");
  CHECK(printable("\u0085", false) == "\\x85");
  CHECK(printable("a\u009b31mred", false) == "a\\x9b31mred");
  CHECK(printable("a\u202eb\u2066c\u200ed", false) == "a\\u202eb\\u2066c\\u200ed");
  CHECK(printable("\u2028\ufeff\U000e0041\u00ad", false) == "\\u2028\\ufeff\\U000e0041\\xad");
}

TEST_CASE("joiners stay in words that need them, and are shown where they hide") {
  const char* const persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645";
  CHECK(printable(persian, false) == persian);
  CHECK(printable("sm\u200doke", false) == "sm\\u200doke");
  CHECK(printable("\u200dx", false) == "\\u200dx");
}

TEST_CASE("ascii spells our own signs out and escapes others") {
  CHECK(printable("\u03c3\u2032 \u2026", true) == "sigma' ...");
  CHECK(printable("Gr\u00f6\u00dfe", true) == "Gr\\u00f6\\u00dfe");
  CHECK(printable("\U0001f600", true) == "\\U0001f600");
  CHECK(printable("Gr\u00f6\u00dfe", false) == "Gr\u00f6\u00dfe");
}

TEST_CASE("width counts columns of a terminal, not bytes") {
  CHECK(display_width("Gr\u00f6\u00dfe") == 5);
  CHECK(display_width("e\u0301") == 1);  // with a combining accent
  CHECK(display_width("\u5e74\u9f62") == 4);
}

TEST_CASE("a long name is cut in the middle") {
  CHECK(shortened("short", 8, false) == "short");
  CHECK(shortened("abcdefghijkl", 9, false) == "abcd\u2026ijkl");
  CHECK(shortened("abcdefghijkl", 9, true) == "abc...jkl");
  CHECK(shortened("\u5e74\u9f62\u5e74\u9f62\u5e74\u9f62", 9, false) ==
        "\u5e74\u9f62\u2026\u5e74\u9f62");
}

TEST_CASE("texts are filled with blanks to a width") {
  CHECK(left_aligned("\u00f6", 3) == "\u00f6  ");
  CHECK(right_aligned("\u00f6", 3) == "  \u00f6");
  CHECK(right_aligned("long", 2) == "long");
}

TEST_CASE("lines break at blanks and go on indented") {
  CHECK(wrapped("one two three", 0, 2) == "one two three");
  CHECK(wrapped("one two three", 13, 2) == "one two three");
  CHECK(wrapped("one two three", 9, 2) == "one two\n  three");
  CHECK(wrapped("a  b", 10, 0) == "a  b");
  CHECK(wrapped("unbreakable", 4, 2) == "unbreakable");
  CHECK(folded("one two three", 9, 2) == "one two\n  three");
  CHECK(folded("an unbreakable word", 6, 2) == "an unb\n  reak\n  able\n  word");
  CHECK(folded("高等学校", 5, 0) == "高等\n学校");
  CHECK(folded("ae\u0301io\u0301u", 3, 0) == "ae\u0301i\no\u0301u");
}

}  // namespace odds
