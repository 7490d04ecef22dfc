// Columns that a right model does not need: what tests of fit add to the design.
#pragma once

#include "curve/response_curve.hpp"
#include "design/design_reader.hpp"
#include "math/linear_algebra.hpp"

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

}  // namespace odds
