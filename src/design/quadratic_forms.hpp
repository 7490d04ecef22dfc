// Variances of linear predictors: quadratic forms of the rows of a design.
#pragma once

#include "design/design_block.hpp"
#include "math/linear_algebra.hpp"

namespace odds {

/// x_i' V x_i for each row of a block, with the working columns x_i and symmetric V, p x p.
///
/// Rows go through V many at a time, as a product of matrices: q^2 products a row for q dense
/// columns, and q for each indicator group; with an eliminated factor k^2 for its k other columns.
/// Equal rows get equal bits wherever they stand in a block.
Vector quadratic_forms(const DesignBlock& x, const ArrowInverse& v);

}  // namespace odds
