// What single observations add to margins: the parts of their unconditional variance.
#pragma once

#include "effects/margins/margin_errors.hpp"

#include <utility>
#include <vector>

namespace odds {

/// Observations of the rows of a block: of grouped data the events of a row, which are alike, and
/// its non-events.
struct BlockInfluences {
  Matrix influence;        ///< c x k, psi of one observation of each kind
  Vector counts;           ///< k, of each kind
  std::vector<Index> row;  ///< k, of the block

  /// The sum over the observations of each row, c x `rows`.
  Matrix by_row(Index rows) const;
};

/// psi_i of unconditional_covariance, in the unit of the combinations. Refers to what it is made
/// of.
class MarginInfluence {
 public:
  MarginInfluence(const AverageTask& task, const MarginPlan& plan, const Averages& averages,
                  const Combined& combined, const CounterfactualPass& pass);

  const Vector& unit() const { return unit_; }

  BlockInfluences operator()(DesignRows& rows) const;

 private:
  Index observed_setting() const;
  std::vector<bool> averaged_rows(const DesignRows& rows) const;
  Matrix own_parts(const TableRows& rows, const std::vector<bool>& averaged) const;

  const AverageTask& task_;
  const Averages& averages_;
  const CounterfactualPass& pass_;
  Vector unit_;      // of the combinations
  Matrix by_score_;  // D J H^-1 in these units, c x p
  bool grouped_;     // rows are groups of trials
  std::vector<std::vector<std::pair<Index, double>>> terms_;
};

}  // namespace odds
