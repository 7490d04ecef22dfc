#include "math/correlation_factor.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

constexpr double kRankTolerance = 1e-10;

}  // namespace

Matrix pivoted_root(const Matrix& correlation) {
  constexpr double kRest = 1e-12;
  Vector rest = correlation.diagonal();
  Matrix root(rest.size(), 0);
  Index rank = 0;
  Index pivot = 0;
  for (; rank < rest.size(); ++rank) {
    const double largest = rest.maxCoeff(&pivot);
    if (rank > 0 && !(largest > kRest)) break;
    if (rank == root.cols()) {
      root.conservativeResize(Eigen::NoChange, std::min(2 * rank + 8, rest.size()));
    }
    const Vector known = root.row(pivot).head(rank).transpose();
    root.col(rank) = (correlation.col(pivot) - root.leftCols(rank) * known) / std::sqrt(largest);
    rest -= root.col(rank).cwiseAbs2();
  }
  return root.leftCols(rank);
}

Matrix orthogonal_factor(const Matrix& root) {
  // root' root has the eigenvalues of root root' but for zeros.
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(root.transpose() * root);
  const Vector& values = eigen.eigenvalues();
  const double least = kRankTolerance * values.cwiseAbs().maxCoeff();
  Index rank = values.size();
  while (rank > 1 && values[values.size() - rank] <= least) --rank;
  return root * eigen.eigenvectors().rightCols(rank);
}

}  // namespace odds
