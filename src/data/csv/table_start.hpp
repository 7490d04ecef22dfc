// Where the table of a delimited text begins, and what lines before it say.
#pragma once

#include "data/input/input_bytes.hpp"

#include <odds/types.hpp>

namespace odds {

/// The first line that belongs to a table.
struct TableStart {
  Index offset = 0;       ///< in the input; 0 where nothing comes before it, not even a mark
  Index line = 1;         ///< of the input
  char delimiter = '\0';  ///< that the line before it names (`sep=;`, as Excel reads it); NUL: none
};

/// Skips `lines` lines, whatever they hold, and then a line that says how fields are separated.
/// Throws Error(usage) if there are not as many lines, Error(data) for a separator that no table
/// can have.
TableStart find_start(const InputBytes& bytes, Index lines, bool lone_returns);

}  // namespace odds
