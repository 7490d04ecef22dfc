// The note on how something was read that has no code of its own.
#pragma once

#include <odds/note.hpp>

#include <string>

namespace odds {

/// N020.
Note reading_note(std::string text);

}  // namespace odds
