// How the probabilities of a model go with outcomes that it has not seen.
#pragma once

#include "curve/response_curve.hpp"
#include "validate/outcome_score.hpp"

#include <odds/new_data.hpp>

namespace odds {

/// What is to be found of the rows of a list.
struct PerformancePlan {
  double cut = 0.5;
  double level = 0.95;
  bool has_outcomes = true;
  bool has_counts = true;
};

/// Of a list that has been sorted. Some fifteen walks.
ModelPerformance model_performance(const OutcomeList& sorted, const ResponseCurve& curve,
                                   const PerformancePlan& plan);

}  // namespace odds
