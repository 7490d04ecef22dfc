#include "inference/sup_t.hpp"

#include "inference/joint_wald.hpp"
#include "math/distributions.hpp"
#include "math/normal_draws.hpp"
#include "math/root.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace odds {
namespace {

/// Pr(T > square), T the squared length of z, or t, in `rank` dimensions.
double tail_of_square(double square, Index rank, double degrees) {
  return refer({.chi2 = square, .degrees = rank}, {.scale = 1.0, .denominator = degrees}).p_value;
}

/// The gaps between directions in a plane, each the same as its opposite: they sum to pi.
std::vector<double> gaps_between(std::vector<double> angles) {
  for (double& angle : angles) {
    if (angle < 0.0) angle += std::numbers::pi;
    if (angle >= std::numbers::pi) angle -= std::numbers::pi;
  }
  std::ranges::sort(angles);
  std::vector<double> gaps = {std::numbers::pi - (angles.back() - angles.front())};
  for (std::size_t i = 1; i < angles.size(); ++i) gaps.push_back(angles[i] - angles[i - 1]);
  return gaps;
}

std::vector<double> angles_of(const Matrix& factor) {
  std::vector<double> angles;
  for (Index j = 0; j < factor.rows(); ++j)
    angles.push_back(std::atan2(factor(j, 1), factor(j, 0)));
  return angles;
}

/// h(u) in directions drawn at random.
std::vector<double> largest_cosines(const Matrix& factor, std::uint64_t seed) {
  constexpr Index kDirections = 20'000;
  constexpr Index kAtOnce = 1000;
  NormalDraws draws(seed);
  std::vector<double> largest;
  for (Index done = 0; done < kDirections; done += kAtOnce) {
    const Matrix directions = draws.matrix(factor.cols(), kAtOnce).colwise().normalized();
    const Matrix cosines = factor * directions;
    for (Index d = 0; d < kAtOnce; ++d) {
      largest.push_back(std::min(cosines.col(d).cwiseAbs().maxCoeff(), 1.0));
    }
  }
  return largest;
}

}  // namespace

SupT SupT::of_one(double degrees) { return {1, degrees}; }

SupT SupT::of_two(double angle, double degrees) {
  const bool follows = angle == 0.0 || angle == std::numbers::pi;
  SupT result(follows ? 1 : 2, degrees);
  if (!follows) result.gaps_ = {angle, std::numbers::pi - angle};
  return result;
}

SupT SupT::of(const Matrix& factor, double degrees, std::uint64_t seed) {
  SupT result(factor.cols(), degrees);
  if (result.rank_ == 2) result.gaps_ = gaps_between(angles_of(factor));
  if (result.rank_ > 2) result.largest_ = largest_cosines(factor, seed);
  return result;
}

double SupT::tail(double c) const {
  if (rank_ == 1) return wald_p_value(c, degrees_);
  return rank_ == 2 ? planar_tail(c) : spherical_tail(c);
}

// Within half a gap of direction j, h(u) is the cosine of the angle to it, and the integral of
// exp(-c^2 / (2 cos^2)) over that angle is 2 pi T(c, tan(gap / 2)).
double SupT::planar_tail(double c) const {
  double sum = 0.0;
  for (const double gap : gaps_) {
    sum += std::isinf(degrees_) ? owens_t(c, std::tan(0.5 * gap))
                                : student_sector(c, 0.5 * gap, degrees_);
  }
  return 4.0 * sum;
}

double SupT::spherical_tail(double c) const {
  double sum = 0.0;
  for (const double h : largest_) {
    sum += tail_of_square((c / h) * (c / h), rank_, degrees_);
  }
  return sum / static_cast<double>(largest_.size());
}

// The tail falls from 1 to at most 1 - level at Scheffe's value.
double SupT::critical_value(double level) const {
  if (rank_ == 1) return wald_critical_value(level, degrees_);
  constexpr double kBeyond = 1.01;  // rounding does not reach so far
  const auto at = [&](double c) { return tail_of_square(c * c, rank_, degrees_); };
  double scheffe = std::sqrt(chi_square_quantile(level, static_cast<double>(rank_)));
  while (at(scheffe) > 1.0 - level) scheffe *= kBeyond;
  return find_root([&](double c) { return tail(c) - (1.0 - level); }, 0.0, kBeyond * scheffe)
      .value();
}

}  // namespace odds
