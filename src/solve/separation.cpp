#include "solve/separation.hpp"

#include <Eigen/Eigenvalues>

#include <cmath>

namespace odds {
namespace {

constexpr double kOverlapReach = 0.5;
constexpr double kOverlapReciprocalCondition = 1e-12;
/// What is left of an exact 0 after rounding, relative to the largest part of a product. Wider, it
/// would take values that an outlier only dwarfs for ties, and "prove" what is not so.
constexpr double kSideTolerance = 1e-12;

/// An eigenvalue of a matrix of unit diagonal counts as 0 below this: that of an exact dependency
/// comes out at p * 1e-16. One that is not 0 after all fails the check on the rows, where it shows
/// as its square root.
constexpr double kNullEigenvalue = 1e-12;

/// Components of a direction below this share of the largest, in units of the columns' sizes, are
/// rounding of 0. They must go: a row with nothing else would see the noise as its whole share.
constexpr double kNoise = 1e-12;

/// See FoundSeparation::inner_at_rest.
constexpr double kRestingReach = 1e-2;

/// The part of `step` that the symmetric matrix `gram` maps to 0. Columns that are 0 throughout
/// `gram` are free.
Vector project_on_null_space(const Matrix& gram, VectorRef step) {
  const Vector size = gram.diagonal().unaryExpr(
      [](double square) { return square > 0.0 ? std::sqrt(square) : 1.0; });
  const Vector scale = size.cwiseInverse();
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(scale.asDiagonal() * gram * scale.asDiagonal());
  const Index null_dimension = (eigen.eigenvalues().array() < kNullEigenvalue).count();
  const auto basis = eigen.eigenvectors().leftCols(null_dimension);  // eigenvalues ascend
  Vector part = basis * (basis.transpose() * size.cwiseProduct(step));
  const double noise = kNoise * part.lpNorm<Eigen::Infinity>();
  part = (part.array().abs() < noise).select(0.0, part);
  return scale.cwiseProduct(part);
}

}  // namespace

bool proves_overlap(double reach, double reciprocal_condition) {
  return reach < kOverlapReach && reciprocal_condition > kOverlapReciprocalCondition;
}

std::optional<FoundSeparation> find_separation(const Objective& objective, VectorRef step) {
  const Matrix gram = objective.inner_gram(step);
  if (!gram.allFinite() || !step.allFinite()) return std::nullopt;
  Vector direction = project_on_null_space(gram, step);
  const double length = direction.lpNorm<Eigen::Infinity>();
  if (length == 0.0) return std::nullopt;
  direction /= length;

  const Sides sides = objective.sides(step, direction);
  const bool decides = sides.outer > 0 && sides.outer_least > kSideTolerance;
  if (!decides || sides.inner_worst > kSideTolerance) return std::nullopt;
  const SeparationKind kind = sides.inner == 0 ? SeparationKind::complete : SeparationKind::quasi;
  return FoundSeparation{
      .separation = {.kind = kind, .direction = std::move(direction), .rows = sides.outer},
      .inner_at_rest = sides.inner_reach < kRestingReach};
}

}  // namespace odds
