// How single rows pull at a function of the coefficients.
#pragma once

#include "design/design_reader.hpp"
#include "model/model.hpp"

#include <odds/answer_influence.hpp>
#include <odds/execution.hpp>

#include <tuple>
#include <vector>

namespace odds {

/// The used rows in their order.
struct RowPulls {
  std::vector<Index> row;
  std::vector<double> pull;    ///< what the answer loses without the row, to first order
  std::vector<double> spread;  ///< what its variance gains
  std::vector<double> change;  ///< what it gains, in one step of scoring

  void append(const RowPulls& other);
  auto fields() { return std::tie(row, pull, spread, change); }
};

/// In the process of rank 0. `gradient` (p) is that of the answer in the working coefficients, of
/// which the aliased ones count for nothing. One pass.
RowPulls row_pulls(const DesignReader& reader, const Model& model, const Vector& gradient,
                   const Execution& execution);

/// The rows with the largest changes, in descending order, of equals the first ones, so many at
/// most; in every process, from the pulls in that of rank 0. One pass.
std::vector<AnswerRow> largest_changes(const RowPulls& pulls, Index most,
                                       const DesignReader& reader, const Model& model,
                                       const Execution& execution);

}  // namespace odds
