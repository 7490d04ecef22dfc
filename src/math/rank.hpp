// Which columns of a design are linear combinations of the columns before them.
#pragma once

#include "math/arrow_matrix.hpp"
#include "math/linear_algebra.hpp"

#include <vector>

namespace odds {

/// The outcome of `find_aliasing`: `kept` and `dropped` together are all columns, each in order.
struct Aliasing {
  /// A column that adds nothing: column = sum_k weights[k] * (column kept[k]).
  struct Dropped {
    Index column = 0;
    Vector weights;  ///< over all of `kept`; 0 for columns after this one and for a zero column
                     ///< (of a level: empty)
  };

  std::vector<Index> kept;
  std::vector<Dropped> dropped;
};

/// Share of a column's sum of squares that must be left, after regression on the kept columns
/// before it, for the column to be kept. Two columns with correlation 1 - 5e-13 are at this limit,
/// and rounding leaves an exact combination below 1e-14 unless the kept columns are nearly singular
/// themselves.
inline constexpr double kAliasTolerance = 1e-12;

/// Finds the columns that are combinations of earlier ones from their p x p matrix of
/// cross-products (weighted or not, symmetric, both triangles).
///
/// Columns are taken in the given order, so of several equivalent columns the first is kept: a
/// Cholesky factorisation of the matrix scaled to unit diagonal, where a column is dropped when its
/// Schur complement is at most `tolerance`. A column with cross-product 0 or NaN with itself is
/// dropped with zero weights. Cross-products square the condition of the data: dependencies finer
/// than 1e-6 of a column's size are not seen as differences.
///
/// Levels count as columns before all others: what is constant within levels adds nothing to them.
///
/// Source: Golub and Van Loan, Matrix Computations, 4.2 (without the pivoting).
Aliasing find_aliasing(const ArrowMatrix& cross_products, double tolerance = kAliasTolerance);

}  // namespace odds
