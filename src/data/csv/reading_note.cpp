#include "data/csv/reading_note.hpp"

#include <odds/notes.hpp>

#include <utility>

namespace odds {

Note reading_note(std::string text) { return make_note(NoteCode::reading, std::move(text)); }

}  // namespace odds
