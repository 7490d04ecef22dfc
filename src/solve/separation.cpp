#include "solve/separation.hpp"

#include "math/rank.hpp"
#include "math/scaled_cholesky.hpp"
#include "solve/maximize.hpp"
#include "solve/restricted_objective.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

namespace odds {
namespace {

constexpr double kOverlapReciprocalCondition = 1e-12;

/// An eigenvalue of a matrix of unit diagonal counts as 0 below this: that of an exact dependency
/// comes out at p * 1e-16. One that is not 0 after all fails the check on the rows, where it shows
/// as its square root.
constexpr double kNullEigenvalue = 1e-12;

/// Components of a direction below this share of the largest, in units of the columns' sizes, are
/// rounding of 0. They must go: a row with nothing else would see the noise as its whole share.
constexpr double kNoise = 1e-12;

/// M in M d + e is at most 4^25 = 1e15: beyond, e is lost in the rounding of M d.
constexpr int kMostWidenings = 25;

Vector without_noise(Vector part) {
  const double noise = kNoise * part.lpNorm<Eigen::Infinity>();
  return (part.array().abs() < noise).select(0.0, part);
}

/// The part of `step` that the symmetric matrix `gram` maps to 0. Columns that are 0 throughout
/// `gram` are free.
Vector project_on_null_space(const Matrix& gram, VectorRef step) {
  const Vector size = gram.diagonal().unaryExpr(
      [](double square) { return square > 0.0 ? std::sqrt(square) : 1.0; });
  const Vector scale = size.cwiseInverse();
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(scale.asDiagonal() * gram * scale.asDiagonal());
  const Index null_dimension = (eigen.eigenvalues().array() < kNullEigenvalue).count();
  const auto basis = eigen.eigenvectors().leftCols(null_dimension);  // eigenvalues ascend
  return scale.cwiseProduct(without_noise(basis * (basis.transpose() * size.cwiseProduct(step))));
}

/// Powers of e (e + gram)^-1, which leave the null space alone and take the rest away: directions
/// with an eigenvalue above 1e-9 in four steps. Where levels are eliminated no eigenvector is at
/// hand. What it takes for null is checked on the rows as ever.
std::optional<Vector> power_to_null_space(const ArrowMatrix& gram, VectorRef step) {
  constexpr int kPowers = 4;
  const Vector size = gram.full_diagonal().unaryExpr(
      [](double square) { return square > 0.0 ? std::sqrt(square) : 1.0; });
  const Vector scale = size.cwiseInverse();
  const auto core_scale = scale.head(gram.core_size()).asDiagonal();
  const auto level_scale = scale.tail(gram.levels());
  Matrix core = core_scale * gram.core * core_scale;
  core.diagonal().array() += kNullEigenvalue;
  const Vector diagonal = gram.diagonal.array() * level_scale.array().square() + kNullEigenvalue;
  const ScaledCholesky factor(
      ArrowMatrix(core, core_scale * gram.border * level_scale.asDiagonal(), diagonal));
  if (!factor.ok()) return std::nullopt;
  Vector part = size.cwiseProduct(step);
  for (int power = 0; power < kPowers; ++power) part = kNullEigenvalue * factor.solve(part);
  return scale.cwiseProduct(without_noise(part));
}

/// A column of one value other than 0; an index of -1 if there is none.
struct ConstantColumn {
  Index index = -1;
  double value = 0.0;
};

ConstantColumn find_constant_column(const std::vector<ColumnRange>& ranges) {
  for (std::size_t j = 0; j < ranges.size(); ++j) {
    const double low = std::min(ranges[j].event_min, ranges[j].nonevent_min);
    const double high = std::max(ranges[j].event_max, ranges[j].nonevent_max);
    if (low == high && low != 0.0) return {.index = static_cast<Index>(j), .value = low};
  }
  return {};
}

/// A number between the outcomes of which the events lie above; nothing if they do not.
std::optional<double> threshold(const ColumnRange& range) {
  if (range.event_min < range.nonevent_max) return std::nullopt;
  return range.nonevent_max + (range.event_min - range.nonevent_max) / 2.0;
}

ColumnRange mirrored(const ColumnRange& range) {
  return {.event_min = -range.event_max,
          .event_max = -range.event_min,
          .nonevent_min = -range.nonevent_max,
          .nonevent_max = -range.nonevent_min};
}

/// Column j minus its threshold, turned so that the events lie above.
std::optional<Vector> direction_of_column(const std::vector<ColumnRange>& ranges, std::size_t j,
                                          const ConstantColumn& constant) {
  for (const double sign : {1.0, -1.0}) {
    const std::optional<double> at = threshold(sign > 0.0 ? ranges[j] : mirrored(ranges[j]));
    if (!at) continue;
    Vector direction = Vector::Zero(static_cast<Index>(ranges.size()));
    direction[static_cast<Index>(j)] = sign;
    if (constant.index >= 0) direction[constant.index] = -*at / constant.value;
    return direction;
  }
  return std::nullopt;
}

/// The separation of those rows alone that `found` leaves undecided.
std::optional<Separation> separation_of_rest(const SeparationRows& rows, const Separation& found) {
  const std::shared_ptr<const Objective> rest = rows.undecided(found.direction);
  const std::vector<Index> kept = find_aliasing(rest->curvature_bound()).kept;
  if (kept.empty()) return std::nullopt;
  const RestrictedObjective problem(*rest, kept);
  const Maximum maximum = maximize(problem, Vector::Zero(problem.dimension()));
  if (maximum.existence != Existence::separated) return std::nullopt;
  Separation separation = maximum.separation;
  separation.direction = Vector::Zero(found.direction.size());
  separation.direction(kept) = maximum.separation.direction;
  return separation;
}

}  // namespace

bool proves_overlap(double reach, double reciprocal_condition) {
  return reach < kOverlapReach && reciprocal_condition > kOverlapReciprocalCondition;
}

std::optional<Separation> proved_separation(const SeparationRows& rows, Vector direction) {
  const double length = direction.lpNorm<Eigen::Infinity>();
  if (!(length > 0.0)) return std::nullopt;
  direction /= length;
  const Sides sides = rows.sides(direction);
  if (sides.against > 0 || sides.decided == 0) return std::nullopt;
  const SeparationKind kind =
      sides.undecided == 0 ? SeparationKind::complete : SeparationKind::quasi;
  return Separation{.kind = kind, .direction = std::move(direction), .rows = sides.decided};
}

std::optional<Separation> find_separation(const SeparationRows& rows, VectorRef step) {
  const ArrowMatrix gram = rows.inner_gram(step);
  if (!gram.all_finite() || !step.allFinite()) return std::nullopt;
  if (gram.levels() == 0) {
    return proved_separation(rows, project_on_null_space(gram.core, step));
  }
  std::optional<Vector> part = power_to_null_space(gram, step);
  return part ? proved_separation(rows, *std::move(part)) : std::nullopt;
}

std::optional<Separation> find_separating_column(const SeparationRows& rows) {
  const std::vector<ColumnRange> ranges = rows.column_ranges();
  const ConstantColumn constant = find_constant_column(ranges);
  for (std::size_t j = 0; j < ranges.size(); ++j) {
    if (static_cast<Index>(j) == constant.index) continue;
    const std::optional<Vector> direction = direction_of_column(ranges, j, constant);
    if (!direction) continue;
    if (auto found = proved_separation(rows, *direction)) return found;
  }
  return std::nullopt;
}

Separation extend_separation(const SeparationRows& rows, const Separation& separation) {
  if (separation.kind == SeparationKind::complete) return separation;
  const std::optional<Separation> rest = separation_of_rest(rows, separation);
  if (!rest) return separation;
  double weight = 1.0;
  for (int widenings = 0; widenings < kMostWidenings; ++widenings, weight *= 4.0) {
    const auto both = proved_separation(rows, weight * separation.direction + rest->direction);
    if (both && both->rows == separation.rows + rest->rows) return *both;
  }
  return separation;
}

}  // namespace odds
