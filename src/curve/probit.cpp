#include "curve/probit.hpp"

#include "math/distributions.hpp"

#include <cmath>
#include <iterator>

namespace odds {
namespace {

constexpr double kRootOfTwoPi = 2.5066282746310002;       // sqrt(2 pi)
constexpr double kLogOfRootOfTwoPi = 0.9189385332046727;  // log sqrt(2 pi)

/// (q + 3/2) (phi(q) / (1 - Phi(q)) - q) as a polynomial of (q - 7/2) / (q + 7/2): by Chebyshev
/// interpolation with mpmath.
constexpr double kExcess[] = {
    1.2569563242884987,      -0.23291631929149023,   -0.14378222078508807,
    0.1699944156992372,      -0.02807436489399714,   -0.044639951766867664,
    0.019082483416387845,    0.01161777729730765,    -0.007893351303073766,
    -0.003194920829292245,   0.0028404829897604664,  0.0009591017625354808,
    -0.0009381405320396212,  -0.0003122160158927646, 0.0002846612231432348,
    0.00010439326517592817,  -7.789754405285374e-05, -3.31790368382311e-05,
    1.870783372383563e-05,   9.242660815367413e-06,  -3.857626554299575e-06,
    -2.0578075603433024e-06, 6.967323577581459e-07,  3.186917040081436e-07,
    -1.21447634517181e-07,   -2.520032252339394e-08, 2.0401176262247543e-08,
    -3.0660663257789806e-11, -2.150458792646098e-09};

/// phi(q) / (1 - Phi(q)) - q for q >= 0. Four interleaved polynomials of t^4, so that as many
/// multiplications are under way at a time.
double excess(double q) {
  constexpr int kTerms = std::size(kExcess);
  static_assert(kTerms % 4 == 1);
  const double t = std::isinf(q) ? 1.0 : (q - 3.5) / (q + 3.5);
  const double t2 = t * t;
  const double t4 = t2 * t2;
  double sums[4] = {kExcess[kTerms - 1], 0.0, 0.0, 0.0};
  for (int k = kTerms - 5; k >= 0; k -= 4) {
    for (int part = 0; part < 4; ++part) sums[part] = sums[part] * t4 + kExcess[k + part];
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
