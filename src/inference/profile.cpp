#include "inference/profile.hpp"

#include "base/special_values.hpp"
#include "math/root.hpp"
#include "solve/constrained_objective.hpp"

#include <odds/error.hpp>

#include <Eigen/QR>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace odds {
namespace {

/// Stands for infinity, in multiples of what is searched for, where a root is.
constexpr double kHuge = 1e6;

Evaluation at_maximum(const FittedRows& rows) {
  return rows.likelihood().evaluate(rows.maximum(), Vector(), Order::information);
}

}  // namespace

ProfileLikelihood::ProfileLikelihood(const FittedRows& rows)
    : rows_(rows), information_(Matrix()), last_(rows.maximum()) {
  const Evaluation here = at_maximum(rows);
  best_ = here.value;
  information_ = ScaledCholesky(here.information);
}

Vector ProfileLikelihood::start_under(const Matrix& constraints, VectorRef values) const {
  if (!information_.ok()) return last_;
  // The nearest point by the curvature at the maximum, that of a quadratic log-likelihood.
  Matrix reach(constraints.cols(), constraints.rows());
  for (Index k = 0; k < constraints.rows(); ++k) {
    reach.col(k) = information_.solve(constraints.row(k).transpose());
  }
  const Matrix gram = constraints * reach;
  const Vector missing = values - constraints * last_;
  return last_ + reach * gram.completeOrthogonalDecomposition().solve(missing);
}

double ProfileLikelihood::deviance(const Matrix& constraints, VectorRef values) {
  const AffineSpace space = solutions_of(constraints, values);
  if (space.is_empty) return kInfinity;
  const ConstrainedObjective objective(rows_.likelihood(), space);
  if (objective.dimension() == 0) {
    last_ = space.origin;
    return 2.0 * (best_ - rows_.likelihood().evaluate(last_, Vector(), Order::value).value);
  }
  const Vector start = objective.project(start_under(constraints, values));
  const Maximum maximum = maximize(objective, start);
  if (!std::isfinite(maximum.value)) return kInfinity;
  last_ = objective.embed(maximum.point);
  return 2.0 * (best_ - maximum.value);
}

ProfileLikelihood::Turning ProfileLikelihood::turning_point(const ProfiledCrossing& crossing) {
  Matrix both(2, crossing.level.size());
  both.row(0) = crossing.level.transpose();
  both.row(1) = crossing.scale * crossing.slope.transpose();
  const double both_deviance = deviance(both, Vector{{crossing.target, 0.0}});
  Vector weights;  // cosine and sine of the angle, up to a factor
  if (both_deviance == kInfinity) {
    // Height and slope depend on each other: the angle at which nothing is left of the row.
    weights = Vector{
        {crossing.scale * crossing.slope.squaredNorm(), -crossing.slope.dot(crossing.level)}};
  } else {
    const Vector gradient = rows_.likelihood().evaluate(last_, Vector(), Order::gradient).gradient;
    weights = both.transpose().colPivHouseholderQr().solve(gradient);
  }
  double angle = std::atan2(weights[1], weights[0]);
  if (angle < 0.0) angle += std::numbers::pi;
  return {angle, both_deviance};
}

double ProfileLikelihood::deviance_at(const ProfiledCrossing& crossing, double angle) {
  const double cosine = std::cos(angle);
  const double sine = std::sin(angle);
  const Matrix row = (cosine * crossing.level + sine * crossing.scale * crossing.slope).transpose();
  return deviance(row, Vector::Constant(1, cosine * crossing.target));
}

ConfidenceSet ProfileLikelihood::set(const ProfiledCrossing& crossing, double cut) {
  last_ = rows_.maximum();
  const Turning turning = turning_point(crossing);
  if (turning.deviance <= cut) return {{-kInfinity, kInfinity}};
  const double least = std::sqrt(cut);
  // The root of the deviance is nearly straight near the estimate.
  const auto excess_of = [&](double deviance) {
    return std::min(std::sqrt(std::max(deviance, 0.0)), kHuge * std::max(least, 1.0)) - least;
  };
  const auto end_towards = [&](double limit) {
    last_ = rows_.maximum();
    const auto f = [&](double angle) {
      if (angle == 0.0) return -least;
      return excess_of(angle == limit ? turning.deviance : deviance_at(crossing, angle));
    };
    if (const auto end = find_root(f, std::min(0.0, limit), std::max(0.0, limit))) return *end;
    throw Error(ErrorKind::model, {.what = "the profile likelihood has no limit: it does not rise "
                                           "from its maximum to what is asked for",
                                   .where = {},
                                   .hint = "leave the profile out: --ci delta,fieller",
                                   .excerpt = {}});
  };
  const double upper = end_towards(turning.angle);
  const double lower = end_towards(turning.angle - std::numbers::pi);
  const auto measure = [&](double angle) {
    return crossing.estimate + crossing.scale * std::tan(angle);
  };
  constexpr double kRight = std::numbers::pi / 2.0;
  if (upper < kRight && lower > -kRight) return {{measure(lower), measure(upper)}};
  return {{-kInfinity, measure(upper)}, {measure(lower), kInfinity}};
}

}  // namespace odds
