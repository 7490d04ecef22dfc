// The indices of performance, from the linear predictors of rows by their outcomes.
#pragma once

#include "curve/response_curve.hpp"
#include "inference/auc.hpp"
#include "performance/recalibration.hpp"

#include <odds/validate.hpp>

namespace odds {

/// The rows by outcome, a row with both in both lists, each with the weight of that outcome.
using OutcomePredictors = OutcomeScores<WeightedScore>;

/// Their outcomes, in any order; refers to the lists.
OutcomeWalk outcome_walk(const OutcomePredictors& scores);

/// Of lists that are sorted; `has_events`: false of fractions, which have no AUC.
Performance performance(const OutcomePredictors& sorted, const ResponseCurve& curve,
                        bool has_events);

}  // namespace odds
