// The terms that one observation adds to the log-likelihood of a curve with asymptotes.
#pragma once

#include "curve/link_point.hpp"

#include <odds/curve.hpp>

#include <cmath>

namespace odds {

/// Log-likelihood y log P + (1 - y) log(1 - P) of one observation with
/// P = guess + (1 - guess - lapse) F(eta), and its derivatives in eta and in the guess rate.
///
/// "Expected" is the mean over outcomes that have probability P: (dP)^2 / (P (1 - P)), which is
/// never negative.
struct ObservationTerms {
  double log_likelihood;
  double residual;            ///< d / d eta
  double curvature;           ///< - d2 / d eta2; may be negative with asymptotes
  double expected_curvature;  ///< >= 0
  double guess_slope;         ///< d / d guess; infinite for an event where P underflows
  double cross;               ///< - d2 / d eta d guess
  double expected_cross;
  double guess_curvature;  ///< - d2 / d guess2
  double expected_guess_curvature;
};

/// The probabilities of an outcome and of the other one by the link alone, and their least ones.
struct OutcomeChance {
  double link;
  double other;
  double floor;
  double ceiling;

  double height() const { return 1.0 - floor - ceiling; }
  double probability() const { return floor + height() * link; }

  /// log(floor + height F). Where the outcome is likely its logarithm comes from the probability of
  /// the other one, which is a sum of positive terms as its own is: nothing is formed by
  /// subtraction from 1. Without a floor it is log height + log F, which does not underflow;
  /// `log_link` gives log F.
  template <class LogLink>
  double log_probability(LogLink log_link) const {
    const double rest = ceiling + height() * other;
    if (rest <= 0.5) return std::log1p(-rest);
    return floor > 0.0 ? std::log(probability()) : std::log(height()) + log_link();
  }
};

/// The derivatives of log(floor + height F), with eta counted towards the outcome.
struct OutcomeTerms {
  double slope;      ///< share F' / F, >= 0
  double curvature;  ///< - d2; negative where the floor makes up most of the probability
  double share;      ///< height F / (floor + height F): the part that is not the floor's
};

inline OutcomeTerms outcome_terms(const OutcomeTail& tail, const OutcomeChance& chance) {
  const double probability = chance.probability();
  const double share = chance.floor > 0.0 ? chance.height() * chance.link / probability : 1.0;
  const double rest = chance.floor > 0.0 ? chance.floor / probability : 0.0;  // 1 - share
  return {.slope = share * tail.slope,
          .curvature = share * tail.slope * (tail.ratio - tail.slope * rest),
          .share = share};
}

/// Evaluates one observation at eta, where the link is at `f`; y in [0, 1] is 0, 1 or a share of
/// events.
///
/// With A = d log P / d eta and B, minus the same of 1 - P: residual y A - (1 - y) B; expected
/// curvature dP (A + B). P is linear in the guess rate, with slope 1 - F.
template <class LinkType>
ObservationTerms observation_terms(double y, double eta, const LinkPoint& f,
                                   const Asymptotes& asymptotes) {
  const auto [guess, lapse] = asymptotes;
  const double height = asymptotes.height();
  const OutcomeChance event_chance{f.value, f.complement, guess, lapse};
  const OutcomeChance nonevent_chance{f.complement, f.value, lapse, guess};
  const OutcomeTerms event = outcome_terms(f.event, event_chance);
  const OutcomeTerms nonevent = outcome_terms(f.nonevent, nonevent_chance);
  const double by_event = f.complement / (guess + height * f.value);   // dlog P / d guess
  const double by_nonevent = nonevent.share / height;                  // - dlog(1 - P) / d guess
  const double sum = f.d1 > 0.0 ? event.slope + nonevent.slope : 0.0;  // one may be infinite
  ObservationTerms terms{.log_likelihood = 0.0,
                         .residual = 0.0,
                         .curvature = 0.0,
                         .expected_curvature = height * f.d1 * sum,
                         .guess_slope = 0.0,
                         .cross = 0.0,
                         .expected_cross = f.complement * sum,
                         .guess_curvature = 0.0,
                         .expected_guess_curvature = f.complement * (by_event + by_nonevent)};
  if (y > 0.0) {
    terms.log_likelihood +=
        y * event_chance.log_probability([&] { return LinkType::log_value(eta, f); });
    terms.residual += y * event.slope;
    terms.curvature += y * event.curvature;
    terms.guess_slope += y * by_event;
    terms.cross += y * by_event * (f.nonevent.slope + event.slope);
    terms.guess_curvature += y * by_event * by_event;
  }
  if (y < 1.0) {
    const double n = 1.0 - y;
    terms.log_likelihood +=
        n * nonevent_chance.log_probability([&] { return LinkType::log_complement(eta, f); });
    terms.residual -= n * nonevent.slope;
    terms.curvature += n * nonevent.curvature;
    terms.guess_slope -= n * by_nonevent;
    terms.cross -= n * by_nonevent * f.nonevent.slope * (1.0 - nonevent.share);
    terms.guess_curvature += n * by_nonevent * by_nonevent;
  }
  return terms;
}

}  // namespace odds
