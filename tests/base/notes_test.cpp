#include <odds/notes.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

namespace odds {
namespace {

TEST_CASE("a note has the kind that the table says") {
  for (const NoteMeaning& meaning : note_meanings()) {
    const Note note = make_note(meaning.code, "text");
    CHECK(note.code == code_text(meaning.code));
    CHECK(note.kind == meaning.kind);
    CHECK(note.text == "text");
  }
}

TEST_CASE("codes have three digits, ascend, and each has a meaning that is a sentence") {
  std::string last;
  for (const NoteMeaning& meaning : note_meanings()) {
    const std::string code = code_text(meaning.code);
    CAPTURE(code);
    CHECK(code.size() == 4);
    CHECK(code > last);
    CHECK(meaning.meaning.ends_with('.'));
    CHECK_FALSE(meaning.maker.empty());
    last = code;
  }
}

TEST_CASE("a code that is not in the table makes no note") {
  CHECK_THROWS_AS(make_note(NoteCode{999}, "text"), std::out_of_range);
}

}  // namespace
}  // namespace odds
