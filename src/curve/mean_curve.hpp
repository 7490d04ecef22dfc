// The curve P(eta) and its derivatives in many rows.
#pragma once

#include "math/linear_algebra.hpp"

#include <odds/sigmoid.hpp>

namespace odds {

/// P = guess + height sigma(eta), height = 1 - guess - lapse, in n rows; each a vector of n.
struct MeanCurve {
  Asymptotes asymptotes;
  Vector sigmoid;     ///< sigma
  Vector miss;        ///< 1 - sigma, not formed by subtraction
  Vector value;       ///< P
  Vector complement;  ///< 1 - P = lapse + height (1 - sigma)
  Vector slope;       ///< P' = height sigma'
  Vector bend;        ///< P'' = P' (1 - 2 sigma)
  Vector turn;        ///< P''' = P' (1 - 6 sigma (1 - sigma))

  /// P' / P, and its derivatives in eta and in the guess rate. With guess = 0 the first two are
  /// 1 - sigma and -sigma (1 - sigma), with guess > 0 P is at least as large: no square of P is
  /// formed, and nothing is lost however small P is. The derivative in a guess rate of 0 is -1 / P
  /// times the first, infinite where P underflows.
  Vector relative_slope() const;
  Vector relative_bend() const;
  Vector relative_slope_by_guess() const;

  /// P' / (1 - P); with lapse = 0 it is sigma.
  Vector relative_slope_of_complement() const;

  /// d / d guess of P, P' and P''.
  const Vector& value_by_guess() const { return miss; }
  Vector slope_by_guess() const { return slope / -asymptotes.height(); }
  Vector bend_by_guess() const { return bend / -asymptotes.height(); }
};

MeanCurve mean_curve(const Vector& eta, const Asymptotes& asymptotes);

}  // namespace odds
