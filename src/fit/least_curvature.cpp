#include "fit/least_curvature.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

namespace odds {

std::optional<double> least_curvature(const ArrowMatrix& a, const ArrowMatrix& b) {
  if (b.levels() > 0) return std::nullopt;
  const Vector scale = b.core.diagonal().cwiseSqrt().cwiseInverse();
  const Eigen::LLT<Matrix> factor(scale.asDiagonal() * b.core * scale.asDiagonal());
  if (factor.info() != Eigen::Success) return std::nullopt;
  const Index k = b.core.cols();
  const Matrix scaled = scale.asDiagonal() * a.core.topLeftCorner(k, k) * scale.asDiagonal();
  const Matrix half = factor.matrixL().solve(scaled);
  const Matrix relative = factor.matrixL().solve(half.transpose());
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(relative, Eigen::EigenvaluesOnly);
  return eigen.eigenvalues()[0];
}

}  // namespace odds
