#include "effects/dose/fieller.hpp"

#include "base/special_values.hpp"

#include <algorithm>
#include <cmath>

namespace odds {
double Crossing::std_error() const { return std::sqrt(height_variance) / std::abs(slope); }

double Crossing::g(double critical) const {
  return critical * critical * slope_variance / (slope * slope);
}

ConfidenceSet delta_set(const Crossing& crossing, double critical) {
  const double reach = critical * crossing.std_error();
  return {{crossing.estimate - reach, crossing.estimate + reach}};
}

ConfidenceSet fieller_set(const Crossing& crossing, double critical) {
  if (crossing.height_variance == 0.0) {
    if (crossing.g(critical) >= 1.0) return {{-kInfinity, kInfinity}};
    return {{crossing.estimate, crossing.estimate}};
  }
  // With v = m - estimate, all over slope^2: (1 - g) v^2 - 2 b v - c <= 0.
  const double z2 = critical * critical / (crossing.slope * crossing.slope);
  const double a = 1.0 - crossing.g(critical);
  const double b = z2 * crossing.covariance;
  const double c = z2 * crossing.height_variance;
  const double discriminant = b * b + a * c;
  if (a <= 0.0 && discriminant <= 0.0) return {{-kInfinity, kInfinity}};
  const double q = b + std::copysign(std::sqrt(discriminant), b);
  const double far = crossing.estimate + q / a;  // infinite for g = 1
  const double near = crossing.estimate - c / q;
  if (a > 0.0) return {{std::min(near, far), std::max(near, far)}};
  if (a == 0.0) {
    return {q < 0.0 ? ConfidenceRange{-kInfinity, near} : ConfidenceRange{near, kInfinity}};
  }
  return {{-kInfinity, std::min(near, far)}, {std::max(near, far), kInfinity}};
}

}  // namespace odds
