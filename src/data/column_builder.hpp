// Collects the cells of one column and finds out what type it has.
#pragma once

#include "data/field_splitter.hpp"
#include "data/number.hpp"
#include "data/plain_number.hpp"
#include "data/text_index.hpp"
#include "data/typed_columns.hpp"

#include <odds/table.hpp>

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace odds {

/// The texts that mean "no value".
class MissingTokens {
 public:
  MissingTokens(const std::vector<std::string>& tokens, char decimal);

  bool contains(std::string_view text) const;

  /// Whether one of them is a number, so that a number may be a missing value.
  bool has_number() const { return has_number_; }

 private:
  std::vector<std::string> tokens_;
  std::array<bool, 256> begins_token_{};  // by first byte
  bool has_number_ = false;
};

/// How the text of a cell is understood.
struct CellRules {
  char decimal = '.';
  MissingTokens missing;
};

/// The cells of one column, row after row.
///
/// A cell is a missing value (empty, or an unquoted missing token), a number, or a text. The type
/// follows from all of them together, so numbers and texts are kept apart until `finish`:
///
/// | cells that are not missing              | automatic | category | number  | text   |
/// |-----------------------------------------|-----------|----------|---------|--------|
/// | none                                    | number    | number   | number  | factor |
/// | numbers only                            | number    | number   | number  | factor |
/// | texts only                              | factor    | factor   | failure | factor |
/// | texts and numbers, half or more numbers | failure   | factor   | failure | factor |
/// | texts and more of them than numbers     | factor    | factor   | failure | factor |
///
/// What is meant as a number but has no value (`inf`, `1e400`, `2,5`, `1,234`) counts as a number
/// here, and is a failure if the column comes out as one. A missing token in quotes ("NA") is
/// a missing value of a number column and a text of a factor.
class ColumnBuilder {
 public:
  ColumnBuilder(std::string name, Expect expect, const CellRules& rules);

  /// Tells about how many rows there will be, once it is known whether they hold numbers.
  void reserve(Index rows);

  /// Adds the plain number that is all of the next row's cell, which begins at `text` and ends at
  /// `delimiter` or `end`; returns where. nullptr: nothing was added, `add` must look at it.
  /// Memory: as read_plain_number demands it.
  const char* add_plain_number(const char* text, const char* end, char delimiter) {
    if (!plain_first_) return nullptr;
    double value = 0.0;
    const char* const stop = read_plain_number(text, rules_.decimal, value);
    if (stop == nullptr || (stop != end && *stop != delimiter)) return nullptr;
    add_number(value);
    return stop;
  }

  /// Adds the cell of the next row. Memory: as read_plain_number demands it.
  void add(const Field& field) {
    double value = 0.0;
    if (field.quoted && plain_first_ &&
        read_plain_number(field.begin, rules_.decimal, value) == field.end) {
      add_number(value);
    } else {
      add_other(field);
    }
  }

  /// Adds a row without a value.
  void add_missing();

  /// Adds all rows of `later`, a builder of the same column, as if their cells had been added here.
  void append(const ColumnBuilder& later);

  /// Forgets all rows, but keeps their memory for others.
  void clear();

  /// The column. Throws Error(data) at the first cell that does not fit its type, with the number
  /// of such cells and the first five of them.
  std::shared_ptr<const TypedColumn> finish(const Origin& origin) &&;

 private:
  enum class Outcome { number, factor, failure };

  struct AboutText {
    NumberKind kind = NumberKind::none;
    bool token = false;  // a missing token, which was quoted
  };

  struct Offender {
    Index row;
    std::int32_t code;
  };

  // How many cells there are of each kind; all others are numbers.
  struct Counts {
    Index missing = 0;
    Index underflows = 0;
    Index roundings = 0;
    Index texts = 0;     // that are not meant as numbers, without tokens
    Index unusable = 0;  // meant as numbers, without a value
    Index tokens = 0;    // missing tokens in quotes

    void operator+=(const Counts& other);
  };

  void add_number(double value) {
    const auto row = static_cast<std::size_t>(rows_);
    if (numbers_.size() != row) numbers_.resize(row);
    numbers_.push_back(value);
    ++rows_;
  }
  void add_other(const Field& field);
  void add_text(std::string_view text, const AboutText& about);
  void add_code(std::int32_t code);
  void add_token(std::string_view token);
  void append_numbers(const ColumnBuilder& later);
  void append_texts(const ColumnBuilder& later);

  Index number_cells() const {
    return rows_ - cells_.missing - cells_.texts - cells_.unusable - cells_.tokens;
  }
  Outcome outcome() const;
  void fill_numbers(TypedColumn& column);
  void fill_codes(TypedColumn& column);
  std::vector<std::string> notes(Outcome outcome) const;
  [[noreturn]] void fail(const Origin& origin) const;
  std::string complaint() const;

  std::string name_;
  Expect expect_;
  const CellRules& rules_;
  bool plain_first_;  // plain digits need no look at the missing tokens

  Index rows_ = 0;
  std::vector<double> numbers_;         // up to the last number; 0 where there is none
  std::vector<std::int32_t> codes_;     // up to the last text; -1 where there is none
  std::vector<std::uint64_t> missing_;  // up to the last missing cell

  TextIndex texts_;
  std::vector<AboutText> abouts_;    // by code
  std::vector<Offender> offenders_;  // the first few texts that are no missing tokens
  std::map<std::string, Index, std::less<>> odd_tokens_;  // other than empty and NA: cells
  std::string scratch_;

  Counts cells_;
};

}  // namespace odds
