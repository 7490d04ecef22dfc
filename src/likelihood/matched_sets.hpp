// The rows of a design gathered by matched set: what a conditional likelihood is made of.
#pragma once

#include "design/cluster_sums.hpp"
#include "design/design_reader.hpp"
#include "math/linear_algebra.hpp"

#include <odds/execution.hpp>

#include <string>
#include <utility>
#include <vector>

namespace odds {

/// What the used rows of one set hold.
struct SetTally {
  double events = 0.0;
  double nonevents = 0.0;
  Index rows = 0;

  bool is_informative() const { return events > 0.0 && nonevents > 0.0; }
};

/// The numbers of events, non-events and rows of each set: 3 x sets.
class SetCensus {
 public:
  SetCensus() = default;
  explicit SetCensus(ClusterSums sums) : sums_(std::move(sums)) {}

  Index sets() const { return sums_.values.cols(); }
  const std::vector<ClusterKey>& keys() const { return sums_.keys; }
  SetTally operator[](Index set) const {
    return {sums_.values(0, set), sums_.values(1, set), static_cast<Index>(sums_.values(2, set))};
  }

 private:
  ClusterSums sums_;
};

/// One pass over the data; `column` is among the roles of the reader.
SetCensus count_sets(const DesignReader& reader, const std::string& column,
                     const Execution& execution);

/// The members of sets that have both outcomes. A group of trials is as many members as it has
/// trials. Members of a set stand side by side, those with events first, otherwise in the order of
/// the rows.
struct MatchedSets {
  Matrix x;                   ///< p x n; working columns, a member in each column
  Vector offset;              ///< n
  std::vector<Index> first;   ///< sets + 1; the first member of each set, and n
  std::vector<Index> events;  ///< sets; of them belong to events

  Index columns() const { return x.rows(); }
  Index count() const { return static_cast<Index>(events.size()); }
  Index members() const { return offset.size(); }
  Index size(Index set) const {
    const auto s = static_cast<std::size_t>(set);
    return first[s + 1] - first[s];
  }
};

/// Gathers the informative sets of `census` in every process, whoever has read their rows: one pass
/// over the data. Memory: n x (p + 2) numbers, and as much again meanwhile.
///
/// Throws Error(system) if that is more than is free, Error(model) if the recursion of the largest
/// set takes more.
MatchedSets gather_sets(const DesignReader& reader, const std::string& column,
                        const SetCensus& census, const Execution& execution);

}  // namespace odds
