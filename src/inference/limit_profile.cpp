#include "inference/limit_profile.hpp"

#include "base/special_values.hpp"
#include "inference/held_supremum.hpp"
#include "math/root.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace odds {
namespace {

constexpr int kMostDoublings = 60;

/// The error of a root of the deviance that passes for certified; see LinearProfile.
constexpr double kCertifiedRoot = 1e-8;

/// Stands for the root of a deviance that is not finite.
constexpr double kFarRoot = 1e6;

}  // namespace

double LimitProfile::deviance(const Vector& weights, double c) {
  const AffineSpace space = solutions_of(Matrix(weights.transpose()), Vector::Constant(1, c));
  HeldSupremum held = supremum_under(objective_, space, last_);
  last_ = std::move(held.point);
  return std::max(2.0 * (supremum_ - held.value), 0.0);
}

LimitEnd LimitProfile::end(const Vector& weights, double side, double cut) {
  const double radius = std::sqrt(cut);
  last_ = {};
  // In the direction of `side`, in units of what the combination moves by if unknowns move by 1.
  const double unit = side * weights.norm();
  const auto excess = [&](double distance) {
    return std::min(std::sqrt(deviance(weights, unit * distance)), kFarRoot) - radius;
  };
  const bool is_outside = excess(0.0) > 0.0;
  double near = 0.0;
  double far = is_outside ? -1.0 : 1.0;
  for (int doublings = 0; (excess(far) > 0.0) == is_outside; ++doublings) {
    if (doublings == kMostDoublings) return {kNaN, kNaN};
    near = far;
    far *= 2.0;
  }
  const std::optional<double> distance =
      find_root(excess, std::min(near, far), std::max(near, far));
  if (!distance) return {kNaN, kNaN};
  const double miss = std::abs(excess(*distance));
  const double rounding = 0x1p-50 * std::abs(supremum_) / radius;
  if (!(miss <= std::max(kCertifiedRoot, rounding))) return {kNaN, kNaN};
  return {unit * *distance, miss};
}

}  // namespace odds
