// The weighted Gram matrix of a block of dense columns: X' W X.
#pragma once

#include "math/columns.hpp"

namespace odds {

/// gram += X' diag(w) X; w has x.rows entries, gram is x.count x x.count with columns one after the
/// other, of which only the entries (a, b) with a >= b, the lower triangle, are changed.
///
/// Weights may be 0 or negative. The error of an entry is at most x.rows + 2 roundings of the sum
/// of its absolute terms. The order of the additions depends on the shape of x and on the
/// instruction set.
void add_lower_gram(const Columns& x, const double* w, double* gram);

}  // namespace odds
