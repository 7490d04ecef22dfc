// Columns that a right model does not need: what tests of fit add to the design.
#pragma once

#include "design/design_reader.hpp"
#include "diagnose/predictor_fit.hpp"
#include "inference/joint_wald.hpp"
#include "model/model.hpp"

#include <tuple>
#include <vector>

namespace odds {

/// The columns of the tests, functions of the linear predictor alone: that of the unweighted sum of
/// squares, then, of the sigmoid, the two of Stukel's test. None between asymptotes.
///
/// With the score (y - P) P' / V of a trial, V = P (1 - P), that of the sum of squares is
/// (1 - 2 P) V / P', since the sum of (y - P)^2 - V over trials is that of (y - P) (1 - 2 P).
Index extra_column_count(const ResponseCurve& curve);

/// Those of the n rows of a block, n x k; 0 in rows at an asymptote.
Matrix extra_columns(const DesignRows& rows, const Vector& eta, const ResponseCurve& curve);

/// X' W Z of a block, p x k: the design beside the columns, weighted by the information of the
/// rows.
Matrix extra_cross_products(const DesignRows& rows, const Matrix& columns, VectorRef information,
                            Index columns_of_design);

/// The efficient score of the columns: that of what the design does not explain of them, and its
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

/// One pass; `cross` is X' W Z over all rows.
EfficientScore efficient_score(const ModelRows& rows, const Matrix& cross);

}  // namespace odds
