// Where a straight line with uncertain coefficients crosses zero: limits of a ratio.
#pragma once

#include <odds/dose.hpp>

namespace odds {

/// The line slope (m - estimate), its height at the estimate and its slope uncertain: what is there
/// to say about a ratio of two estimates of joint normal distribution.
struct Crossing {
  double estimate = 0.0;
  double slope = 1.0;
  double height_variance = 0.0;  ///< at the estimate, where the height is 0
  double covariance = 0.0;       ///< of that height and the slope
  double slope_variance = 0.0;

  double std_error() const;         ///< by the delta method: sqrt(height_variance) / |slope|
  double g(double critical) const;  ///< Fieller's: critical^2 slope_variance / slope^2
};

ConfidenceSet delta_set(const Crossing& crossing, double critical);

/// All m at which the height is not told from 0: [slope (m - estimate)]^2 <= critical^2 Var(height
/// at m). A bounded range for g < 1; for g >= 1 all but what lies between two numbers, or all. Ends
/// are formed without cancellation. Source: Fieller (1954), JRSS B 16, 175-185.
ConfidenceSet fieller_set(const Crossing& crossing, double critical);

}  // namespace odds
