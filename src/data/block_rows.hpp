// How many rows are worked on at a time.
#pragma once

#include <odds/types.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>

namespace odds {

/// Rows of a block of a pass over so many columns, a power of two: as many as let its cells stay in
/// a core's second-level cache (512 KiB), but not so few that they cost more to begin with than
/// they save there.
inline Index rows_of_block(Index columns) {
  constexpr Index kCells = 65536;
  constexpr Index kMostRows = 8192;
  constexpr Index kLeastRows = 512;
  const auto fitting = static_cast<std::size_t>(kCells / std::max(columns, Index{1}));
  return std::clamp(static_cast<Index>(std::bit_floor(fitting)), kLeastRows, kMostRows);
}

}  // namespace odds
