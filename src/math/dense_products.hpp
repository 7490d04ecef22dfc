// Products of a block of dense columns with a vector: X beta and X' r.
#pragma once

#include "math/columns.hpp"

namespace odds {

/// eta += X beta; beta has x.count entries, eta x.rows.
///
/// Equal rows with equal eta get equal bits, wherever they stand in a block: ties of fitted values
/// stay ties. The columns are added in their order.
void add_product(const Columns& x, const double* beta, double* eta);

/// sums += X' r; r has x.rows entries, sums x.count.
///
/// The error is that of sums in the lanes of a vector: at most x.rows roundings of the sum of the
/// absolute terms. The order of the additions depends on the shape of x and on the instruction set.
void add_transposed_product(const Columns& x, const double* r, double* sums);

}  // namespace odds
