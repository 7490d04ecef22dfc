#include "solve/constrained_objective.hpp"

#include <Eigen/QR>

#include <cmath>

namespace odds {
namespace {

/// What is left of a row by those before it, relative to its size, if only rounding is left.
constexpr double kRounding = 1e-11;

}  // namespace

AffineSpace solutions_of(const Matrix& rows, VectorRef values) {
  const Vector sizes = rows.rowwise().norm();
  Matrix unit = rows;
  Vector scaled = values;
  for (Index k = 0; k < rows.rows(); ++k) {
    if (sizes[k] == 0.0) continue;
    unit.row(k) /= sizes[k];
    scaled[k] /= sizes[k];
  }
  Eigen::ColPivHouseholderQR<Matrix> factor;
  factor.setThreshold(kRounding);
  factor.compute(unit.transpose());
  const Index p = rows.cols();
  const Matrix q = factor.householderQ() * Matrix::Identity(p, p);
  AffineSpace space;
  space.rank = factor.rank();
  space.basis = q.rightCols(p - space.rank);
  // unit' P = Q R: the shortest solution is Q times the y of R' y = P' values.
  const Vector permuted = factor.colsPermutation().transpose() * scaled;
  const auto corner = factor.matrixR().topLeftCorner(space.rank, space.rank);
  const Vector y =
      corner.template triangularView<Eigen::Upper>().transpose().solve(permuted.head(space.rank));
  space.origin = q.leftCols(space.rank) * y;
  const double miss = (unit * space.origin - scaled).lpNorm<Eigen::Infinity>();
  space.is_empty = miss > kRounding * (1.0 + scaled.lpNorm<Eigen::Infinity>());
  return space;
}

Evaluation ConstrainedObjective::evaluate(VectorRef point, VectorRef step, Order order) const {
  const Vector move = step.size() > 0 ? Vector(space_.basis * step) : Vector();
  Evaluation result = full_.evaluate(embed(point), move, order);
  if (result.gradient.size() > 0) {
    result.gradient = Vector(space_.basis.transpose() * result.gradient);
  }
  if (result.information.dimension() > 0) result.information = within(result.information);
  if (result.expected.dimension() > 0) result.expected = within(result.expected);
  return result;
}

MatrixProduct ConstrainedObjective::curvature(VectorRef point) const {
  MatrixProduct of_all = full_.curvature(embed(point));
  if (!of_all) return {};
  return [this, of_all](VectorRef direction) {
    return Vector(space_.basis.transpose() * of_all(space_.basis * direction));
  };
}

ArrowMatrix ConstrainedObjective::curvature_bound() const {
  return within(full_.curvature_bound());
}

ArrowMatrix ConstrainedObjective::inner_gram(VectorRef step) const {
  return within(rows().inner_gram(space_.basis * step));
}

Sides ConstrainedObjective::sides(VectorRef direction) const {
  return rows().sides(space_.basis * direction);
}

std::shared_ptr<const Objective> ConstrainedObjective::undecided(VectorRef direction) const {
  return std::make_shared<ConstrainedObjective>(rows().undecided(space_.basis * direction), space_);
}

ArrowMatrix ConstrainedObjective::within(const ArrowMatrix& full) const {
  const Matrix half = full.core * space_.basis;
  const Matrix inner = space_.basis.transpose() * half;
  return Matrix(0.5 * (inner + inner.transpose()));
}

}  // namespace odds
