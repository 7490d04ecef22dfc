// Collects the cells of one column as they are read.
#pragma once

#include "data/csv/field_splitter.hpp"
#include "data/types/missing_codes.hpp"
#include "data/types/plain_number.hpp"
#include "data/types/type_inference.hpp"

#include <odds/table.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace odds {

/// How the text of a cell is understood.
struct CellRules {
  char decimal = '.';
  MissingCodes missing;
  bool decimal_is_told = false;  ///< else the mark is what is likely
  bool folds_levels = false;     ///< as CsvOptions::fold_levels
};

/// The cells of one column in some rows, row after row. Their type is not known yet (CellFacts), so
/// numbers and texts are kept apart; the texts of numbers are not kept, unless `keeps_texts`.
class ColumnBuilder {
 public:
  /// `rules` must outlive the builder.
  ColumnBuilder(Expect expect, const CellRules& rules, bool keeps_texts = false);

  /// Whether a plain number is added as it is, whatever its text.
  bool takes_values() const { return !keeps_texts_ && !looks_closer_; }
  char decimal() const { return decimal_; }

  /// Adds the number of the next row; requires takes_values().
  void add_value(double value) {
    const auto row = static_cast<std::size_t>(facts_.rows);
    if (numbers_.size() != row) numbers_.resize(row);
    numbers_.push_back(value);
    ++facts_.rows;
  }

  /// Adds the plain number that is all of the next row's cell, which begins at `text` and ends at
  /// `delimiter` or `end`; returns where. nullptr: nothing was added, `add` must look at it.
  /// Memory: as read_plain_number and read_short_number demand it.
  const char* add_plain_number(const char* text, const char* end, char delimiter) {
    if (keeps_texts_ || !may_begin_number(*text, decimal_)) return nullptr;
    double value = 0.0;
    const char* stop = read_short_number(text, delimiter, decimal_, value);
    if (stop == nullptr) {
      stop = read_plain_number(text, decimal_, value);
      if (stop == nullptr || (stop != end && *stop != delimiter)) return nullptr;
    }
    add_number(value, {text, static_cast<std::size_t>(stop - text)});
    return stop;
  }

  /// Adds the cell of the next row. Memory: as read_plain_number demands it.
  void add(const Field& field) {
    double value = 0.0;
    if (field.quoted && !keeps_texts_ &&
        read_plain_number(field.begin, decimal_, value) == field.end) {
      add_number(value, field.raw());
    } else {
      add_other(field);
    }
  }

  /// Adds a row without a value.
  void add_missing();

  /// Forgets all rows, but keeps their memory for others.
  void clear();

  const CellFacts& facts() const { return facts_; }

  // Each of these ends with the last row that it has something for.
  const std::vector<double>& numbers() const { return numbers_; }         ///< else 0
  const std::vector<std::int32_t>& codes() const { return codes_; }       ///< of texts; else -1
  const std::vector<std::uint64_t>& missing() const { return missing_; }  ///< as Cells::missing

 private:
  void add_number(double value, std::string_view text) {
    if (!looks_closer_ || is_value(value, text)) add_value(value);
  }
  bool is_value(double value, std::string_view text);
  void add_coded_number(std::string_view text);
  void add_other(const Field& field);
  void add_text(std::string_view text, const CellFacts::AboutText& about);
  void add_code(std::int32_t code);
  void add_token(std::string_view token);

  // The members that a number needs come first, in one line of the cache or in two: a record
  // of many columns finds all of its builders there.
  Expect expect_;
  bool keeps_texts_;   // of numbers
  bool watches_;       // how numbers are spelled
  bool looks_closer_;  // at every number: watches, or a number may be a code of missing values
  char decimal_;
  const CellRules& rules_;
  std::vector<double> numbers_;
  CellFacts facts_;

  std::vector<std::int32_t> codes_;
  std::vector<std::uint64_t> missing_;
  std::string scratch_;
};

}  // namespace odds
