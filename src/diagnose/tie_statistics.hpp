// Statistics that are made from tie set to tie set, in ascending order of P.
#pragma once

#include "diagnose/decision_statistics.hpp"
#include "diagnose/order_statistics.hpp"
#include "diagnose/tie_sets.hpp"
#include "math/compensated_sum.hpp"
#include "performance/recalibration.hpp"
#include "performance/roc_area.hpp"

#include <odds/diagnose.hpp>

#include <tuple>
#include <vector>

namespace odds {

/// The findings of a walk.
struct WalkResult {
  PatternCounts patterns;
  double pearson = 0.0;     ///< over patterns
  double deviance = 0.0;    ///< likewise
  double predictors = 0.0;  ///< distinct linear predictors
  std::vector<FitGroup> groups;
  RocArea area;
  Recalibration refits;
  Classification at_cut;
  Classification best;
  std::vector<RocPoint> roc;
  DecisionFindings decisions;
  std::vector<OrderPair> eta_percentiles;  ///< see percentile_shares

  auto fields() {
    return std::tie(patterns.patterns, patterns.singles, pearson, deviance, predictors, groups,
                    area, refits, at_cut, best, roc, decisions, eta_percentiles);
  }
};

/// Pearson's X^2 and the deviance over covariate patterns.
class PatternStatistics {
 public:
  void add(const TieSet& set);
  void finish(WalkResult& result) const;

 private:
  PatternCounts counts_;
  double predictors_ = 0.0;
  CompensatedSum pearson_;
  CompensatedSum deviance_;
};

/// Hosmer and Lemeshow's groups.
class GroupStatistics {
 public:
  GroupStatistics(const DiagnoseOptions& options, double count);

  void add(const TieSet& set);
  void finish(WalkResult& result) const;

 private:
  struct Sums {
    FitGroup group;
    CompensatedSum events;
    CompensatedSum nonevents;
  };

  std::vector<double> last_;  // the number of the last row of each group but the last, from 1
  double before_ = 0.0;       // rows of the sets before
  std::size_t number_ = 0;    // of the group that the set belongs to
  std::size_t place_ = 0;     // of the last group in `groups_`
  std::vector<Sums> groups_;
};

/// The ROC curve, its area, and classifications.
class RocStatistics {
 public:
  RocStatistics(const WalkTotals& totals, double cut)
      : totals_(totals), cut_(cut), area_(totals.events, totals.nonevents) {}

  void add(const TieSet& set);
  void finish(WalkResult& result) const;

  /// The classification from the P of the latest set on.
  const Classification& here() const { return here_; }

 private:
  Classification classified_from(double threshold) const;
  void add_point();

  WalkTotals totals_;
  double cut_;
  RocAreaSums area_;
  Classification here_;
  Classification at_cut_;
  bool cut_is_met_ = false;
  Classification best_;
  std::vector<RocPoint> roc_;
};

}  // namespace odds
