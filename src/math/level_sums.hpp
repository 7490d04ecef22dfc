// Sums by level of a factor, of which a part of the rows meets only a few.
#pragma once

#include "math/linear_algebra.hpp"

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

namespace odds {

/// The levels that some rows have, and where among them that of each row stands.
struct ObservedLevels {
  std::vector<std::int32_t> levels;  ///< ascending, each once
  std::vector<std::int32_t> place;   ///< rows; the row's level is levels[place]; -1: it has none
};

/// `code` is the level of each row; negative: none. O(rows + levels / 64), whatever the order.
ObservedLevels observed_levels(std::span<const std::int32_t> code);

/// `width` sums for each of the levels that were met. Adds up over parts of the rows: the sums of
/// a few rows take the memory of their own levels, not of all that there are.
struct LevelSums {
  std::vector<std::int32_t> levels;  ///< ascending, each once
  Matrix values;                     ///< width x levels.size()

  LevelSums() = default;

  /// All sums are 0.
  LevelSums(std::vector<std::int32_t> met, Index width);

  /// The union of the levels. Both have the same width, unless one is empty.
  LevelSums& operator+=(const LevelSums& other);
  auto fields() { return std::tie(levels, values); }
};

/// How many of the rows have each level: sums of width 1.
LevelSums count_levels(std::span<const std::int32_t> code);

}  // namespace odds
