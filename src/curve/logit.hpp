// The logit link: F = sigma.
#pragma once

#include "curve/link_point.hpp"
#include "curve/sigmoid.hpp"

#include <odds/curve.hpp>

#include <cmath>

namespace odds {

struct LogitLink {
  static constexpr LinkWords kWords = {"Logistic", "log odds", "sigma(eta)", "odds ratio"};
  static constexpr double kCurvatureBound = 0.25;  ///< sigma' at 0

  /// The eta > 0 at which F' is half of F'(0), its largest value: 2 atanh(1 / sqrt 2).
  static constexpr double kHalfGain = 1.7627471740390861;

  /// The slopes of the tails are sigma'/sigma = 1 - sigma, whose derivative is -sigma times it, and
  /// the mirror image.
  static LinkPoint at(double eta) {
    const CurvePoint s = sigmoid_at(eta);
    return {.value = s.value,
            .complement = s.complement,
            .d1 = s.d1,
            .d2 = s.d2,
            .d3 = s.d1 * (1.0 - 6.0 * s.d1),
            .event = {.slope = s.complement, .ratio = s.value},
            .nonevent = {.slope = s.value, .ratio = s.complement}};
  }

  static double log_value(double eta, const LinkPoint&) {
    return logit_terms(1.0, eta).log_likelihood;
  }
  static double log_complement(double eta, const LinkPoint&) {
    return logit_terms(0.0, eta).log_likelihood;
  }

  static double at_probability(double p) { return std::log(p) - std::log1p(-p); }
  static double at_odds(double event, double nonevent) {
    return std::log(event) - std::log(nonevent);
  }
};

}  // namespace odds
