// The logistic sigmoid and its first two derivatives at one point, and the asymptotes that a curve
// may have beside 0 and 1.
#pragma once

#include <odds/export.hpp>

namespace odds {

/// Values of the sigmoid family at one linear predictor `eta` (log odds).
struct Sigmoid {
  double value;  ///< sigma(eta) = 1 / (1 + exp(-eta)), in (0, 1)
  double slope;  ///< sigma' = sigma (1 - sigma), in (0, 1/4], symmetric, largest at 0
  double bend;   ///< sigma'' = sigma' (1 - 2 sigma), odd, 0 at 0
  double miss;   ///< 1 - sigma(eta) = sigma(-eta), not formed by subtraction
};

/// Evaluates sigma, sigma', sigma'' and 1 - sigma from one exponential, of -|eta|.
///
/// It cannot overflow, and nothing is formed by subtracting a probability from 1, so both tails
/// keep full relative precision. At every finite `eta` where the result is a normal number the
/// error is below 3 ulp for sigma and 1 - sigma, 4 ulp for sigma' and 6 ulp for sigma'' (measured
/// in 113-bit arithmetic: 2.4, 3.8 and 5.3). sigma' is positive up to |eta| = 745. NaN gives NaN.
ODDS_EXPORT Sigmoid sigmoid(double eta);

/// Where a curve P = guess + (1 - guess - lapse) sigma(eta) begins and ends. 0 and 0 is the
/// sigmoid.
struct ODDS_EXPORT Asymptotes {
  double guess = 0.0;  ///< P as eta falls: guessing, natural mortality (Abbott 1925)
  double lapse = 0.0;  ///< 1 - P as eta rises: events that fail to come

  double height() const;  ///< 1 - guess - lapse
  bool are_plain() const { return guess == 0.0 && lapse == 0.0; }
};

/// Evaluates P = guess + (1 - guess - lapse) sigma(eta) in the place of sigma: P, dP/deta,
/// d2P/deta2 and 1 - P.
///
/// P and 1 - P are sums of positive terms, so that both keep their relative precision. Plain
/// asymptotes give the bits of `sigmoid(eta)`.
ODDS_EXPORT Sigmoid curve(double eta, const Asymptotes& asymptotes);

}  // namespace odds
