// Estimates on the formula's own columns, from those on the working columns.
#pragma once

#include "design/centring.hpp"
#include "math/rank.hpp"
#include "model/fit_parts.hpp"
#include "model/model.hpp"

#include <string>
#include <vector>

namespace odds {

bool is_aliased_column(const Model& model, Index column);

/// The columns that are not aliased, in ascending order.
std::vector<Index> kept_columns(const Model& model);

/// The dependencies among the formula's columns that those among the working columns amount to.
std::vector<Dependency> original_dependencies(const DesignPlan& plan, const Aliasing& aliasing);

/// The combination of the formula's columns that a residual column is the rest of, and its typical
/// size as the gap.
Dependency near_dependency(const DesignPlan& plan, const ResidualColumn& residual);

/// `2*x1 - x2`, `0 (no used row has it)`: weights without what is rounding, or finer than the gap.
std::string dependency_text(const DesignPlan& plan, const Dependency& dependency);

/// The map from working coefficients to the formula's, p x p: the weight that centring gives to an
/// aliased column is handed on to the columns it depends on.
SparseMatrix estimate_map(const DesignPlan& plan, const std::vector<Dependency>& dependencies);

/// Sets coefficients, standard errors and covariance of the fit, NaN for aliased columns, their
/// labels, and what it says of its asymptotes.
void set_estimates(FitParts& fit, const Model& model);

}  // namespace odds
