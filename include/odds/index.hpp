// The type of every count and every position; alone, as a header that needs no more is cheap.
#pragma once

#include <cstddef>

namespace odds {

using Index = std::ptrdiff_t;  ///< signed

}  // namespace odds
