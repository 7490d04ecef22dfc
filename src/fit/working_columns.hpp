// The columns that a fit works on: independent ones, with nearly collinear ones replaced.
#pragma once

#include "design/design_plan.hpp"
#include "design/design_reader.hpp"
#include "math/arrow_matrix.hpp"
#include "math/rank.hpp"

#include <odds/execution.hpp>

#include <functional>
#include <vector>

namespace odds {

/// Which columns of a design are combinations of columns before them.
struct WorkingColumns {
  Aliasing aliasing;         ///< of the working columns
  std::vector<double> gaps;  ///< one for each dropped column: how far it is, in some used row, from
                             ///< the combination that stands for it, over the column's typical size

  /// How large one rounding of the data may be beside a residual column, in rows of weight; 0
  /// without any.
  double rounding = 0.0;

  int rounds = 0;  ///< of residual columns that were formed
};

/// The p x p cross-products of working columns, weighted in some way.
struct CrossProducts {
  ArrowMatrix start;                   ///< of those that the plan has at first
  std::function<ArrowMatrix()> again;  ///< of those that it has by now: a pass over the data
};

/// Finds the columns that are combinations of columns before them, and gives the plan that `reader`
/// refers to a residual column for each one that nearly is.
///
/// A column is nearly a combination if the others leave a share of less than 1e-5 of its weighted
/// sum of squares, or of less than 0.1 where the condition number of all is above 1e6. What they
/// leave is then formed row by row. A column is a combination if that nowhere exceeds what rounding
/// of its own cells and of theirs explains (`learn_centring`). So a column that differs from a
/// combination by a share g of its size keeps some 16 + log10(g) digits, where cross-products alone
/// would leave 16 + 2 log10(g).
///
/// With levels that are eliminated there are no residual columns: a column is a combination if its
/// share is below kAliasTolerance.
///
/// No pass where no column is in question, else two for each round of residual columns; a chain of
/// nearly collinear columns takes a round for each.
WorkingColumns find_working_columns(const DesignReader& reader, DesignPlan& plan,
                                    const Vector& rounding, const CrossProducts& products,
                                    const Execution& execution);

/// The same linear predictor on other working columns: Z T gamma = Z T' gamma', where Z are the
/// centred columns, T their combinations `before`, and T' those of the plan.
Vector on_working_columns(const DesignPlan& plan, const std::vector<ResidualColumn>& before,
                          Vector gamma);

}  // namespace odds
