// How the outcomes of the rows fall on each variable: where separation by itself shows.
#pragma once

#include "design/design_reader.hpp"
#include "math/level_sums.hpp"
#include "math/linear_algebra.hpp"

#include <odds/execution.hpp>

#include <limits>
#include <tuple>
#include <vector>

namespace odds {

/// Where some numbers lie.
struct ValueRange {
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();

  void add(double value);
  void add(const ValueRange& other);
  auto fields() { return std::tie(min, max); }
};

/// How the outcomes of some rows fall on one variable. A row of grouped data may hold events and
/// non-events.
struct Outcomes {
  enum Count : Index { kEvents, kNonevents, kCounts };

  LevelSums levels;      ///< of a factor, and of a 0/1 column: rows that hold events, non-events
  ValueRange at_events;  ///< of another number
  ValueRange at_nonevents;

  Outcomes& operator+=(const Outcomes& other);
  auto fields() { return std::tie(levels, at_events, at_nonevents); }
};

/// One for each variable of a plan.
struct OutcomeTable {
  std::vector<Outcomes> variables;
  OutcomeTable& operator+=(const OutcomeTable& other);
  auto fields() { return std::tie(variables); }
};

/// The outcomes of some rows, whose share of events is `share`, by each variable: by `levels` where
/// it is used as a factor, else by its numbers.
OutcomeTable count_outcomes(const std::vector<DesignVariable>& variables,
                            const LevelColumns& levels, const Bindings& bindings, VectorRef share);

/// The outcomes of all rows by the variables of the reader's plan. One pass over the data.
OutcomeTable count_outcomes(const DesignReader& reader, const Execution& execution);

/// A level all rows of which have the same outcome.
struct SeparatedLevel {
  Index level = 0;  ///< of the variable; of a 0/1 column: its value
  bool events = false;
  Index rows = 0;
};

/// Those of a factor or 0/1 column, in the order of its levels.
std::vector<SeparatedLevel> separated_levels(const Outcomes& outcomes);

}  // namespace odds
