// A walk through the scores of all rows, from the least P on, tied ones together.
#pragma once

#include "curve/response_curve.hpp"
#include "diagnose/row_score.hpp"
#include "inference/score_runs.hpp"
#include "performance/recalibration.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace odds {

/// The observations of one covariate pattern.
struct PatternSums {
  std::uint64_t pattern = 0;
  double events = 0.0;  ///< weighted
  double weight = 0.0;
  double count = 0.0;  ///< of observations
};

/// Sums over all rows that a walk knows from its beginning.
struct WalkTotals {
  double events = 0.0;     ///< weighted
  double nonevents = 0.0;  ///< weighted
  double count = 0.0;      ///< of observations

  double all() const { return events + nonevents; }
};

/// All rows with the same linear predictor.
struct TieSet {
  double eta = 0.0;
  CurvePoint p = {};
  double events = 0.0;     ///< weighted
  double nonevents = 0.0;  ///< weighted
  double count = 0.0;      ///< of observations
  std::vector<PatternSums> patterns;
};

/// Makes one of entries of the same pattern.
inline void merge_patterns(std::vector<PatternSums>& patterns) {
  if (patterns.size() < 2) return;
  std::ranges::stable_sort(patterns, {}, &PatternSums::pattern);
  std::size_t last = 0;
  for (std::size_t i = 1; i < patterns.size(); ++i) {
    if (patterns[i].pattern != patterns[last].pattern) {
      patterns[++last] = patterns[i];
      continue;
    }
    patterns[last].events += patterns[i].events;
    patterns[last].weight += patterns[i].weight;
    patterns[last].count += patterns[i].count;
  }
  patterns.resize(last + 1);
}

/// Calls `use(set)` for one set after the other.
template <class Walk, class Use>
void walk_ties(Walk walk, const ResponseCurve& curve, Use use) {
  TieSet set;
  while (!walk.ended()) {
    const double eta = walk.front().eta;
    set = {.eta = eta, .p = curve.at(eta), .patterns = std::move(set.patterns)};
    set.patterns.clear();
    for (; !walk.ended() && walk.front().eta == eta; walk.next()) {
      const auto& score = walk.front();
      set.events += score.events();
      set.nonevents += score.weight() - score.events();
      set.count += score.count();
      set.patterns.push_back({score.pattern(), score.events(), score.weight(), score.count()});
    }
    merge_patterns(set.patterns);
    use(set);
  }
}

/// The same for a list that has been sorted.
template <class Score, class Use>
void for_each_tie_set(const ScoreRuns<Score>& scores, const ResponseCurve& curve, Use use) {
  if (scores.is_short()) {
    walk_ties(typename ScoreRuns<Score>::ShortWalk(scores), curve, use);
  } else {
    walk_ties(typename ScoreRuns<Score>::Walk(scores), curve, use);
  }
}

/// The outcomes of a list that has been sorted, to which it refers.
template <class Score>
OutcomeWalk outcome_walk(const ScoreRuns<Score>& scores) {
  return [&scores](const OutcomeUse& use) {
    const auto walk_through = [&](auto walk) {
      for (; !walk.ended(); walk.next()) {
        const auto& score = walk.front();
        use({score.eta, score.events(), score.weight() - score.events()});
      }
    };
    if (scores.is_short()) {
      walk_through(typename ScoreRuns<Score>::ShortWalk(scores));
    } else {
      walk_through(typename ScoreRuns<Score>::Walk(scores));
    }
  };
}

}  // namespace odds
