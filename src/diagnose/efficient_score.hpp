// Score tests of columns that a design does not have.
#pragma once

#include "design/design_reader.hpp"
#include "diagnose/predictor_fit.hpp"
#include "inference/joint_wald.hpp"
#include "math/linear_algebra.hpp"

#include <functional>
#include <tuple>
#include <vector>

namespace odds {

/// Further columns Z of the rows of a block with the linear predictors eta: n x k.
using FurtherColumns = std::function<Matrix(const DesignRows& rows, const Vector& eta)>;

/// The efficient score of columns: that of what the design does not explain of them, and its
/// covariance. No digits are lost to what it does explain.
struct EfficientScore {
  Vector score;       ///< k
  Matrix covariance;  ///< k x k
  Vector sizes;       ///< k; Z' W Z of each column, to which its variance is compared

  /// The test of some of the columns together; no degrees of freedom where the design explains
  /// them.
  JointWald test(const std::vector<Index>& columns) const;

  /// The score of a column over its standard error; NaN where the design explains it.
  double z(Index column) const;

  EfficientScore& operator+=(const EfficientScore& other);
  auto fields() { return std::tie(score, covariance, sizes); }
};

/// X' W Z over all rows, p x k. One pass.
Matrix design_products(const ModelRows& rows, Index columns, const FurtherColumns& further);

/// One pass; `cross` is X' W Z over all rows.
EfficientScore efficient_score(const ModelRows& rows, const Matrix& cross,
                               const FurtherColumns& further);

}  // namespace odds
