// What one Bernoulli observation adds to the log-likelihood of a curve with asymptotes.
#pragma once

#include "curve/sigmoid.hpp"

#include <odds/sigmoid.hpp>

#include <cmath>

namespace odds {

/// log(floor + height sigma(x)) and its derivatives in x: one outcome of an observation.
struct OutcomeTerms {
  double log_probability;
  double slope;      ///< share sigma(-x), > 0
  double curvature;  ///< - d2 / dx2; negative where the floor makes up most of the probability
  double share;      ///< height sigma / (floor + height sigma): the part that is not the floor's
};

/// `floor` and `ceiling` are the least probabilities of the outcome and of the other one.
///
/// Where the outcome is likely its logarithm comes from the probability of the other one, which is
/// a sum of positive terms as its own is: nothing is formed by subtraction from 1. Without a floor
/// it is log height + log sigma, which does not underflow.
inline OutcomeTerms outcome_terms(double x, double floor, double ceiling) {
  const Sigmoid s = sigmoid_at(x);
  const double height = 1.0 - floor - ceiling;
  const double probability = floor + height * s.value;
  const double other = ceiling + height * s.miss;
  const double share = floor > 0.0 ? height * s.value / probability : 1.0;
  const double rest = floor > 0.0 ? floor / probability : 0.0;  // 1 - share
  double log_probability = std::log1p(-other);
  if (other > 0.5) {
    log_probability =
        floor > 0.0 ? std::log(probability) : std::log(height) + logit_terms(1.0, x).log_likelihood;
  }
  return {.log_probability = log_probability,
          .slope = share * s.miss,
          .curvature = share * s.miss * (s.value - s.miss * rest),
          .share = share};
}

/// Log-likelihood y log P + (1 - y) log(1 - P) of one observation with
/// P = guess + (1 - guess - lapse) sigma(eta), and its derivatives in eta and in the guess rate.
///
/// "Expected" is the mean over outcomes that have probability P: (dP)^2 / (P (1 - P)), which is
/// never negative.
struct CurveTerms {
  double log_likelihood;
  double residual;            ///< d / d eta
  double curvature;           ///< - d2 / d eta2; may be negative
  double expected_curvature;  ///< >= 0
  double guess_slope;         ///< d / d guess; infinite for an event where P underflows
  double cross;               ///< - d2 / d eta d guess
  double expected_cross;
  double guess_curvature;  ///< - d2 / d guess2
  double expected_guess_curvature;
};

/// Evaluates one observation; y in [0, 1] is 0, 1 or a share of events.
///
/// With A = d log P / d eta = a sigma(-eta), a = height sigma / P, and B, b the same for the
/// non-event: residual y A - (1 - y) B; expected curvature height sigma' (A + B). P is linear in
/// the guess rate, with slope sigma(-eta). Where both asymptotes are 0 residual and curvatures are
/// those of `logit_terms`.
inline CurveTerms curve_terms(double y, double eta, const Asymptotes& asymptotes) {
  const OutcomeTerms event = outcome_terms(eta, asymptotes.guess, asymptotes.lapse);
  const OutcomeTerms nonevent = outcome_terms(-eta, asymptotes.lapse, asymptotes.guess);
  const Sigmoid s = sigmoid_at(eta);
  const double height = asymptotes.height();
  const double by_event = s.miss / (asymptotes.guess + height * s.value);  // dlog P / d guess
  const double by_nonevent = nonevent.share / height;  // - dlog(1 - P) / d guess
  CurveTerms terms{.log_likelihood = 0.0,
                   .residual = y * event.slope - (1.0 - y) * nonevent.slope,
                   .curvature = y * event.curvature + (1.0 - y) * nonevent.curvature,
                   .expected_curvature = height * s.slope * (event.slope + nonevent.slope),
                   .guess_slope = 0.0,
                   .cross = 0.0,
                   .expected_cross = s.miss * (event.slope + nonevent.slope),
                   .guess_curvature = 0.0,
                   .expected_guess_curvature = s.miss * (by_event + by_nonevent)};
  if (y > 0.0) {
    terms.log_likelihood += y * event.log_probability;
    terms.guess_slope += y * by_event;
    terms.cross += y * by_event * (s.value + event.slope);
    terms.guess_curvature += y * by_event * by_event;
  }
  if (y < 1.0) {
    const double n = 1.0 - y;
    terms.log_likelihood += n * nonevent.log_probability;
    terms.guess_slope -= n * by_nonevent;
    terms.cross -= n * by_nonevent * s.value * (1.0 - nonevent.share);
    terms.guess_curvature += n * by_nonevent * by_nonevent;
  }
  return terms;
}

}  // namespace odds
