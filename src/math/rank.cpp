#include "math/rank.hpp"

#include <cmath>

namespace odds {
namespace {

/// 1 / sqrt of the diagonal; 0 for a column without any size.
Vector unit_scale(const Matrix& cross_products) {
  return cross_products.diagonal().unaryExpr(
      [](double size) { return size > 0.0 ? 1.0 / std::sqrt(size) : 0.0; });
}

/// A Cholesky factor that grows by one row for every column that is kept.
class GrowingFactor {
 public:
  explicit GrowingFactor(Index columns) : lower_(Matrix::Zero(columns, columns)) {}

  /// L^-1 c for the cross-products c of a new column with the kept ones.
  Vector reduce(Vector products) const {
    top().triangularView<Eigen::Lower>().solveInPlace(products);
    return products;
  }

  /// The coefficients of the regression on the kept columns, from what `reduce` gave.
  Vector coefficients(Vector reduced) const {
    top().transpose().triangularView<Eigen::Upper>().solveInPlace(reduced);
    return reduced;
  }

  void append(const Vector& reduced, double rest) {
    lower_.row(size_).head(size_) = reduced.transpose();
    lower_(size_, size_) = std::sqrt(rest);
    ++size_;
  }

 private:
  Eigen::Block<const Matrix> top() const { return lower_.topLeftCorner(size_, size_); }

  Matrix lower_;
  Index size_ = 0;
};

}  // namespace

Aliasing find_aliasing(const Matrix& cross_products, double tolerance) {
  const Vector scale = unit_scale(cross_products);
  GrowingFactor factor(cross_products.cols());
  Aliasing result;
  for (Index j = 0; j < cross_products.cols(); ++j) {
    if (scale[j] == 0.0) {
      result.dropped.push_back({.column = j, .weights = {}});
      continue;
    }
    const Vector kept_scale = scale(result.kept);
    const Vector products = cross_products.col(j)(result.kept).cwiseProduct(kept_scale) * scale[j];
    const Vector reduced = factor.reduce(products);
    const double rest = 1.0 - reduced.squaredNorm();
    if (rest > tolerance) {
      factor.append(reduced, rest);
      result.kept.push_back(j);
    } else {
      const Vector weights = factor.coefficients(reduced).cwiseProduct(kept_scale) / scale[j];
      result.dropped.push_back({.column = j, .weights = weights});
    }
  }
  for (Aliasing::Dropped& dropped : result.dropped) {  // later columns have no part in it
    const Index known = dropped.weights.size();
    dropped.weights.conservativeResize(static_cast<Index>(result.kept.size()));
    dropped.weights.tail(dropped.weights.size() - known).setZero();
  }
  return result;
}

}  // namespace odds
