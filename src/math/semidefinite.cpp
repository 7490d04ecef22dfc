#include "math/semidefinite.hpp"

#include <Eigen/Cholesky>

#include <cmath>

namespace odds {

bool is_positive_semidefinite(const Matrix& matrix, double margin) {
  const Vector roots = matrix.diagonal().unaryExpr(
      [](double square) { return square == 0.0 ? 0.0 : 1.0 / std::sqrt(square); });
  if (!roots.allFinite()) return false;
  for (Index j = 0; j < roots.size(); ++j) {
    if (roots[j] == 0.0 && !matrix.col(j).isZero(0.0)) return false;
  }
  Matrix scaled = roots.asDiagonal() * matrix * roots.asDiagonal();
  if (!(scaled.array().abs() <= 1.0 + margin).all()) return false;
  scaled.diagonal().array() += margin;
  for (Index j = 0; j < roots.size(); ++j) {
    if (roots[j] == 0.0) scaled(j, j) = 1.0;
  }
  return Eigen::LLT<Matrix>(scaled).info() == Eigen::Success;
}

}  // namespace odds
