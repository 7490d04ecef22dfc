// The terms that one Bernoulli observation, or a block of them, adds to a logistic log-likelihood.
#pragma once

#include "math/compensated_sum.hpp"

#include <odds/sigmoid.hpp>
#include <odds/types.hpp>

#include <algorithm>
#include <cmath>
#include <span>

namespace odds {

/// `sigmoid(eta)` of odds/sigmoid.hpp for loops over rows, which leave out what they do not use.
inline CurvePoint sigmoid_at(double eta) {
  const double distance = std::abs(eta);
  const bool central = distance < 0.69;  // there 1 - exp(-distance) would cancel, elsewhere not
  const double gap = central ? -std::expm1(-distance) : 1.0 - std::exp(-distance);
  const double e = central ? 1.0 - gap : std::exp(-distance);
  const double whole = 1.0 + e;
  const double tail = e / whole;  // probability of the less likely outcome
  const double rest = 1.0 / whole;
  const double d1 = std::min(tail / whole, 0.25);  // rounding may lift it next to 0
  const double d2 = d1 * gap / whole;
  const bool likely = eta >= 0.0;
  return {.value = likely ? rest : tail,
          .complement = likely ? tail : rest,
          .d1 = d1,
          .d2 = likely ? -d2 : d2};
}

/// Log-likelihood of one observation with its slope and curvature in the linear predictor.
struct LogitTerms {
  double log_likelihood;  ///< y eta - log(1 + exp(eta)), <= 0
  double residual;        ///< y - sigma(eta); d log_likelihood / d eta
  double curvature;       ///< sigma'(eta), in (0, 1/4]; - d2 log_likelihood / d eta2
};

/// Evaluates one observation at linear predictor `eta` (log odds); y in [0, 1] is 0, 1 or a share
/// of events.
///
/// One exponential, of -|eta|, serves all three terms: it cannot overflow, and nothing is formed by
/// subtracting a probability from 1, so tails keep full relative precision. For y = 0 or 1, at
/// every finite `eta` where the term is a normal number, the error is below 2 ulp for the
/// log-likelihood, 3 ulp for the residual and 4 ulp for the curvature (measured in 113-bit
/// arithmetic: 1.5, 2.4 and 3.8). For 0 < y < 1 the residual is a difference: there its error is
/// below 2.5 ulp of the larger of y and sigma(eta). `curvature` is positive up to |eta| = 745. NaN
/// gives NaN.
///
/// Source: Maechler (2012), "Accurately computing log(1 - exp(-|a|))", R package Rmpfr.
inline LogitTerms logit_terms(double y, double eta) {
  const double distance = std::abs(eta);
  const double e = std::exp(-distance);
  const double tail = e / (1.0 + e);  // probability of the less likely outcome
  const bool likely_one = eta >= 0.0;
  const double miss = likely_one ? 1.0 - y : y;              // weight on the less likely outcome
  const double shift = miss == 0.0 ? 0.0 : miss * distance;  // no 0 * inf
  return {.log_likelihood = -std::log1p(e) - shift,
          .residual = likely_one ? tail - miss : miss - tail,
          .curvature = std::min(tail / (1.0 + e), 0.25)};  // rounding may lift it next to 0
}

/// Below this sigma' an observation counts as saturated: it hardly pulls at the fit any more. It is
/// reached at probabilities 0.0101 and 0.9899.
inline constexpr double kSaturatedSlope = 0.01;

/// The sums over a block of observations.
struct BlockSums {
  CompensatedSum log_likelihood;  ///< sum of weight * log-likelihood
  Index saturated = 0;            ///< observations with sigma' < kSaturatedSlope, unweighted
};

/// `logit_terms` of n observations. Writes weight * residual and weight * curvature (spans of n).
///
/// All spans are equally long; `residual` or `curvature` may share memory with `eta`. A weight of 0
/// leaves an observation out of all sums but the count of saturated ones. The same observation gets
/// the same bits wherever it stands in a block; they depend on the instruction set, and are not
/// those of `logit_terms`. The errors have the bounds of `logit_terms`, log-likelihood and
/// curvature half an ulp more where there is no fused multiplication and addition
/// (measured: 1.8, 2.0 and 3.1 ulp, without it 2.0, 2.3 and 4.0), and one rounding for the weight;
/// the sum is compensated.
BlockSums logit_block(std::span<const double> eta, std::span<const double> y,
                      std::span<const double> weight, std::span<double> residual,
                      std::span<double> curvature);

}  // namespace odds
