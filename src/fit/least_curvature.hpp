// How much less a likelihood curves than another one in some direction.
#pragma once

#include "math/arrow_matrix.hpp"

#include <optional>

namespace odds {

/// The least of x' A x / x' B x over all directions x: the least eigenvalue of L^-1 A L^-T with
/// L L' = B, both k x k informations (A may have more unknowns behind them). None where B is not
/// positive definite, or has eliminated levels.
std::optional<double> least_curvature(const ArrowMatrix& a, const ArrowMatrix& b);

}  // namespace odds
