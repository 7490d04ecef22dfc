// A link's distribution function F at one linear predictor, with all that likelihoods and effects
// ask of it.
#pragma once

namespace odds {

/// How the logarithm of the probability of one outcome falls as eta moves away from that outcome.
struct OutcomeTail {
  double slope;  ///< d log / d eta of an event, minus that of a non-event; >= 0
  double ratio;  ///< minus the derivative of the slope in its own direction, over the slope; >= 0
};

/// The values at one eta. Nothing is formed by subtracting a probability from 1, so that both tails
/// keep their relative precision; NaN gives NaN.
struct LinkPoint {
  double value;          ///< F
  double complement;     ///< 1 - F
  double d1;             ///< F'
  double d2;             ///< F''
  double d3;             ///< F'''
  OutcomeTail event;     ///< of log F: F' / F
  OutcomeTail nonevent;  ///< of log(1 - F): F' / (1 - F)
};

}  // namespace odds
