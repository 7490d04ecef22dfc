// Differences of what two models are worth on the same rows.
#pragma once

#include "curve/response_curve.hpp"
#include "validate/model_performance.hpp"
#include "validate/outcome_score.hpp"

#include <odds/new_data.hpp>

#include <tuple>

namespace odds {

/// What a row loses under a model.
struct RowLosses {
  double eta = 0.0;  ///< its number, by which such lists are sorted
  double events = 0.0;
  double nonevents = 0.0;
  double event_rank = 0.0;     ///< twice the nonevents that are above an event of the row, and once
                               ///< those that are tied with it; 0 where it has none
  double nonevent_rank = 0.0;  ///< likewise, events below
  double predictor = 0.0;

  auto fields() { return std::tie(eta, events, nonevents, event_rank, nonevent_rank, predictor); }
};

using LossList = ScoreRuns<RowLosses>;

/// The losses of the rows of a list that has been sorted, by row; `memory` of the list, in bytes.
LossList losses_by_row(const OutcomeList& sorted, Index memory);

/// A model with the losses of the rows.
struct ModelLosses {
  const LossList& losses;
  const ResponseCurve& curve;
};

/// `second` less `first`, of the same rows.
PerformanceDifference performance_difference(const ModelLosses& first, const ModelLosses& second,
                                             const PerformancePlan& plan);

}  // namespace odds
