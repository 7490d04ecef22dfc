#include "curve/cloglog.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace odds {
namespace {

/// a + m - 1 for a = m / (exp(m) - 1): m/2 + m^2/12 - m^4/720 + .., the series of Bernoulli's
/// numbers, where a - 1 would cancel.
double ratio_of_events(double m, double a) {
  if (m > 0.5) return m + a - 1.0;
  constexpr double kBernoulli[] = {1.0 / 12,         -1.0 / 720,     1.0 / 30240,
                                   -1.0 / 1209600,   1.0 / 47900160, -691.0 / 1307674368000,
                                   1.0 / 74724249600};
  const double square = m * m;
  double series = 0.0;
  for (int k = 6; k >= 0; --k) series = series * square + kBernoulli[k];
  return 0.5 * m + square * series;
}

constexpr double kLargest = std::numeric_limits<double>::max();  // 0 times it is 0

}  // namespace

LinkPoint CloglogLink::at(double eta) {
  const double m = std::exp(eta);
  const double complement = std::exp(-m);
  const double d1 = complement > 0.0 ? m * complement : 0.0;  // no infinity * 0
  const double a = m == 0.0 ? 1.0 : std::isinf(m) ? 0.0 : m / std::expm1(m);
  return {.value = -std::expm1(-m),
          .complement = complement,
          .d1 = d1,
          .d2 = d1 > 0.0 ? d1 * (1.0 - m) : 0.0,
          .d3 = d1 > 0.0 ? d1 * (1.0 + m * (m - 3.0)) : 0.0,
          .event = {.slope = a, .ratio = std::min(ratio_of_events(m, a), kLargest)},
          .nonevent = {.slope = m, .ratio = 1.0}};
}

double CloglogLink::log_value(double eta, const LinkPoint& point) {
  constexpr double kTail = -30.0;  // below, F is m (1 - m / 2) to the last digit
  if (eta < kTail) return eta - 0.5 * point.nonevent.slope;
  return eta < 0.0 ? std::log(point.value) : std::log1p(-point.complement);
}

double CloglogLink::log_complement(double, const LinkPoint& point) { return -point.nonevent.slope; }

double CloglogLink::at_probability(double p) { return std::log(-std::log1p(-p)); }

double CloglogLink::at_odds(double event, double nonevent) {
  return std::log(std::log1p(event / nonevent));
}

}  // namespace odds
