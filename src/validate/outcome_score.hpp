// What is kept of each row of new data, for each model, to walk through all of them by their P.
#pragma once

#include "design/design_reader.hpp"
#include "inference/score_runs.hpp"
#include "model/model.hpp"
#include "performance/recalibration.hpp"

#include <tuple>
#include <vector>

namespace odds {

struct OutcomeScore {
  double eta = 0.0;
  double row = 0.0;  ///< of the table, a whole number
  double events = 0.0;
  double nonevents = 0.0;  ///< weighted, as the events
  double count = 0.0;      ///< of observations

  auto fields() { return std::tie(eta, row, events, nonevents, count); }
};

using OutcomeList = ScoreRuns<OutcomeScore>;

/// Those of the rows of a block, in their order.
std::vector<OutcomeScore> outcome_scores(const DesignRows& rows, const Model& model);

/// Calls `use(score)` for all scores of a list that has been sorted, the least first.
template <class Score, class Use>
void for_each_score(const ScoreRuns<Score>& list, Use use) {
  const auto walk_through = [&](auto walk) {
    for (; !walk.ended(); walk.next()) use(walk.front());
  };
  if (list.is_short()) {
    walk_through(typename ScoreRuns<Score>::ShortWalk(list));
  } else {
    walk_through(typename ScoreRuns<Score>::Walk(list));
  }
}

/// Its outcomes, for a recalibration; refers to the list.
inline OutcomeWalk outcome_walk(const OutcomeList& list) {
  return [&list](const OutcomeUse& use) {
    for_each_score(list, [&](const OutcomeScore& score) {
      use({score.eta, score.events, score.nonevents});
    });
  };
}

}  // namespace odds
