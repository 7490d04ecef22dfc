// The curve P(eta) and its derivatives in many rows.
#pragma once

#include "math/linear_algebra.hpp"

#include <odds/sigmoid.hpp>

namespace odds {

/// P = guess + height sigma(eta), height = 1 - guess - lapse, in n rows; each a vector of n.
struct MeanCurve {
  Asymptotes asymptotes;
  Vector sigmoid;  ///< sigma
  Vector miss;     ///< 1 - sigma, not formed by subtraction
  Vector value;    ///< P
  Vector slope;    ///< P' = height sigma'
  Vector bend;     ///< P'' = P' (1 - 2 sigma)
  Vector turn;     ///< P''' = P' (1 - 6 sigma (1 - sigma))

  /// P' / P, and its derivatives in eta and in the guess rate. With guess = 0 it is 1 - sigma, and
  /// nothing cancels however small P is.
  Vector relative_slope() const;
  Vector relative_bend() const;
  Vector relative_slope_by_guess() const;

  /// d / d guess of P, P' and P''.
  const Vector& value_by_guess() const { return miss; }
  Vector slope_by_guess() const { return slope / -asymptotes.height(); }
  Vector bend_by_guess() const { return bend / -asymptotes.height(); }
};

MeanCurve mean_curve(const Vector& eta, const Asymptotes& asymptotes);

}  // namespace odds
