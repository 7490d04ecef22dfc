#include "inference/whitening.hpp"

#include "model/coordinates.hpp"

#include <Eigen/Cholesky>

namespace odds {

Whitening::Whitening(const Model& model)
    : kept(kept_columns(model)),
      root(Matrix(model.information_inverse().core(kept, kept)).llt().matrixL()) {}

Matrix Whitening::working_covariance(const Matrix& of_b, Index p) const {
  Matrix working = Matrix::Zero(p, p);
  const Matrix of_kept = root * of_b * root.transpose();
  working(kept, kept) = 0.5 * (of_kept + of_kept.transpose());
  return working;
}

Matrix Whitening::of_contrasts(Index p) const {
  Matrix all = Matrix::Zero(static_cast<Index>(kept.size()), p);
  all(Eigen::all, kept) = root.transpose();
  return all;
}

}  // namespace odds
