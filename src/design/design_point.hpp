// One row of a design at chosen values, where a factor may be a mixture of its levels.
#pragma once

#include "design/design_expander.hpp"
#include "math/linear_algebra.hpp"

#include <vector>

namespace odds {

/// The values of one row, per variable of a plan.
struct PointCells {
  std::vector<double> numbers;   ///< of a number column; else not read
  std::vector<Vector> mixtures;  ///< of a factor, or a number used as one: a share for each level
};

/// The working columns of `expander` in one row, p; 0 in all others.
///
/// Indicators are replaced by the shares of their levels, those of interactions by the products of
/// shares: with the proportions of a sample this is Stata's `atmeans`. A mixture of one level alone
/// gives the row that an observation with this level has. Expressions are evaluated at the numbers,
/// so that log(x) of a mean is the logarithm of the mean. An eliminated factor is mixed, too.
Vector point_row(const DesignPlan& plan, const DesignExpander& expander, const PointCells& cells);

/// Bindings of the numbers of a point; refer to it.
Bindings point_bindings(const DesignPlan& plan, const PointCells& cells);

}  // namespace odds
