#include "solve/linear_profile.hpp"

#include "math/root.hpp"
#include "solve/constrained_objective.hpp"
#include "solve/maximize.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace odds {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

constexpr int kMostLeaps = 30;
constexpr int kMostDoublings = 30;

/// Share of the error before that a step may leave.
constexpr double kMostErrorLeft = 0.5;

/// An error of the root of the deviance that is as good as none, and the most of a certified one;
/// or what rounding of l brings to it, if that is more.
constexpr double kExactRoot = 1e-11;
constexpr double kCertifiedRoot = 1e-8;

/// A gain under the constraint whose own error, of the order of its power 3/2, does not count.
constexpr double kLeastSlack = 1e-9;

/// The root of a deviance that cannot be told, for find_root.
constexpr double kFarRoot = 1e6;

/// The cubic through two points of a profile with their tangents, at c.
Vector between(const ConstrainedMaximum& from, double c0, const ConstrainedMaximum& to, double c1,
               double c) {
  const double width = c1 - c0;
  const double s = (c - c0) / width;
  const double rise = s * s * (3.0 - 2.0 * s);
  return (1.0 - rise) * from.point + rise * to.point +
         width * s * (1.0 - s) * ((1.0 - s) * from.tangent - s * to.tangent);
}

}  // namespace

LinearProfile::LinearProfile(const Objective& objective, Vector maximum)
    : objective_(objective),
      maximum_(std::move(maximum)),
      best_(objective.evaluate(maximum_, Vector(), Order::information)),
      factor_(Matrix()) {
  refresh_rest(maximum_);
  rest_at_maximum_ = rest_;
  factor_ = factor_of(best_);
}

double LinearProfile::View::slack() const {
  return std::max(gain - moved * moved / (2.0 * spread), 0.0);
}

bool LinearProfile::refresh_rest(VectorRef point) {
  const MatrixProduct curvature = objective_.curvature(point);
  if (!curvature) return false;
  const Index p = objective_.dimension();
  Matrix whole(p, p);
  for (Index j = 0; j < p; ++j) whole.col(j) = curvature(Vector::Unit(p, j));
  const Evaluation here = objective_.evaluate(point, Vector(), Order::information);
  rest_ = 0.5 * (whole + whole.transpose()) - here.information.core;
  return true;
}

ScaledCholesky LinearProfile::factor_of(const Evaluation& here) const {
  if (rest_.size() > 0) {
    ScaledCholesky whole(Matrix(here.information.core + rest_));
    if (whole.ok()) return whole;
  }
  ScaledCholesky observed(here.information);
  if (observed.ok() || here.expected.dimension() == 0) return observed;
  return ScaledCholesky(here.expected);
}

LinearProfile::View LinearProfile::look(VectorRef weights, Vector point) const {
  const Evaluation here = objective_.evaluate(point, Vector(), Order::information);
  View view;
  view.point = std::move(point);
  view.value = here.value;
  if (!std::isfinite(here.value) || !here.gradient.allFinite()) return view;
  const ScaledCholesky factor = factor_of(here);
  if (!factor.ok()) return view;
  view.newton = factor.solve(here.gradient);
  view.along = factor.solve(weights);
  view.gain = here.gradient.dot(view.newton) / 2.0;
  view.moved = weights.dot(view.newton);
  view.spread = weights.dot(view.along);
  view.is_regular = view.newton.allFinite() && std::isfinite(view.spread) && view.spread > 0.0;
  return view;
}

LinearProfile::View LinearProfile::look_again(VectorRef weights, const View& view) {
  return refresh_rest(view.point) ? look(weights, view.point) : View();
}

double LinearProfile::root_of(double value) const {
  return std::sqrt(std::max(2.0 * (best_.value - value), 0.0));
}

double LinearProfile::rounding_of_root(double root) const {
  return 0x1p-50 * std::abs(best_.value) / root;
}

ProfileEnd LinearProfile::end(VectorRef weights, double side, double cut) {
  rest_ = rest_at_maximum_;
  if (std::optional<ProfileEnd> found = leap_to_end(weights, side, cut)) return *std::move(found);
  return bracket_end(weights, side, cut);
}

