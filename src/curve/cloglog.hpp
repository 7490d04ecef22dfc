// The complementary log-log link: F = 1 - exp(-exp(eta)).
#pragma once

#include "base/special_values.hpp"
#include "curve/link_point.hpp"

#include <odds/curve.hpp>

namespace odds {

/// With m = exp(eta), the cumulative hazard: 1 - F = exp(-m), F' = m exp(-m). The slope of
/// log(1 - F) is -m, that of log F is a = m / (exp(m) - 1), with the derivative -a (m + a - 1).
struct CloglogLink {
  static constexpr LinkWords kWords = {"Complementary log-log", "complementary log-log",
                                       "(1 - exp(-exp(eta)))", "hazard ratio"};
  static constexpr double kCurvatureBound = kInfinity;      ///< of non-events it is exp(eta)
  static constexpr double kHalfGain = 0.98519980945671534;  ///< log m, m exp(1 - m) = 1/2

  static LinkPoint at(double eta);
  static double log_value(double eta, const LinkPoint& point);
  static double log_complement(double eta, const LinkPoint& point);
  static double at_probability(double p);
  static double at_odds(double event, double nonevent);
};

}  // namespace odds
