// The values of a double that are no numbers.
#pragma once

#include <limits>

namespace odds {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();
inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

}  // namespace odds
