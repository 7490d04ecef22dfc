// The one place where it is decided what type a column has.
#pragma once

#include "data/types/type_inference.hpp"

#include <odds/table.hpp>

#include <string>
#include <vector>

namespace odds {

/// The outcome for a column. Open: the texts of its numbers have to be known to tell.
enum class ColumnOutcome { number, factor, failure, open };

/// Whether a text in the column is an error.
inline bool wants_numbers(Expect expect) {
  return expect == Expect::number || expect == Expect::numbers_as_levels;
}

/// The type of a column with these cells, unless they have a form of their own (look_at).
///
/// | cells that are not missing             | automatic, lenient | category | number  | text   |
/// |----------------------------------------|--------------------|----------|---------|--------|
/// | none                                   | number             | number   | number  | factor |
/// | numbers, perhaps tokens                | number             | number   | number  | factor |
/// | texts only, or tokens only             | factor             | factor   | failure | factor |
/// | numbers and texts, levels (see Expect) | factor             | factor   | failure | factor |
/// | numbers and texts, strays              | failure, number    | factor   | failure | factor |
///
/// Numbers that are expected to be categories are a factor, too, if one of them has several texts
/// or says more than its value (are_levels_by_value). A number column of tokens only is all
/// missing.
///
/// `texts_known`: the texts of numbers are among those of `facts`, which is needed where they are
/// levels. The outcome is the same for whoever asks: describe, a fit, and all that follows it.
ColumnOutcome decide_type(const CellFacts& facts, Expect expect, char decimal, bool texts_known);

/// The texts of numbers, as far as they are known.
std::vector<std::string> number_texts(const CellFacts& facts);

}  // namespace odds
