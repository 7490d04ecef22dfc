// The texts of cells that mean "no value".
#pragma once

#include <odds/csv.hpp>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace odds {

/// The codes of missing values in one column, as the table of CsvOptions has them. Texts are
/// compared without the blanks around them.
class MissingCodes {
 public:
  /// For the column `name`.
  explicit MissingCodes(const CsvOptions& options = {}, const std::string& name = {});

  /// Whether a cell of any type has no value.
  bool is_missing(std::string_view text, bool quoted) const;

  /// Whether a cell that is not missing by itself has no value beside numbers.
  bool is_missing_among_numbers(std::string_view text) const;

  /// Whether a number is one of the codes, however it is spelled.
  bool contains(double number) const;
  bool has_numbers() const { return !numbers_.empty(); }

 private:
  bool usual_;
  std::vector<std::string> named_;
  std::vector<double> numbers_;                // those of named_ that are numbers
  std::array<bool, 256> begins_missing_ = {};  // by first byte
};

/// Whether a text says in words or signs that there is no answer (`Missing`, `unknown`, `-`,
/// `not applicable`), whatever the case of its letters. It may be an answer, too: it is never taken
/// for a missing value by itself.
bool says_no_answer(std::string_view text);

}  // namespace odds
