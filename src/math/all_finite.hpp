// Whether numbers are finite.
#pragma once

#include "math/linear_algebra.hpp"

namespace odds {

/// Whether no value is infinite or not a number: 0 times such a value is not a number, and so is
/// their sum, which is taken a vector at a time.
inline bool all_finite(VectorRef values) { return (0.0 * values.array()).sum() == 0.0; }

}  // namespace odds
