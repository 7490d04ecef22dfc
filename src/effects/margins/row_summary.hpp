// A summary of the rows that margins need before they are computed: groups, means, shares,
// quantiles.
#pragma once

#include "design/design_point.hpp"
#include "design/design_reader.hpp"
#include "design/value_counts.hpp"

#include <odds/execution.hpp>
#include <odds/margins.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace odds {

/// The parts of a summary that are needed.
struct SummaryNeeds {
  std::vector<std::string> over;  ///< columns whose values divide the rows into groups
  bool moments = false;           ///< means, standard deviations, shares of levels
  std::set<Index> quantiles;      ///< number columns, variables of the plan

  bool any() const { return !over.empty() || moments || !quantiles.empty(); }
};

/// A summary of some rows, variable by variable of a plan.
struct GroupSummary {
  std::vector<std::string> names;   ///< values of the columns `over`
  double weight = 0.0;              ///< sum
  std::vector<double> means;        ///< of numbers, weighted
  std::vector<double> std_devs;     ///< of numbers; divisor n - 1; NaN for one
  std::vector<Vector> shares;       ///< of factors, weighted; empty for what is none
  std::vector<ValueCounts> sorted;  ///< of the numbers that were asked for

  /// All numbers at their means, factors at the shares of their levels.
  PointCells mean_cells() const;

  /// Numbers at their medians, factors at their most frequent level, the first of equals.
  PointCells typical_cells() const;
};

struct RowSummary {
  std::vector<GroupSummary>
      groups;  ///< in natural order; one without names if nothing divides them
  GroupSummary all;
  DroppedCounts dropped;
};

/// One pass. Rows count with their weights and trials; an observation of a standard deviation or a
/// quantile is a row, or one of the rows that a frequency weight or a trial stands for. Memory: 16
/// bytes for each distinct value of the numbers whose quantiles are needed.
/// Throws Error(usage) when the columns `over` have more than 1000 combinations of values.
RowSummary summarise_rows(const DesignReader& reader, const SummaryNeeds& needs,
                          const Execution& execution);

/// The row that stands for each group at its means, or its typical one.
std::vector<PointCells> point_cells(const RowSummary& summary, MarginPoint point);

/// The group of a row that no group of the summary holds.
inline constexpr std::int32_t kNoGroup = -1;

/// The group of each row: its place in `summary.groups`; empty if there is one group only.
std::vector<std::int32_t> groups_of_rows(const RowSummary& summary, const SummaryNeeds& needs,
                                         const DesignRows& rows);

}  // namespace odds
