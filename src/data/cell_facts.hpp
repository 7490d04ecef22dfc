// What the cells of a column are, apart from their values: the grounds on which its type is found.
#pragma once

#include "data/number.hpp"
#include "data/number_spelling.hpp"
#include "data/text_index.hpp"

#include <odds/table.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace odds {

/// What comes of a column.
enum class ColumnOutcome { number, factor, failure };

/// Whether a text in the column is an error.
inline bool wants_numbers(Expect expect) {
  return expect == Expect::number || expect == Expect::numbers_as_levels;
}

/// Counts and texts of the cells of one column in some rows.
///
/// A cell is a missing value (empty, or an unquoted missing token), a number, or a text. The type
/// follows from all of them together:
///
/// | cells that are not missing              | automatic | any, category | number  | text   |
/// |-----------------------------------------|-----------|---------------|---------|--------|
/// | none                                    | number    | number        | number  | factor |
/// | numbers only                            | number    | number        | number  | factor |
/// | texts only                              | factor    | factor        | failure | factor |
/// | texts and numbers, half or more numbers | failure   | factor        | failure | factor |
/// | texts and more of them than numbers     | factor    | factor        | failure | factor |
///
/// (Numbers that are expected to be categories may be a factor by their texts: ColumnAssembly.)
///
/// What is meant as a number but has no value (`inf`, `1e400`, `2,5`, `1,234`) counts as a number
/// here, and is a failure if the column comes out as one. A missing token in quotes ("NA") is
/// a missing value of a number column and a text of a factor.
struct CellFacts {
  struct AboutText {
    NumberKind kind = NumberKind::none;
    bool token = false;  ///< a missing token, which was quoted

    auto fields() { return std::tie(kind, token); }
  };

  /// A text that is no number and no missing token: of a column of numbers, what is wrong with it.
  struct Offender {
    Index row = 0;
    std::int32_t code = 0;
    Place place = {};  ///< once somebody who knows has told it

    auto fields() { return std::tie(row, code, place.file, place.line, place.column); }
  };

  Index rows = 0;
  Index missing = 0;
  Index underflows = 0;
  Index roundings = 0;
  Index plain_texts = 0;  ///< cells that are not meant as numbers, without tokens
  Index unusable = 0;     ///< meant as numbers, without a value
  Index tokens = 0;       ///< missing tokens in quotes

  TextIndex texts;                                         ///< of numbers, too, where they are kept
  std::vector<AboutText> abouts;                           ///< by code
  std::vector<Offender> offenders;                         ///< the first few
  NumberSpellings spellings;                               ///< of numbers, where they are watched
  std::map<std::string, Index, std::less<>> odd_tokens{};  ///< other than empty and NA: cells

  /// All but the texts themselves.
  auto fields() {
    return std::tie(rows, missing, underflows, roundings, plain_texts, unusable, tokens, abouts,
                    offenders, spellings, odd_tokens);
  }

  Index number_cells() const { return rows - missing - plain_texts - unusable - tokens; }

  /// Counts the text with this code as the next row, without adding the row.
  void count_text(std::int32_t code);

  /// Counts a number that is none like any other.
  void count_number(NumberKind kind);

  /// Adds the facts of the rows that follow; returns the code here of each of their texts.
  std::vector<std::int32_t> append(const CellFacts& later);

  /// Forgets everything, but keeps memory for more.
  void clear();

  ColumnOutcome outcome(Expect expect) const;

  /// What a user should know about a column `name` that came out as `outcome`.
  std::vector<std::string> notes(const std::string& name, Expect expect,
                                 ColumnOutcome outcome) const;

  /// `"12O" is not a number (3 such values in 10 rows)`. Requires an offender.
  std::string complaint() const;
};

}  // namespace odds
