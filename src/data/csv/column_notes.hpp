// Notes for the user on how a column was read.
#pragma once

#include "data/types/column_type.hpp"

#include <odds/note.hpp>

#include <string>
#include <vector>

namespace odds {

/// A column whose type is settled.
struct SettledColumn {
  const std::string& name;
  const CellFacts& facts;
  Expect expect = Expect::automatic;
  ColumnOutcome outcome = ColumnOutcome::number;
  char decimal = '.';
  bool texts_known = false;              ///< as in decide_type
  const CellForm& form;                  ///< plain: none
  const CellForm* known_form = nullptr;  ///< as in ColumnRequest; null: none
  bool folds_levels = false;
};

/// Notes reading (numbers that are not what is written), codes_read_as_missing (other than empty
/// cells and NA), codes_as_levels, numbers_and_texts, strays.
std::vector<Note> column_notes(const SettledColumn& column);

/// Notes on what its texts look like, N110 to N117.
std::vector<Note> look_notes(const SettledColumn& column);

}  // namespace odds
