#include "effects/margins/combined_covariance.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <utility>

namespace odds {
namespace {

constexpr double kRankTolerance = 1e-10;

/// Without levels `values` has no columns, and may have no rows either.
double largest_in_row(const Matrix& values, Index row) {
  return values.cols() > 0 ? values.row(row).cwiseAbs().maxCoeff() : 0.0;
}

/// 1 / sqrt of the diagonal; 0 where that is not positive.
Vector inverse_sizes(const Vector& variances) {
  return variances.unaryExpr(
      [](double variance) { return variance > 0.0 ? 1.0 / std::sqrt(variance) : 0.0; });
}

/// R with R R' = a positive semidefinite matrix, each row to its own precision.
Matrix root_of(const Matrix& matrix) {
  const Vector scale = inverse_sizes(matrix.diagonal());
  const Matrix correlation = scale.asDiagonal() * matrix * scale.asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(correlation);
  const Vector size = matrix.diagonal().cwiseMax(0.0).cwiseSqrt();
  return size.asDiagonal() * eigen.eigenvectors() *
         eigen.eigenvalues().cwiseMax(0.0).cwiseSqrt().asDiagonal();
}

/// The same for a matrix of correlations in as few columns as its rank: Cholesky's root with
/// pivoting, which ends where the rest is rounding (Higham 1990, in Reliable Numerical Computation,
/// 161-185).
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

/// J times a root of V, of combinations in their units.
Matrix delta_root(const Model& model, const Combined& scaled) {
  const Matrix covariance = covariance_with_guess(model);
  const Index core = model.covariance.core_size();
  const LevelSums& levels = scaled.jacobian.levels;
  Matrix derivatives(scaled.values.size(), covariance.cols());
  derivatives.leftCols(core) =
      model.covariance.levels() == 0
          ? scaled.jacobian.core
          : Matrix(model.covariance.through_core(scaled.jacobian).transpose());
  if (derivatives.cols() > core) derivatives.col(core) = scaled.by_guess;
  const Matrix of_core = derivatives * root_of(covariance);
  if (levels.levels.empty()) return of_core;
  Matrix root(of_core.rows(), of_core.cols() + levels.values.cols());
  root.leftCols(of_core.cols()) = of_core;
  for (Index l = 0; l < levels.values.cols(); ++l) {
    const double variance = model.covariance.variance[levels.levels[static_cast<std::size_t>(l)]];
    root.col(of_core.cols() + l) = levels.values.col(l) * std::sqrt(variance);
  }
  return root;
}

}  // namespace

double CombinedCovariance::std_error(Index c) const { return unit[c] * std::sqrt(matrix(c, c)); }

Matrix CombinedCovariance::of_combinations() && {
  matrix.array().colwise() *= unit.array();
  matrix.array().rowwise() *= unit.transpose().array();
  return std::move(matrix);
}

double unit_near(double size) {
  if (!(size > 0.0) || !std::isfinite(size)) return 1.0;
  constexpr int kLargest = 1000;  // the unit has an inverse
  return std::ldexp(1.0, std::clamp(std::ilogb(size), -kLargest, kLargest));
}

Vector units_of(const Model& model, const Combined& combined) {
  Vector unit(combined.values.size());
  for (Index c = 0; c < unit.size(); ++c) {
    double size = std::max(largest_in_row(combined.jacobian.core, c),
                           largest_in_row(combined.jacobian.levels.values, c));
    if (model.estimated_guess) size = std::max(size, std::abs(combined.by_guess[c]));
    unit[c] = unit_near(size);
  }
  return unit;
}

Combined in_units(const Combined& combined, const Vector& unit) {
  const Vector inverse = unit.cwiseInverse();
  Combined scaled = combined;
  scaled.values.array() *= inverse.array();
  scaled.by_guess.array() *= inverse.array();
  scaled.jacobian.core.array().colwise() *= inverse.array();
  if (scaled.jacobian.levels.values.cols() > 0) {
    scaled.jacobian.levels.values.array().colwise() *= inverse.array();
  }
  return scaled;
}

Matrix covariance_with_guess(const Model& model) {
  const Index p = model.covariance.core_size();
  const Index guess = model.estimated_guess ? 1 : 0;
  Matrix covariance(p + guess, p + guess);
  covariance.topLeftCorner(p, p) = model.covariance.core;
  if (guess == 0) return covariance;
  covariance.col(p).head(p) = model.estimated_guess->covariance;
  covariance.row(p).head(p) = model.estimated_guess->covariance.transpose();
  covariance(p, p) = model.estimated_guess->variance;
  return covariance;
}

CombinedCovariance delta_covariance(const Model& model, const Combined& combined, bool with_root) {
  CombinedCovariance result{
      .unit = units_of(model, combined), .matrix = {}, .root = {}, .degrees = model.factor_degrees};
  const Combined scaled = in_units(combined, result.unit);
  result.matrix = model.covariance.sandwich(scaled.jacobian);
  const Index coefficients = model.covariance.core_size() + (model.estimated_guess ? 1 : 0) +
                             static_cast<Index>(scaled.jacobian.levels.levels.size());
  if (with_root && coefficients < scaled.values.size()) result.root = delta_root(model, scaled);
  if (!model.estimated_guess) return result;
  const Vector both = scaled.jacobian.core * model.estimated_guess->covariance;
  const Vector& guess = scaled.by_guess;
  result.matrix += both * guess.transpose() + guess * both.transpose() +
                   model.estimated_guess->variance * guess * guess.transpose();
  return result;
}

Matrix correlation_factor(const CombinedCovariance& covariance, const std::vector<Index>& own) {
  const auto k = static_cast<Index>(own.size());
  Matrix root;  // of the correlations
  if (covariance.root.cols() > 0 && covariance.root.cols() < k) {
    root = covariance.root(own, Eigen::all).rowwise().normalized();
  } else {
    const Vector scale = inverse_sizes(covariance.matrix.diagonal()(own));
    root = pivoted_root(scale.asDiagonal() * covariance.matrix(own, own) * scale.asDiagonal());
  }
  // root' root has the eigenvalues of root root' but for zeros.
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(root.transpose() * root);
  const Vector& values = eigen.eigenvalues();
  const double least = kRankTolerance * values.cwiseAbs().maxCoeff();
  Index rank = values.size();
  while (rank > 1 && values[values.size() - rank] <= least) --rank;
  return root * eigen.eigenvectors().rightCols(rank);
}

}  // namespace odds
