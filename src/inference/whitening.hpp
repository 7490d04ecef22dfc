// Coordinates of the coefficients in which their inverse information is the unit matrix.
#pragma once

#include "math/linear_algebra.hpp"
#include "model/model.hpp"

#include <vector>

namespace odds {

/// gamma = root b for the coefficients of the kept working columns: the information of b is I.
struct Whitening {
  std::vector<Index> kept;
  Matrix root;  ///< k x k, lower: root root' is the inverse information of the kept columns

  explicit Whitening(const Model& model);

  /// The covariance of the working columns (p x p, 0 where aliased) from that of b.
  Matrix working_covariance(const Matrix& of_b, Index p) const;

  /// root' of the kept columns, 0 where aliased: k x p.
  Matrix of_contrasts(Index p) const;
};

}  // namespace odds
