// Columns of a design that stand in the place of nearly collinear ones.
#pragma once

#include "design/design_block.hpp"
#include "design/design_plan.hpp"

#include <vector>

namespace odds {

/// Puts residual columns in the place of centred ones. A block may hold some terms of a design
/// only, or their derivative: a residual column is linear in the centred ones, of which others are
/// 0.
///
/// A column of an indicator group becomes a dense one. No residual column has to do with eliminated
/// levels.
void take_residuals(const std::vector<ResidualColumn>& residuals, DesignBlock& block);

/// The same for one row of all p centred columns.
void take_residuals(const std::vector<ResidualColumn>& residuals, Vector& row);

}  // namespace odds
