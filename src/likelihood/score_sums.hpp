// The sums of log-likelihood, score and information over a block of rows, and how blocks add up.
#pragma once

#include "curve/response_curve.hpp"
#include "design/design_reader.hpp"
#include "math/arrow_matrix.hpp"
#include "math/compensated_sum.hpp"
#include "solve/objective.hpp"

#include <optional>
#include <tuple>

namespace odds {

/// A symmetric matrix in the making, and sums by level beside it.
struct SummedArrow {
  Matrix lower;      ///< of the core, its lower triangle
  LevelSums levels;  ///< rows of its diagonal and then its border, perhaps behind others

  SummedArrow& operator+=(const SummedArrow& other);
  auto fields() { return std::tie(lower, levels); }

  /// The whole matrix on `level_count` levels; `row` is that of its diagonal.
  ArrowMatrix matrix(Index row, Index level_count) const;
};

/// X' diag(w) X of a block.
SummedArrow weighted_gram(const DesignRows& rows, VectorRef w, Index core_columns);

/// Minus second derivatives in the coefficients and in q own parameters of the curve.
struct SummedCurvature {
  SummedArrow coefficients;
  Matrix cross;  ///< core columns x q
  Matrix own;    ///< q x q

  SummedCurvature& operator+=(const SummedCurvature& other);
  auto fields() { return std::tie(coefficients, cross, own); }

  /// The matrix of the levels' sums from the second row on; the own parameters are the last
  /// columns.
  ArrowMatrix matrix(Index level_count) const;
};

/// The sums of an evaluation over blocks. Parts that are not asked for are empty.
struct ScoreSums {
  CompensatedSum value;
  Vector gradient;           ///< core columns; that of levels is the first row of their sums
  Vector own;                ///< q; in the curve's own parameters
  SummedCurvature observed;  ///< with the sums by level
  std::optional<SummedCurvature> expected;  ///< of Information::both
  double reach = 0.0;
  double saturated = 0.0;  ///< rows, as often as they stand for one
  double copies = 0.0;
  double weight = 0.0;
  Index rows = 0;

  /// Sums of k core columns and q own parameters.
  static ScoreSums zero(Index k, Index q, Order order,
                        Information information = Information::observed);

  ScoreSums& operator+=(const ScoreSums& other);
  auto fields() {
    return std::tie(value, gradient, own, observed, expected, reach, saturated, copies, weight,
                    rows);
  }

  /// Adds the derivatives of a block with one curvature and no own parameters.
  void add(const DesignRows& rows, VectorRef residual, VectorRef curvature, Order order);

  /// Adds those of a block of any curve.
  void add(const DesignRows& rows, const BlockTerms& terms, Information information, Order order);

  /// The gradient of all columns, levels that are eliminated and own parameters last; leaves none.
  Vector take_gradient(Index level_count);

  double mean_weight() const;  ///< of a row that counts; 1 if there is none
  double share_saturated() const { return copies > 0.0 ? saturated / copies : 0.0; }
};

}  // namespace odds
