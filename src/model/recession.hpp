// How the likelihood of separated data approaches its supremum.
#pragma once

#include "math/linear_algebra.hpp"

#include <odds/index.hpp>

#include <vector>

namespace odds {

/// A column of the formula whose coefficient is infinite, with the sign of InfiniteTerm.
struct EscapingColumn {
  Index column = 0;
  int sign = 0;
};

/// Where coefficients go on working columns, of which there are p.
struct Recession {
  Vector direction;         ///< p; along it the outcome of every decided row becomes certain
  Matrix escapes;           ///< p x k; spans what the undecided rows do not see, `direction` in it
  std::vector<Index> kept;  ///< columns that determine the rest; coefficients of others are 0

  /// Of the formula's coefficients those that the undecided rows do not determine.
  std::vector<EscapingColumn> columns;

  /// Whether the undecided rows determine the combination with these p weights. What rounding
  /// leaves of an exact 0 is 0.
  bool determines(VectorRef weights) const;

  /// Whether all directions of separation are multiples of one.
  bool is_ray() const { return escapes.cols() == 1; }
};

}  // namespace odds
