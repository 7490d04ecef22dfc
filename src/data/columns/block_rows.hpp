// How many rows are worked on at a time.
#pragma once

#include <odds/types.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>

namespace odds {

/// Rows of a block of a pass over so many columns, a power of two.
///
/// As many as let its cells stay in a core's second-level cache (512 KiB). If columns are many, not
/// so few that beginning with each of them costs more than the cache saves, as long as the cells
/// stay in a share of the third level (8 MiB): shorter columns were measured to cost a tenth to a
/// fifth of a fit of 50 or 200.
inline Index rows_of_block(Index columns) {
  constexpr Index kMostRows = 8192;
  constexpr Index kLongColumn = 2048;
  constexpr Index kLeastRows = 512;
  const auto fitting = [&](Index cells) {
    const auto rows = static_cast<std::size_t>(cells / std::max(columns, Index{1}));
    return static_cast<Index>(std::bit_floor(rows));
  };
  constexpr Index kSecondLevel = Index{1} << 16;  // cells
  constexpr Index kThirdLevel = Index{1} << 20;
  const Index near = std::clamp(fitting(kSecondLevel), kLongColumn, kMostRows);
  return std::clamp(fitting(kThirdLevel), kLeastRows, near);
}

}  // namespace odds
