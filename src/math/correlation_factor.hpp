// Factors of correlation matrices, of as many columns as their rank.
#pragma once

#include "math/linear_algebra.hpp"

namespace odds {

/// R with R R' = `correlation`, in about as few columns as its rank: Cholesky's root with pivoting,
/// which ends where the rest is rounding (Higham 1990, in Reliable Numerical Computation, 161-185).
Matrix pivoted_root(const Matrix& correlation);

/// F with F F' = R R' and orthogonal columns, as many as R R' has eigenvalues above 1e-10 of the
/// largest, at least one.
Matrix orthogonal_factor(const Matrix& root);

}  // namespace odds
