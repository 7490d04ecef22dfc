// Log odds of probabilities on any curve.
#pragma once

#include "curve/response_curve.hpp"
#include "math/linear_algebra.hpp"

namespace odds {

/// log(P / (1 - P)) at each linear predictor, finite also where one of both is 0 to the last digit.
Vector log_odds(const Vector& eta, const ResponseCurve& curve);

}  // namespace odds
