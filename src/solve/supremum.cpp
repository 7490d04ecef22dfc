#include "solve/supremum.hpp"

#include "math/rank.hpp"
#include "solve/constrained_objective.hpp"
#include "solve/maximize.hpp"
#include "solve/restricted_objective.hpp"
#include "solve/separation_rows.hpp"

#include <numeric>
#include <utility>

namespace odds {
namespace {

/// Of the largest component of a direction, in units of the columns' sizes: rounding of 0.
constexpr double kNoPart = 1e-10;

/// One direction for each column that others explain.
Matrix escapes_of(const Aliasing& aliasing, Index p) {
  Matrix escapes = Matrix::Zero(p, std::ssize(aliasing.dropped));
  for (Index k = 0; k < escapes.cols(); ++k) {
    const Aliasing::Dropped& dropped = aliasing.dropped[static_cast<std::size_t>(k)];
    escapes(dropped.column, k) = 1.0;
    if (dropped.weights.size() > 0) escapes(aliasing.kept, k) -= dropped.weights;
    const double noise = kNoPart * escapes.col(k).lpNorm<Eigen::Infinity>();
    escapes.col(k) = (escapes.col(k).array().abs() < noise).select(0.0, escapes.col(k)).eval();
  }
  return escapes;
}

Maximum maximum_of_rest(const Objective& rest, const std::vector<Index>& kept,
                        const OptimizerOptions& options) {
  if (!kept.empty()) {
    const RestrictedObjective problem(rest, kept);
    return maximize(problem, Vector::Zero(problem.dimension()), options);
  }
  Maximum constant;
  const Vector anywhere = Vector::Zero(rest.dimension());
  constant.value = rest.evaluate(anywhere, Vector(), Order::value).value;
  constant.termination = Termination::converged;
  constant.information = Matrix();
  constant.condition = 1.0;
  return constant;
}

/// `first` and then `second`, whose start is no iteration.
std::vector<IterationRecord> joined(std::vector<IterationRecord> first,
                                    const std::vector<IterationRecord>& second) {
  const int done = first.empty() ? 0 : first.back().iteration;
  for (IterationRecord record : second) {
    if (record.iteration == 0 && !first.empty()) continue;
    record.iteration += done;
    first.push_back(record);
  }
  return first;
}

}  // namespace

Vector Supremum::point() const {
  if (is_attained()) return maximum.point;
  Vector whole = Vector::Zero(escapes.rows());
  whole(kept) = maximum.point;
  return whole;
}

Supremum supremum_of(const Objective& objective, Maximum maximum, const OptimizerOptions& options) {
  Supremum result;
  const Index p = objective.dimension();
  if (maximum.existence != Existence::separated) {
    result.maximum = std::move(maximum);
    result.kept.resize(static_cast<std::size_t>(p));
    std::iota(result.kept.begin(), result.kept.end(), Index{0});
    result.escapes = Matrix(p, 0);
    return result;
  }
  result.rest = objective.separation_rows()->undecided(maximum.separation.direction);
  const Aliasing aliasing = find_aliasing(result.rest->curvature_bound());
  result.kept = aliasing.kept;
  result.escapes = escapes_of(aliasing, p);
  result.maximum = maximum_of_rest(*result.rest, result.kept, options);
  if (result.maximum.converged()) result.maximum.termination = Termination::at_limit;
  result.maximum.existence = Existence::separated;
  result.maximum.separation = std::move(maximum.separation);
  result.maximum.history = joined(std::move(maximum.history), result.maximum.history);
  return result;
}

int sign_at_limit(const Objective& objective, const Vector& weights, const Separation& separation,
                  bool is_ray) {
  if (!is_ray) {
    const ConstrainedObjective held(objective,
                                    solutions_of(Matrix(weights.transpose()), Vector::Zero(1)));
    const Maximum maximum = maximize(held, Vector::Zero(held.dimension()));
    if (maximum.separation.rows == separation.rows) return 0;
  }
  return weights.dot(separation.direction) > 0.0 ? 1 : -1;
}

}  // namespace odds
