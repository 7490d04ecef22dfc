// The facts of the used rows that a design is laid out from.
#pragma once

#include "design/design_plan.hpp"
#include "design/response_plan.hpp"
#include "design/row_reader.hpp"

#include <odds/execution.hpp>

#include <vector>

namespace odds {

/// The used rows at a glance.
struct Sample {
  DroppedCounts dropped;
  Index rows = 0;                         ///< used
  Index rounded_counts = 0;               ///< rows whose counts were off by rounding
  ResponseValues response;                ///< of an ungrouped response
  std::vector<DesignVariable> variables;  ///< of the right-hand side, in order of appearance
};

/// One pass: counts the rows, collects levels, response values and moments of number columns.
/// Levels that no used row has are left out, as in R's glm.
/// Throws Error(model) if the filter leaves none of the rows that there are.
Sample learn_sample(const RowReader& reader, const Execution& execution);

}  // namespace odds
