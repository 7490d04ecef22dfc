// Cells of factors as levels of a model.
#pragma once

#include "design/design_expander.hpp"
#include "design/row_reader.hpp"
#include "math/number_index.hpp"

#include <odds/table.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace odds {

inline constexpr std::int32_t kUnseenLevel = -1;

/// The text of a number that stands for a level: shortest that reads back the same.
std::string level_text(double value);

/// The number that the text of a level is, whatever its decimal mark; nullopt: it is none.
std::optional<double> level_value(std::string_view text);

/// Per variable of a plan, the levels of some rows; what DesignInput refers to.
using LevelColumns = std::vector<std::vector<std::int32_t>>;

/// Translates the codes of a source into levels of a plan, whatever levels the source has. Levels
/// that stand for numbers are found by value, in a column of texts as well.
class LevelCodes {
 public:
  LevelCodes(const DesignPlan& plan, const ColumnSource& source);

  /// Writes the levels of each variable that is used as a factor; kUnseenLevel for a level that the
  /// plan does not have, and for a missing cell.
  void read(const Bindings& bindings, Index rows, LevelColumns& levels) const;

 private:
  void translate_codes(std::size_t v, std::span<const std::int32_t> codes,
                       std::vector<std::int32_t>& levels) const;
  std::vector<std::int32_t> translate_numbers(std::size_t v, std::span<const double> numbers) const;

  const DesignPlan& plan_;
  std::vector<std::vector<std::int32_t>> level_of_code_;  // per variable; empty for a number column
  std::vector<bool> are_levels_;                          // per variable: codes are
  std::vector<NumberIndex> level_of_number_;              // per variable; empty for a text column
};

/// Input for an expander over rows whose levels have been read; refers to both arguments.
DesignInput design_input(const Bindings& bindings, const LevelColumns& levels, Index rows);

}  // namespace odds
