#include "math/scaled_cholesky.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <limits>

namespace odds {
namespace {

/// Above this dimension all eigenvalues would cost more than the factorisation is worth.
constexpr Index kExactConditionDimension = 200;

double largest_eigenvalue(const Matrix& symmetric) {
  if (symmetric.size() == 0) return 0.0;
  return Eigen::SelfAdjointEigenSolver<Matrix>(symmetric, Eigen::EigenvaluesOnly)
      .eigenvalues()
      .maxCoeff();
}

/// Correctly rounded, as Eigen's vectorised square root is not on every machine.
Vector inverse_roots(Vector squares) {
  for (double& square : squares) square = 1.0 / std::sqrt(square);
  return squares;
}

}  // namespace

ScaledCholesky::ScaledCholesky(const ArrowMatrix& matrix)
    : scale_(inverse_roots(matrix.full_diagonal())) {
  if (!scale_.allFinite() || !matrix.all_finite()) return;
  const auto core_scale = scale_.head(matrix.core_size()).asDiagonal();
  scaled_ = core_scale * matrix.core * core_scale;
  if (matrix.levels() == 0) {
    factor_.compute(scaled_);
  } else {
    border_ = core_scale * matrix.border * scale_.tail(matrix.levels()).asDiagonal();
    factor_.compute(scaled_ - border_ * border_.transpose());
  }
  ok_ = factor_.info() == Eigen::Success;
}

Vector ScaledCholesky::solve(VectorRef b) const {
  if (border_.cols() == 0) return scale_.cwiseProduct(factor_.solve(scale_.cwiseProduct(b)));
  const Vector scaled = scale_.cwiseProduct(b);
  const auto of_levels = scaled.tail(border_.cols());
  const Vector core = factor_.solve(scaled.head(border_.rows()) - border_ * of_levels);
  Vector solution(b.size());
  solution << core, of_levels - border_.transpose() * core;
  return scale_.cwiseProduct(solution);
}

ArrowInverse ScaledCholesky::inverse() const {
  const Index k = scaled_.cols();
  const auto core_scale = scale_.head(k);
  Matrix root = core_scale.asDiagonal();
  factor_.matrixL().solveInPlace(root);
  Matrix core = Matrix::Zero(k, k);
  core.selfadjointView<Eigen::Lower>().rankUpdate(root.transpose());
  core.triangularView<Eigen::StrictlyUpper>() = core.transpose();
  if (border_.cols() == 0) return {.core = std::move(core), .slope = {}, .variance = {}};
  const auto level_scale = scale_.tail(border_.cols());
  return {.core = std::move(core),
          .slope = core_scale.cwiseInverse().asDiagonal() * border_ * level_scale.asDiagonal(),
          .variance = level_scale.cwiseAbs2()};
}

Vector ScaledCholesky::whiten(VectorRef b) const {
  const Vector scaled = scale_.cwiseProduct(b);
  if (border_.cols() == 0) return factor_.matrixL().solve(scaled);
  const auto of_levels = scaled.tail(border_.cols());
  const Vector rest = scaled.head(border_.rows()) - border_ * of_levels;
  Vector white(b.size());
  white << factor_.matrixL().solve(rest), of_levels;
  return white;
}

double ScaledCholesky::log_determinant() const {
  const Matrix& root = factor_.matrixLLT();
  return 2.0 * (root.diagonal().array().log().sum() - scale_.array().log().sum());
}

double ScaledCholesky::reciprocal_condition() const {
  if (!ok_) return 0.0;
  return border_.cols() == 0 ? factor_.rcond() : 1.0 / condition_bound();
}

double ScaledCholesky::condition() const {
  if (!ok_) return std::numeric_limits<double>::infinity();
  if (border_.cols() > 0) return condition_bound();
  if (scale_.size() == 0) return 1.0;
  if (scale_.size() > kExactConditionDimension) return 1.0 / factor_.rcond();
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(scaled_, Eigen::EigenvaluesOnly);
  const Vector& values = eigen.eigenvalues();
  return values[0] > 0.0 ? values[values.size() - 1] / values[0]
                         : std::numeric_limits<double>::infinity();
}

/// The norm of the matrix is at least the larger of those of its two diagonal blocks, and at most
/// their sum. Its inverse is the sum of E S^-1 E', E = [identity; -border'], and of a matrix of
/// norm 1; both are positive semidefinite. The norm of the former is that of R E' E R', S^-1 = R'
/// R.
double ScaledCholesky::condition_bound() const {
  const double norm = largest_eigenvalue(scaled_) + 1.0;
  const Index k = scaled_.cols();
  Matrix inner = Matrix::Identity(k, k) + border_ * border_.transpose();
  factor_.matrixL().solveInPlace(inner);
  inner = Matrix(inner.transpose());
  factor_.matrixL().solveInPlace(inner);
  return norm * (largest_eigenvalue(0.5 * (inner + inner.transpose())) + 1.0);
}

}  // namespace odds
