#include "math/scaled_cholesky.hpp"

#include <Eigen/Eigenvalues>

#include <cmath>
#include <limits>

namespace odds {
namespace {

/// Above this dimension all eigenvalues would cost more than the factorisation is worth.
constexpr Index kExactConditionDimension = 200;

}  // namespace

ScaledCholesky::ScaledCholesky(const Matrix& matrix)
    : scale_(matrix.diagonal().cwiseSqrt().cwiseInverse()) {
  if (!scale_.allFinite() || !matrix.allFinite()) return;
  scaled_ = scale_.asDiagonal() * matrix * scale_.asDiagonal();
  factor_.compute(scaled_);
  ok_ = factor_.info() == Eigen::Success;
}

Vector ScaledCholesky::solve(VectorRef b) const {
  return scale_.cwiseProduct(factor_.solve(scale_.cwiseProduct(b)));
}

Matrix ScaledCholesky::inverse() const {
  const Index p = scale_.size();
  Matrix root = scale_.asDiagonal();
  factor_.matrixL().solveInPlace(root);
  Matrix result = Matrix::Zero(p, p);
  result.selfadjointView<Eigen::Lower>().rankUpdate(root.transpose());
  result.triangularView<Eigen::StrictlyUpper>() = result.transpose();
  return result;
}

Vector ScaledCholesky::whiten(VectorRef b) const {
  return factor_.matrixL().solve(scale_.cwiseProduct(b));
}

double ScaledCholesky::log_determinant() const {
  const Matrix& root = factor_.matrixLLT();
  return 2.0 * (root.diagonal().array().log().sum() - scale_.array().log().sum());
}

double ScaledCholesky::reciprocal_condition() const { return ok_ ? factor_.rcond() : 0.0; }

double ScaledCholesky::condition() const {
  if (!ok_) return std::numeric_limits<double>::infinity();
  if (scale_.size() == 0) return 1.0;
  if (scale_.size() > kExactConditionDimension) return 1.0 / factor_.rcond();
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(scaled_, Eigen::EigenvaluesOnly);
  const Vector& values = eigen.eigenvalues();
  return values[0] > 0.0 ? values[values.size() - 1] / values[0]
                         : std::numeric_limits<double>::infinity();
}

}  // namespace odds
