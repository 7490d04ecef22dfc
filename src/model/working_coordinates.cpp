#include "model/working_coordinates.hpp"

#include "model/coordinates.hpp"

namespace odds {
namespace {

/// The map of the columns that are kept onto themselves.
SparseMatrix map_of_kept(const Model& model, const std::vector<Index>& kept) {
  const auto k = static_cast<Index>(kept.size());
  std::vector<Index> places(static_cast<std::size_t>(model.plan.columns()), -1);
  for (Index i = 0; i < k; ++i) {
    places[static_cast<std::size_t>(kept[static_cast<std::size_t>(i)])] = i;
  }
  std::vector<Eigen::Triplet<double>> entries;
  const SparseMatrix map = estimate_map(model.plan, model.dependencies);
  for (Index column = 0; column < map.outerSize(); ++column) {
    const Index j = places[static_cast<std::size_t>(column)];
    for (SparseMatrix::InnerIterator entry(map, column); entry && j >= 0; ++entry) {
      const Index i = places[static_cast<std::size_t>(entry.row())];
      if (i >= 0) entries.emplace_back(i, j, entry.value());
    }
  }
  SparseMatrix of_kept(k, k);
  of_kept.setFromTriplets(entries.begin(), entries.end());
  return of_kept;
}

}  // namespace

WorkingCoordinates::WorkingCoordinates(const Model& model)
    : p_(model.plan.columns()), kept_(kept_columns(model)), map_(map_of_kept(model, kept_)) {
  factor_.compute(map_);
}

Vector WorkingCoordinates::coefficients(const Vector& original) const {
  const Vector of_kept = factor_.solve(original);
  Vector working = Vector::Zero(p_);
  working(kept_) = of_kept;
  return working;
}

Matrix WorkingCoordinates::covariance(const Matrix& original) const {
  const Matrix half = factor_.solve(original);
  const Matrix of_kept = factor_.solve(Matrix(half.transpose()));
  Matrix working = Matrix::Zero(p_, p_);
  working(kept_, kept_) = 0.5 * (of_kept + of_kept.transpose());
  return working;
}

// b = M g: dl/dg = M' dl/db.
Matrix WorkingCoordinates::gradient_map() const {
  const auto k = static_cast<Index>(kept_.size());
  const Matrix inverse = factor_.solve(Matrix(Matrix::Identity(k, k)));
  return inverse.transpose();
}

Matrix WorkingCoordinates::original_covariance(const Matrix& working) const {
  const Matrix half = map_ * Matrix(working(kept_, kept_));
  const Matrix original = map_ * Matrix(half.transpose());
  return 0.5 * (original + original.transpose());
}

}  // namespace odds