std::optional<ProfileEnd> LinearProfile::leap_to_end(VectorRef weights, double side, double cut) {
  const double radius = std::sqrt(cut);
  const double rounding = rounding_of_root(radius);
  const Vector along = factor_.solve(weights);
  View view = look(weights, maximum_ + along * (side * radius / std::sqrt(weights.dot(along))));
  double before = kInfinite;
  for (int leaps = 0; leaps < kMostLeaps && view.is_regular; ++leaps) {
    const double miss = std::abs(root_of(view.value + view.slack()) - radius);
    const double error = miss + std::sqrt(2.0 * view.slack());
    const bool is_tight = view.slack() <= kLeastSlack;
    const bool stalls = error > kMostErrorLeft * before;
    if (is_tight && miss <= std::max(stalls ? kCertifiedRoot : kExactRoot, rounding)) {
      return ProfileEnd{weights.dot(view.point), miss, view.maximum()};
    }
    if (stalls) {
      view = look_again(weights, view);
      if (!view.is_regular) return std::nullopt;
    }
    before = error;
    const double height = view.value + view.gain - (best_.value - cut / 2.0);
    if (!(height >= 0.0)) return std::nullopt;
    const double t = view.moved + side * std::sqrt(2.0 * view.spread * height);
    view = look(weights, view.point + view.step(t));
  }
  return std::nullopt;
}

ProfileEnd LinearProfile::bracket_end(VectorRef weights, double side, double cut) {
  const double radius = std::sqrt(cut);
  const double centre = weights.dot(maximum_);
  const Vector along = factor_.solve(weights);
  const double reach = radius * std::sqrt(weights.dot(along));
  ConstrainedMaximum last{maximum_, best_.value, along / weights.dot(along), true};
  double at_last = 0.0;
  const auto excess = [&](double distance) {
    if (distance == 0.0) return -radius;
    const double move = side * (distance - at_last);
    const Vector tangent = last.tangent;
    last = hold(weights, centre + side * distance, last.point + move * tangent);
    if (last.tangent.size() == 0) last.tangent = tangent;
    at_last = distance;
    return std::min(root_of(last.value), kFarRoot) - radius;
  };
  double inside = 0.0;
  double outside = reach;
  for (int doublings = 0; excess(outside) < 0.0; ++doublings) {
    if (doublings == kMostDoublings) return {side * kInfinite, 0.0, {}};
    inside = outside;
    outside *= 2.0;
  }
  const std::optional<double> distance = find_root(excess, inside, outside);
  if (!distance) return {kUnknown, kUnknown, {}};
  const double miss = std::abs(excess(*distance));
  const double most = std::max(kCertifiedRoot, rounding_of_root(radius));
  if (!last.is_maximum || !(miss <= most)) return {kUnknown, miss, {}};
  return {centre + side * *distance, miss, last};
}

ConstrainedMaximum LinearProfile::at(VectorRef weights, double c, const ProfileEnd& end) {
  rest_ = rest_at_maximum_;
  const double centre = weights.dot(maximum_);
  const Vector along = factor_.solve(weights);
  const ConstrainedMaximum top{maximum_, best_.value, along / weights.dot(along), true};
  Vector start = top.point + (c - centre) * top.tangent;
  if (std::isfinite(end.at) && end.at != centre) {
    const bool is_within = (c - centre) * (c - end.at) <= 0.0;
    start = is_within ? between(top, centre, end.point, end.at, c)
                      : end.point.point + (c - end.at) * end.point.tangent;
  }
  return hold(weights, c, start);
}

ConstrainedMaximum LinearProfile::hold(VectorRef weights, double c, const Vector& start) {
  if (std::optional<ConstrainedMaximum> found = leap_to(weights, c, start))
    return *std::move(found);
  const ConstrainedObjective objective(
      objective_, solutions_of(Matrix(weights.transpose()), Vector::Constant(1, c)));
  if (objective.dimension() == 0) return look(weights, objective.embed(Vector())).maximum();
  const Maximum maximum = maximize(objective, objective.project(start));
  const View view = look(weights, objective.embed(maximum.point));
  if (maximum.converged() && view.is_regular) return view.maximum();
  return {view.point, maximum.value, {}, false};
}

std::optional<ConstrainedMaximum> LinearProfile::leap_to(VectorRef weights, double c,
                                                         Vector start) {
  View view = look(weights, std::move(start));
  double before = kInfinite;
  for (int leaps = 0; leaps < kMostLeaps && view.is_regular; ++leaps) {
    const double t = c - weights.dot(view.point);
    const double left = view.slack() + t * t / view.spread;
    if (left <= kLeastSlack) return view.maximum();
    if (left > kMostErrorLeft * before) {
      view = look_again(weights, view);
      if (!view.is_regular) return std::nullopt;
    }
    before = left;
    view = look(weights, view.point + view.step(t));
  }
  return std::nullopt;
}

}  // namespace odds
