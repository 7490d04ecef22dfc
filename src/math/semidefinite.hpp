// Whether a symmetric matrix can be a covariance.
#pragma once

#include "math/linear_algebra.hpp"

namespace odds {

/// Whether the symmetric `matrix`, scaled to unit diagonal, has no eigenvalue below -margin: it is
/// positive semidefinite but for errors of that size. A row with 0 on the diagonal must be 0.
/// False for numbers that are not finite. O(p^3).
bool is_positive_semidefinite(const Matrix& matrix, double margin);

}  // namespace odds
