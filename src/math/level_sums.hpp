// Sums by level of a factor.
#pragma once

#include "math/keyed_sums.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace odds {

/// The levels that some rows have, and where among them that of each row stands.
struct ObservedLevels {
  std::vector<std::int32_t> levels;  ///< ascending, each once
  std::vector<std::int32_t> place;   ///< rows; the row's level is levels[place]; -1: it has none
};

/// `code` is the level of each row; negative: none. O(rows + levels / 64), whatever the order.
ObservedLevels observed_levels(std::span<const std::int32_t> code);

using LevelSums = KeyedSums<std::int32_t>;

/// How many of the rows have each level: sums of width 1.
LevelSums count_levels(std::span<const std::int32_t> code);

}  // namespace odds
