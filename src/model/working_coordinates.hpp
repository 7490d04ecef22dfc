// From estimates in original units to the working columns, and back.
#pragma once

#include "design/centring.hpp"
#include "math/linear_algebra.hpp"
#include "model/model.hpp"

#include <Eigen/SparseLU>

#include <vector>

namespace odds {

/// The map between estimates of the formula's columns that are kept and those of the working ones.
class WorkingCoordinates {
 public:
  explicit WorkingCoordinates(const Model& model);

  const std::vector<Index>& kept() const { return kept_; }

  /// p, 0 where aliased; `original` is of the columns that are kept.
  Vector coefficients(const Vector& original) const;
  Matrix covariance(const Matrix& original) const;

  /// k x k: what takes derivatives in the working coefficients that are kept to those in the
  /// formula's.
  Matrix gradient_map() const;

  /// The covariance of the formula's columns that are kept, from that of the working ones (p x p).
  Matrix original_covariance(const Matrix& working) const;

 private:
  Index p_;
  std::vector<Index> kept_;
  SparseMatrix map_;  // of kept columns
  Eigen::SparseLU<SparseMatrix> factor_;
};

}  // namespace odds
