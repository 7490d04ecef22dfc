// The facts of the cells of a column, apart from their values: the grounds on which its type is
// found.
#pragma once

#include "data/types/number.hpp"
#include "data/types/number_spelling.hpp"
#include "data/types/text_index.hpp"

#include <odds/table.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace odds {

/// Counts and texts of the cells of one column in some rows.
///
/// A cell is a missing value (empty, or a code that is one in any column), a number, or a text.
/// What type the column has follows from all of them together (decide_type).
///
/// What is meant as a number but has no value (`inf`, `1e400`, `2,5`, `1,234`) counts as a number
/// here, and is a failure if the column comes out as one. A token, such as `?` or "NA" in quotes,
/// is a missing value of a number column and a text of a factor.
struct CellFacts {
  struct AboutText {
    NumberKind kind = NumberKind::none;
    bool token = false;  ///< missing among numbers
    Index cells = 0;     ///< with this text

    auto fields() { return std::tie(kind, token, cells); }

    /// Neither a number, or meant as one, nor missing among numbers.
    bool is_plain() const { return kind == NumberKind::none && !token; }
    bool is_number() const { return is_usable(kind) && !token; }
  };

  /// A text that is no number and no token: of a column of numbers, what is wrong with it.
  struct Offender {
    Index row = 0;
    std::int32_t code = 0;
    Place place = {};  ///< once it is known

    auto fields() { return std::tie(row, code, place.file, place.line, place.column); }
  };

  Index rows = 0;
  Index missing = 0;
  Index underflows = 0;
  Index roundings = 0;
  Index typeset = 0;      ///< numbers with a minus sign of print
  Index trimmed = 0;      ///< cells with blanks in their quotes, or invisible characters, at an end
  Index plain_texts = 0;  ///< cells that are not meant as numbers, without tokens
  Index unusable = 0;     ///< meant as numbers, without a value
  Index tokens = 0;       ///< missing among numbers, and texts elsewhere
  Index coded_numbers = 0;  ///< among `missing`: they have the value of a code and another text

  TextIndex texts;                  ///< of numbers, too, where they are kept
  std::vector<AboutText> abouts;    ///< by code
  std::vector<Offender> offenders;  ///< the first few with each text, in the order of their rows
  NumberSpellings spellings;        ///< of numbers, where they are watched

  /// Missing cells by their texts, other than empty ones and NA.
  std::map<std::string, Index, std::less<>> odd_tokens{};

  /// All but the texts themselves.
  auto fields() {
    return std::tie(rows, missing, underflows, roundings, typeset, trimmed, plain_texts, unusable,
                    tokens, coded_numbers, abouts, offenders, spellings, odd_tokens);
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

 private:
  void append_offenders(const CellFacts& later, const std::vector<std::int32_t>& here);
};

}  // namespace odds
