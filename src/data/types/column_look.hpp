// The look of the texts of a column: numbers in another form than the plain one, or dates.
#pragma once

#include "data/types/type_inference.hpp"

#include <odds/cell_form.hpp>
#include <odds/table.hpp>

#include <string>
#include <string_view>

namespace odds {

/// The forms of a column that are known before its cells are seen.
struct CellForms {
  const CellForm* known = nullptr;  ///< as in ColumnRequest; null: none
  char decimal = '.';               ///< of the file
  bool decimal_is_told = false;
};

/// The form of a column.
struct ColumnLook {
  CellForm form;         ///< plain: that is all, or there is none that fits all cells
  bool is_open = false;  ///< the texts of plain numbers have to be known to tell
};

/// Whether the form of cells matters: not where texts are levels.
inline bool wants_form(Expect expect) {
  return expect != Expect::category && expect != Expect::text;
}

/// The form that all cells of a column have that are neither missing nor tokens: the one that is
/// known, if it fits; else the one that the texts agree on (FormFinder). Plain numbers fit in with
/// numbers that have marks between thousands, not with units or dates.
///
/// Facts that the reader has gathered are enough: nothing is read again, and one text that is no
/// number in any form ends the search. `texts_known`: the texts of plain numbers are among them.
ColumnLook look_at(const CellFacts& facts, const CellForms& forms, bool texts_known);

/// The number that the text of a cell is in that form; NaN if it is none.
double value_in_form(std::string_view text, const CellForm& form, char decimal);

/// The texts of a column without a form that look like more than categories.
struct Suspicion {
  std::string
      numbers;        ///< one of those that look like numbers, if half of the cells do; else empty
  std::string dates;  ///< likewise
};
Suspicion suspected_texts(const CellFacts& facts, char decimal);

/// A text that shows the form, the first whose number is not 0 if there is one; requires that there
/// is a text that is not plain.
const std::string& example_of_form(const CellFacts& facts, const CellForm& form, char decimal);

}  // namespace odds
