// What a result tells its reader about the rows and columns it was made of.
#pragma once

#include <odds/types.hpp>

#include <string>
#include <vector>

namespace odds {

/// Rows that were read and not used.
struct DroppedRows {
  std::string column;  ///< empty for a filter
  std::string cause;   ///< "missing", "filter", "zero weight", "no trials", "separated level"
  Index rows = 0;
  std::vector<std::string> levels;  ///< of the column, that the fit left out; else empty
};

/// What became of the rows: read = used + the sum over dropped. A row with several causes counts
/// under the first: filter, then missing in the order of the formula, then zero weight,
/// then no trials, then separated levels in the order of the formula.
struct RowCounts {
  Index read = 0;
  Index used = 0;
  std::vector<DroppedRows> dropped;
};

/// How a column reads in a table for humans; all empty unless it is the main effect of a factor.
struct TermLabel {
  std::string factor;  ///< `race`
  std::string level;   ///< `black`
  std::string base;    ///< `white`; empty when every level has a column
};

/// What a note asks of its reader.
///
/// | kind    | the result                                                                  |
/// |---------|-----------------------------------------------------------------------------|
/// | remark  | is what was asked for; the note says how it is to be read                    |
/// | warning | may not be what was meant, or is worth less than it looks; fails `--strict`   |
enum class NoteKind { remark, warning };

/// A sentence or two for the user. Codes are stable: scripts may look for them.
struct Note {
  std::string code;  ///< "N012"
  std::string text;
  NoteKind kind = NoteKind::warning;
};

}  // namespace odds
