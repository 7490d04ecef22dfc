// Refits of outcomes on the log odds that a model gives them.
#pragma once

#include "curve/response_curve.hpp"
#include "math/linear_algebra.hpp"

#include <functional>
#include <limits>
#include <tuple>

namespace odds {

/// Observations with one linear predictor; weighted counts, not both 0.
struct PredictedOutcomes {
  double eta = 0.0;
  double events = 0.0;
  double nonevents = 0.0;
};

using OutcomeUse = std::function<void(const PredictedOutcomes&)>;

/// Calls its argument for all outcomes, whenever it is called in the same order.
using OutcomeWalk = std::function<void(const OutcomeUse&)>;

/// A maximum; `exists`: false of outcomes that have none, whose numbers are NaN.
struct CalibrationFit {
  bool exists = false;
  double intercept = std::numeric_limits<double>::quiet_NaN();
  double slope = std::numeric_limits<double>::quiet_NaN();
  double intercept_variance = std::numeric_limits<double>::quiet_NaN();
  double slope_variance = std::numeric_limits<double>::quiet_NaN();
  double covariance = std::numeric_limits<double>::quiet_NaN();
  double log_likelihood = std::numeric_limits<double>::quiet_NaN();

  auto fields() {
    return std::tie(exists, intercept, slope, intercept_variance, slope_variance, covariance,
                    log_likelihood);
  }
};

/// The logistic regressions of outcomes y on a + x, and on a + b x (Cox 1958, Biometrika 45), with
/// x = log [P / (1 - P)].
///
/// Outcomes whose P is 0 or 1 to the last digit, as it is at an asymptote, and which are so, change
/// no likelihood and are left out; where some are otherwise there is no maximum. Neither is there
/// one without events or without non-events, and, of the slope, where x separates them.
struct Recalibration {
  CalibrationFit in_the_large;  ///< slope 1, of variance 0
  CalibrationFit with_slope;    ///< both
  double log_likelihood = 0.0;  ///< of a = 0 and b = 1, the model as it is

  auto fields() { return std::tie(in_the_large, with_slope, log_likelihood); }
};

/// By Newton's method: some six walks each.
Recalibration recalibrate(const OutcomeWalk& outcomes, const ResponseCurve& curve);

/// The same on the model's own linear predictor, under its own curve: Pr(y = 1) = P(a + b eta).
Recalibration recalibrate_predictor(const OutcomeWalk& outcomes, const ResponseCurve& curve);

}  // namespace odds
