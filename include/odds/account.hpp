// The rows and columns that a result is made of, as it tells its reader.
#pragma once

#include <odds/index.hpp>
#include <odds/note.hpp>

#include <string>
#include <vector>

namespace odds {

/// Why a row is not used.
enum class DropCause {
  missing,
  filter,
  zero_weight,
  no_trials,
  separated_level,
  infinite_term,
  uninformative_set,
  unseen_level
};

/// The names that reports have for them, in that order.
inline constexpr const char* kDropCauseNames[] = {
    "missing",         "filter",        "zero weight",       "no trials",
    "separated level", "infinite term", "uninformative set", "unseen level"};

inline const char* cause_name(DropCause cause) { return kDropCauseNames[static_cast<int>(cause)]; }

/// Rows that were read and not used.
struct DroppedRows {
  std::string column;  ///< of what is missing or separated, or of the sets; else empty
  DropCause cause = DropCause::missing;
  Index rows = 0;
  std::vector<std::string> levels;  ///< of the column, that the fit left out or has not seen
};

/// Counts of rows: read = used + the sum over dropped. A row with several causes counts
/// under the first: filter, then missing in the order of the formula, then zero weight,
/// then no trials, then separated levels in the order of the formula, then infinite terms (of
/// effects, where the fit has such rows at an asymptote), then sets that have events only or
/// non-events only. Unseen levels, of new data, come before infinite terms.
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

}  // namespace odds
