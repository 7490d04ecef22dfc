// Symmetric matrices that are dense but for one diagonal block: those of models with a factor of
// very many levels.
#pragma once

#include "math/linear_algebra.hpp"

#include <utility>
#include <vector>

namespace odds {

/// A symmetric p x p matrix. Its last L rows and columns stand for the levels of a factor, of which
/// no row of data has two: they have nothing in common with each other.
///
///     [ core     border         ]   k x k   k x L
///     [ border'  diag(diagonal) ]   L x k   L x L
///
/// An ordinary matrix is one with L = 0, and converts to it. Memory O(k (k + L)).
struct ArrowMatrix {
  Matrix core;      ///< k x k, both triangles
  Matrix border;    ///< k x L
  Vector diagonal;  ///< L

  ArrowMatrix() = default;
  ArrowMatrix(Matrix dense_core, Matrix level_border, Vector level_diagonal);

  template <class Derived>
  ArrowMatrix(const Eigen::MatrixBase<Derived>& dense) : core(dense) {}
  ArrowMatrix(Matrix&& dense) : core(std::move(dense)) {}

  Index core_size() const { return core.cols(); }
  Index levels() const { return diagonal.size(); }
  Index dimension() const { return core_size() + levels(); }
  bool all_finite() const;

  /// The whole diagonal, p.
  Vector full_diagonal() const;

  /// Rows and columns `kept`, which ascend.
  ArrowMatrix restricted(const std::vector<Index>& kept) const;

  Vector times(VectorRef vector) const;
  ArrowMatrix scaled(double factor) const;

  friend Vector operator*(const ArrowMatrix& matrix, VectorRef vector) {
    return matrix.times(vector);
  }
  friend ArrowMatrix operator*(double factor, const ArrowMatrix& matrix) {
    return matrix.scaled(factor);
  }
};

}  // namespace odds
