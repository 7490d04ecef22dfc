// The probit link: F = Phi, the normal distribution function.
#pragma once

#include "curve/link_point.hpp"

#include <odds/curve.hpp>

namespace odds {

/// The density phi and the hazard phi / (1 - Phi) carry all others: of the less likely outcome, at
/// distance q = |eta| from the middle, the hazard is q + c(q) with 0 < c <= sqrt(2 / pi), and its
/// derivative is c times it. c is an interpolated rational function, off by at most 2e-16 of c for
/// every q >= 0, so that hazards, tail probabilities and curvatures have no digits to lose.
struct ProbitLink {
  static constexpr LinkWords kWords = {"Probit", "probit", "Phi(eta)", ""};
  static constexpr double kCurvatureBound = 1.0;           ///< approached in the tails
  static constexpr double kHalfGain = 1.1774100225154747;  ///< sqrt(2 log 2)

  static LinkPoint at(double eta);
  static double log_value(double eta, const LinkPoint& point);
  static double log_complement(double eta, const LinkPoint& point);
  static double at_probability(double p);
  static double at_odds(double event, double nonevent);
};

}  // namespace odds
