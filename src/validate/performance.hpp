// The indices of performance, from the linear predictors of rows by their outcomes.
#pragma once

#include "curve/response_curve.hpp"
#include "inference/auc.hpp"

#include <odds/validate.hpp>

#include <limits>
#include <tuple>

namespace odds {

/// The rows by outcome, a row with both in both lists, each with the weight of that outcome.
using OutcomePredictors = OutcomeScores<WeightedScore>;

/// A number, and its standard error from the inverse information; NaN without a maximum.
struct Recalibrated {
  double value = std::numeric_limits<double>::quiet_NaN();
  double std_error = std::numeric_limits<double>::quiet_NaN();

  auto fields() { return std::tie(value, std_error); }
};

/// Slope and intercept, as of Performance, of lists in any order. By Newton's method: some six
/// walks through the lists each.
struct Recalibration {
  Recalibrated slope;
  Recalibrated intercept;

  auto fields() { return std::tie(slope, intercept); }
};

Recalibration recalibrate(const OutcomePredictors& scores, const ResponseCurve& curve);

/// Of lists that are sorted; `has_events`: false of fractions, which have no AUC.
Performance performance(const OutcomePredictors& sorted, const ResponseCurve& curve,
                        bool has_events);

}  // namespace odds
