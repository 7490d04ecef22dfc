// The exact change of coordinates between a formula's columns and those the solver works on.
#pragma once

#include "design/design_plan.hpp"

#include <Eigen/SparseCore>

namespace odds {

using SparseMatrix = Eigen::SparseMatrix<double>;

/// Marks the terms whose numeric parts may be measured from their centres without leaving the
/// column space: those where every product with fewer or lower powers of the parts, with the same
/// indicators, stands earlier in the design.
///
/// (x - c)^2 = x^2 - 2 c x + c^2 needs x and a constant; race[black]:(x - c) needs race[black].
void mark_recentred_terms(DesignPlan& plan);

/// Design columns whose sum is 1 in every row: the intercept, or all indicators of a factor without
/// a base. Empty if there are none.
std::vector<Index> columns_of_unity(const DesignPlan& plan);

/// Whether `term` can be moved by a constant: the columns of unity stand before it, as those of a
/// factor that is eliminated always do in effect.
bool has_unity_before(const DesignPlan& plan, const std::vector<Index>& unity,
                      const DesignTerm& term);

/// B, p x p: coefficients on the formula's columns are beta = B gamma for gamma on working columns.
SparseMatrix to_original_coordinates(const DesignPlan& plan);

}  // namespace odds
