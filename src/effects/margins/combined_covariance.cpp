#include "effects/margins/combined_covariance.hpp"

#include "math/correlation_factor.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <utility>

namespace odds {
namespace {

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

/// J times a root of V, of combinations in their units.
Matrix delta_root(const Model& model, const Combined& scaled) {
  const LevelSums& levels = scaled.jacobian.levels;
  const Matrix derivatives =
      model.covariance.levels() == 0
          ? scaled.jacobian.core
          : Matrix(model.covariance.through_core(scaled.jacobian).transpose());
  const Matrix of_core = derivatives * root_of(model.covariance.core);
  if (levels.keys.empty()) return of_core;
  Matrix root(of_core.rows(), of_core.cols() + levels.values.cols());
  root.leftCols(of_core.cols()) = of_core;
  for (Index l = 0; l < levels.values.cols(); ++l) {
    const double variance = model.covariance.variance[levels.keys[static_cast<std::size_t>(l)]];
    root.col(of_core.cols() + l) = levels.values.col(l) * std::sqrt(variance);
  }
  return root;
}

}  // namespace

std::shared_ptr<const ContrastDegrees> degrees_of_combinations(const Model& model,
                                                               const Combined& combined) {
  if (!model.contrast_degrees) return nullptr;
  Matrix jacobian = combined.jacobian.core.leftCols(model.plan.columns());
  for (Index c = 0; c < jacobian.rows(); ++c) {
    if (!jacobian.row(c).allFinite()) jacobian.row(c).setZero();  // no estimate: in no combination
  }
  return std::make_shared<const ContrastDegrees>(model.contrast_degrees->through(jacobian));
}

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

Vector units_of(const Combined& combined) {
  Vector unit(combined.values.size());
  for (Index c = 0; c < unit.size(); ++c) {
    unit[c] = unit_near(std::max(largest_in_row(combined.jacobian.core, c),
                                 largest_in_row(combined.jacobian.levels.values, c)));
  }
  return unit;
}

Combined in_units(const Combined& combined, const Vector& unit) {
  const Vector inverse = unit.cwiseInverse();
  Combined scaled = combined;
  scaled.values.array() *= inverse.array();
  scaled.jacobian.core.array().colwise() *= inverse.array();
  if (scaled.jacobian.levels.values.cols() > 0) {
    scaled.jacobian.levels.values.array().colwise() *= inverse.array();
  }
  return scaled;
}

CombinedCovariance delta_covariance(const Model& model, const Combined& combined, bool with_root) {
  CombinedCovariance result{
      .unit = units_of(combined), .matrix = {}, .root = {}, .degrees = model.t_degrees};
  const Combined scaled = in_units(combined, result.unit);
  result.own_degrees = degrees_of_combinations(model, scaled);
  result.matrix = model.covariance.sandwich(scaled.jacobian);
  const Index coefficients =
      model.covariance.core_size() + static_cast<Index>(scaled.jacobian.levels.keys.size());
  if (with_root && coefficients < scaled.values.size()) result.root = delta_root(model, scaled);
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
  return orthogonal_factor(root);
}

}  // namespace odds
