#include "math/rank.hpp"

#include <cmath>
#include <iterator>
#include <utility>

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

  /// Makes L^-1 c of the cross-products c of a new column with the kept ones.
  void reduce(Eigen::Ref<Vector> products) const {
    top().triangularView<Eigen::Lower>().solveInPlace(products);
  }

  /// The coefficients of the regression on the kept columns, from what `reduce` made.
  Vector coefficients(Vector reduced) const {
    top().transpose().triangularView<Eigen::Upper>().solveInPlace(reduced);
    return reduced;
  }

  void append(VectorRef reduced, double rest) {
    lower_.row(size_).head(size_) = reduced.transpose();
    lower_(size_, size_) = std::sqrt(rest);
    ++size_;
  }

 private:
  Eigen::Block<const Matrix> top() const { return lower_.topLeftCorner(size_, size_); }

  Matrix lower_;
  Index size_ = 0;
};

/// border / diagonal: the regression of the other columns on the levels; 0 for a level without
/// rows.
Matrix slope_on_levels(const ArrowMatrix& cross_products) {
  const Vector inverse =
      cross_products.diagonal.unaryExpr([](double size) { return size > 0.0 ? 1.0 / size : 0.0; });
  return cross_products.border * inverse.asDiagonal();
}

/// Gives every dropped column its weights on levels, and appends the levels to both lists.
void append_levels(const ArrowMatrix& cross_products, Aliasing& result) {
  const std::vector<Index> core_kept = result.kept;
  const Index core = cross_products.core_size();
  std::vector<Index> levels;
  std::vector<Aliasing::Dropped> empty_levels;
  for (Index l = 0; l < cross_products.levels(); ++l) {
    if (cross_products.diagonal[l] > 0.0) {
      levels.push_back(l);
      result.kept.push_back(core + l);
    } else {
      empty_levels.push_back({.column = core + l, .weights = {}});
    }
  }
  if (!result.dropped.empty()) {
    const Matrix slope = slope_on_levels(cross_products);
    for (Aliasing::Dropped& dropped : result.dropped) {
      const Vector of_levels = slope.row(dropped.column).transpose() -
                               slope(core_kept, Eigen::all).transpose() * dropped.weights;
      Vector weights(static_cast<Index>(result.kept.size()));
      weights << dropped.weights, of_levels(levels);
      dropped.weights = std::move(weights);
    }
  }
  result.dropped.insert(result.dropped.end(), empty_levels.begin(), empty_levels.end());
}

}  // namespace

Aliasing find_aliasing(const ArrowMatrix& cross_products, double tolerance) {
  const bool has_levels = cross_products.levels() > 0;
  const Vector scale = unit_scale(cross_products.core);
  const Matrix rest =  // of the cross-products, after regression on the levels
      has_levels ? Matrix(cross_products.core -
                          slope_on_levels(cross_products) * cross_products.border.transpose())
                 : Matrix();
  const Matrix& products_of = has_levels ? rest : cross_products.core;
  GrowingFactor factor(scale.size());
  Vector products(scale.size());  // of a column with those that are kept
  Aliasing result;
  result.kept.reserve(static_cast<std::size_t>(scale.size()));
  for (Index j = 0; j < scale.size(); ++j) {
    if (scale[j] == 0.0) {
      result.dropped.push_back({.column = j, .weights = {}});
      continue;
    }
    auto reduced = products.head(std::ssize(result.kept));
    for (Index k = 0; k < reduced.size(); ++k) {
      const Index kept = result.kept[static_cast<std::size_t>(k)];
      reduced[k] = products_of(kept, j) * scale[kept] * scale[j];
    }
    factor.reduce(reduced);
    const double share = has_levels ? rest(j, j) * scale[j] * scale[j] : 1.0;
    const double left = share - reduced.squaredNorm();
    if (left > tolerance) {
      factor.append(reduced, left);
      result.kept.push_back(j);
    } else {
      const Vector kept_scale = scale(result.kept);
      const Vector weights = factor.coefficients(reduced).cwiseProduct(kept_scale) / scale[j];
      result.dropped.push_back({.column = j, .weights = weights});
    }
  }
  for (Aliasing::Dropped& dropped : result.dropped) {  // later columns have no part in it
    const Index known = dropped.weights.size();
    dropped.weights.conservativeResize(static_cast<Index>(result.kept.size()));
    dropped.weights.tail(dropped.weights.size() - known).setZero();
  }
  if (has_levels) append_levels(cross_products, result);
  return result;
}

}  // namespace odds
