// The curve P(eta) and its derivatives in many rows.
#pragma once

#include "math/linear_algebra.hpp"

#include <odds/curve.hpp>

namespace odds {

/// P = guess + height F(eta), height = 1 - guess - lapse, in n rows; each a vector of n. The curve
/// has q own parameters (see ResponseCurve): derivatives in these are n x q.
struct CurveValues {
  Asymptotes asymptotes;
  Index own_parameters = 0;  ///< q

  Vector link;             ///< F
  Vector link_complement;  ///< 1 - F, not formed by subtraction
  Vector value;            ///< P
  Vector complement;       ///< 1 - P = lapse + height (1 - F)
  Vector d1;               ///< P' = height F'
  Vector d2;               ///< P''
  Vector d3;               ///< P'''

  /// F' / F, minus its derivative over itself, and F' / (1 - F); empty for the logit, where they
  /// are 1 - F, F and F.
  Vector event_slope;
  Vector event_ratio;
  Vector nonevent_slope;

  /// P' / P, and its derivatives in eta and in the own parameters. Without guesses P is not squared
  /// on the way, and with them it is at least as large: nothing is lost however small P is. The
  /// derivative in a guess rate of 0 is -1 / P times the first, infinite where P underflows.
  Vector relative_d1() const;
  Vector relative_d2() const;
  Matrix relative_d1_by_own() const;

  /// P' / (1 - P).
  Vector relative_d1_of_complement() const;

  /// d / d own parameters of P, P' and P''.
  Matrix value_by_own() const;
  Matrix d1_by_own() const { return by_own(d1 / -asymptotes.height()); }
  Matrix d2_by_own() const { return by_own(d2 / -asymptotes.height()); }

 private:
  const Vector& slope_of_event() const {
    return event_slope.size() > 0 ? event_slope : link_complement;
  }
  const Vector& ratio_of_event() const { return event_ratio.size() > 0 ? event_ratio : link; }
  const Vector& slope_of_nonevent() const {
    return nonevent_slope.size() > 0 ? nonevent_slope : link;
  }

  /// The derivative in the guess rate, if that is unknown.
  Matrix by_own(const Vector& by_guess) const;
};

}  // namespace odds
