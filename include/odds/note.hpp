// A note: a sentence that goes with a result.
#pragma once

#include <string>

namespace odds {

/// The attention that a note asks of its reader.
///
/// | kind    | the result                                                                  |
/// |---------|-----------------------------------------------------------------------------|
/// | remark  | is what was asked for; the note says how it is to be read                   |
/// | warning | may not be what was meant, or is worth less than it looks; fails `--strict` |
enum class NoteKind { remark, warning };

/// A sentence or two for the user.
struct Note {
  std::string code;  ///< "N012"
  std::string text;
  NoteKind kind = NoteKind::warning;
  bool operator==(const Note&) const = default;
};

}  // namespace odds
