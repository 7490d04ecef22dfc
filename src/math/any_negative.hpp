// Whether one of many codes stands for nothing.
#pragma once

#include <cstdint>
#include <span>

namespace odds {

/// Whether a code is negative. Looks at all of them, many at a time, since hardly ever one is.
inline bool any_negative(std::span<const std::int32_t> codes) {
  std::int32_t all = 0;
  for (const std::int32_t code : codes) all |= code;
  return all < 0;
}

}  // namespace odds
