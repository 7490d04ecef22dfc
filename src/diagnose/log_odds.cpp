#include "diagnose/log_odds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace odds {

Vector log_odds(const Vector& eta, const ResponseCurve& curve) {
  if (curve.is_sigmoid()) return eta;
  Vector result(eta.size());
  const auto log_of = [](double p) {
    return std::log(std::max(p, std::numeric_limits<double>::min()));
  };
  for (Index i = 0; i < eta.size(); ++i) {
    const CurvePoint p = curve.at(eta[i]);
    result[i] = log_of(p.value) - log_of(p.complement);
  }
  return result;
}

}  // namespace odds
