// Some rows of a design matrix, stored by what their columns are made of.
#pragma once

#include "math/arrow_inverse.hpp"
#include "math/level_sums.hpp"
#include "math/linear_algebra.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace odds {

/// The columns of a term with factors: each row has at most one that is not zero.
struct IndicatorGroup {
  Index first_column = 0;          ///< in the design
  Index columns = 0;               ///< first_column .. first_column + columns - 1
  std::vector<std::int32_t> code;  ///< rows; which of the columns; -1: none (base level)
  std::vector<double> multiplier;  ///< rows; the value in that column; empty: 1 everywhere
};

/// The last columns of a design: the levels of a factor that has very many. Of each row at most one
/// is 1.
struct EliminatedGroup {
  Index first_column = 0;  ///< in the design, of the first level
  ObservedLevels met;      ///< which of the columns these rows have
};

/// Rows of a design matrix X (rows x p) as an ordered list of column groups: structure survives.
///
/// A design of a real formula is mostly indicators. Keeping codes makes a 100-level factor cost
/// O(rows), not O(100 rows) in X beta and O(100^2 rows) in X' W X. Columns that belong to no group
/// are zero: a block may hold some terms of a design only.
struct DesignBlock {
  Index rows = 0;
  std::vector<Index> dense_columns;  ///< q; their positions in the design
  Matrix dense;                      ///< at least rows x q; the rest is not read
  std::vector<IndicatorGroup> indicators;
  std::optional<EliminatedGroup> eliminated;

  auto dense_rows() const {
    return dense.topLeftCorner(rows, static_cast<Index>(dense_columns.size()));
  }
};

/// eta += X beta; beta has p entries, eta `rows`.
///
/// Equal rows with equal eta get equal bits wherever they stand in a block, or ties of fitted
/// values would break.
void add_linear_predictor(const DesignBlock& x, VectorRef beta, Eigen::Ref<Vector> eta);

/// gradient += X' r without the eliminated columns; r has `rows` entries, gradient one for each of
/// the others.
void add_transposed_product(const DesignBlock& x, VectorRef r, Eigen::Ref<Vector> gradient);

/// gram += X' diag(w) X, w of any sign, without the eliminated columns; gram is k x k, of which
/// only the entries (a, b) with a >= b, the lower triangle, are changed. `scratch` saves an
/// allocation between calls.
///
/// Cost: q^2 / 2 products a row for the q dense columns, which are done a vector at a time, q
/// additions for each indicator group, and one for each pair of groups.
void add_weighted_gram(const DesignBlock& x, VectorRef w, Matrix& scratch, Matrix& gram);

/// Sums of 0 for the levels that the rows have; no levels without eliminated columns.
LevelSums level_sums(const DesignBlock& x, Index width);

/// Row `row` of `sums`, which come from level_sums, += X' r for the eliminated columns.
void add_level_products(const DesignBlock& x, VectorRef r, Index row, LevelSums& sums);

/// Rows from `row` on += the sums of w, w x_0, w x_1, ... by level: the diagonal of X' diag(w) X
/// for the eliminated columns, and what they have in common with the k others.
void add_level_gram(const DesignBlock& x, VectorRef w, Index row, LevelSums& sums);

/// An entry of one row.
struct DesignEntry {
  Index column = 0;
  double value = 0.0;
};

/// The entries of row i that may differ from zero: q dense ones, then one of each indicator group,
/// then that of its level.
void read_row(const DesignBlock& x, Index i, std::vector<DesignEntry>& entries);

/// x' V x of a row, for symmetric V (p x p).
double quadratic_form(const std::vector<DesignEntry>& row, const Matrix& v);
double quadratic_form(const std::vector<DesignEntry>& row, const ArrowInverse& v);

}  // namespace odds
