#include "data/csv/quote_marker.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace odds {
namespace {

// The text with '~' for every marked break, cut into pieces on the way.
std::string marked(std::string text, std::size_t piece, QuoteMarker marker = QuoteMarker(',')) {
  for (std::size_t at = 0; at < text.size(); at += piece) {
    const std::size_t size = std::min(piece, text.size() - at);
    marker.mark(text.data() + at, static_cast<Index>(size));
  }
  std::replace(text.begin(), text.end(), kQuotedBreak, '~');
  return text;
}

TEST_CASE("line breaks are marked inside quotes and nowhere else, however the text is cut") {
  struct Case {
    const char* text;
    const char* expected;
  };
  const Case cases[] = {
      {"a,b\n1,2\n", "a,b\n1,2\n"},
      {"\"a\nb\",c\n", "\"a~b\",c\n"},
      {"\"a\"\n\"b\nc\"\n", "\"a\"\n\"b~c\"\n"},
      {"\"a\"\"\nb\"\n", "\"a\"\"~b\"\n"},   // a doubled quote closes nothing
      {"\"a\"\"\"\nb\n", "\"a\"\"\"\nb\n"},  // a doubled quote, then the closing one
      {"\"\"\nb\n", "\"\"\nb\n"},            // an empty field
      {"5\" pipe,\nb\n", "5\" pipe,\nb\n"},  // a quote in mid field is text
      {"a,\"\n\n\",\n", "a,\"~~\",\n"},
      {" \"a\nb\"\n", " \"a~b\"\n"},  // a blank may come before a quote
      {"x, \t\"a\nb\" ,\n", "x, \t\"a~b\" ,\n"},
      {"x \"a\nb\"\n", "x \"a\nb\"\n"},       // text may not
      {"\"a\"b\"\n\"c\n", "\"a\"b\"\n\"c~"},  // text after the closing quote
  };
  for (const Case& c : cases) {
    for (const std::size_t piece : {1U, 2U, 3U, 7U, 1000U}) {
      CAPTURE(c.text);
      CAPTURE(piece);
      CHECK(marked(c.text, piece) == c.expected);
    }
  }
}

TEST_CASE("quotes in a line of comment open nothing, however the text is cut") {
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 1000U}) {
    CAPTURE(piece);
    const std::string text = "# a,\"b\n \t#\"\nx,\"#\n#\"\n\n\"#,\n\"\n";
    CHECK(marked(text, piece, QuoteMarker(',', '#')) == "# a,\"b\n \t#\"\nx,\"#~#\"\n\n\"#,~\"\n");
  }
}

TEST_CASE("where blanks delimit fields a quote opens behind each of them") {
  CHECK(marked("a \"b\nc\"\t\"d\n\"\n", 3, QuoteMarker(' ')) == "a \"b~c\"\t\"d~\"\n");
}

TEST_CASE("only the delimiter in force opens a field") {
  CHECK(marked("a;\"\n\"", 100, QuoteMarker(';')) == "a;\"~\"");
  CHECK(marked("a;\"\n\"", 100, QuoteMarker(',')) == "a;\"\n\"");
}

TEST_CASE("an open quote is remembered where it opened, in the whole text") {
  QuoteMarker marker(',');
  std::string first = "ab,cd\n";
  std::string second = "x,\"yz\n";
  marker.mark(first.data(), static_cast<Index>(first.size()));
  CHECK_FALSE(marker.open());
  marker.mark(second.data(), static_cast<Index>(second.size()));
  CHECK(marker.open());
  CHECK(marker.opened_at() == 8);
  CHECK(marker.has_breaks());
}

}  // namespace
}  // namespace odds
