#include "curve/probit.hpp"

#include "curve/normal_hazard.hpp"
#include "math/distributions.hpp"

#include <cmath>

namespace odds {
namespace {

/// phi(q) / (1 - Phi(q)) - q for q >= 0. Four interleaved polynomials of t^4, so that as many
/// multiplications are under way at a time.
double excess(double q) {
  constexpr int kTerms = kNormalHazardTerms;
  static_assert(kTerms % 4 == 1);
  const double t = std::isinf(q) ? 1.0 : (q - 3.5) / (q + 3.5);
  const double t2 = t * t;
  const double t4 = t2 * t2;
  double sums[4] = {kNormalHazard[kTerms - 1], 0.0, 0.0, 0.0};
  for (int k = kTerms - 5; k >= 0; k -= 4) {
    for (int part = 0; part < 4; ++part) sums[part] = sums[part] * t4 + kNormalHazard[k + part];
  }
  return ((sums[0] + sums[1] * t) + (sums[2] + sums[3] * t) * t2) / (q + 1.5);
}

/// exp(-q^2 / 2) / sqrt(2 pi), with what the square loses by rounding.
double density(double q) {
  const double square = q * q;
  const double density = std::exp(-0.5 * square) / kRootOfTwoPi;
  return density > 0.0 ? density * (1.0 - 0.5 * std::fma(q, q, -square)) : 0.0;
}

}  // namespace

LinkPoint ProbitLink::at(double eta) {
  const double q = std::abs(eta);
  const double rest = excess(q);
  const OutcomeTail unlikely{.slope = q + rest, .ratio = rest};
  const double d1 = density(q);
  const double tail = d1 / unlikely.slope;
  const double likely_slope = d1 / (1.0 - tail);  // tail <= 1/2: nothing cancels
  const OutcomeTail likely{.slope = likely_slope, .ratio = q + likely_slope};
  const bool rises = eta >= 0.0;
  const double falling = d1 > 0.0 ? d1 * eta : 0.0;  // no 0 * infinity
  return {.value = rises ? 1.0 - tail : tail,
          .complement = rises ? tail : 1.0 - tail,
          .d1 = d1,
          .d2 = -falling,
          .d3 = d1 > 0.0 ? falling * eta - d1 : 0.0,
          .event = rises ? likely : unlikely,
          .nonevent = rises ? unlikely : likely};
}

double ProbitLink::log_value(double eta, const LinkPoint& point) {
  if (eta >= 0.0) return std::log1p(-point.complement);
  return -0.5 * eta * eta - kLogOfRootOfTwoPi - std::log(point.event.slope);
}

double ProbitLink::log_complement(double eta, const LinkPoint& point) {
  if (eta <= 0.0) return std::log1p(-point.value);
  return -0.5 * eta * eta - kLogOfRootOfTwoPi - std::log(point.nonevent.slope);
}

double ProbitLink::at_probability(double p) { return normal_quantile(p); }

double ProbitLink::at_odds(double event, double nonevent) {
  const double both = event + nonevent;
  return event < nonevent ? normal_quantile(event / both) : -normal_quantile(nonevent / both);
}

}  // namespace odds
