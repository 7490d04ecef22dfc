#include "effects/margins/joint.hpp"

#include "effects/counterfactual/normal_draws.hpp"
#include "math/distributions.hpp"
#include "math/root.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

namespace odds {
namespace {

/// Pr(X >= x) of a chi-square with `rank` degrees of freedom; of `rank` times F if `degrees`, of
/// its denominator, are finite.
double tail_of_squares(double x, double rank, double degrees) {
  return std::isinf(degrees) ? chi_square_p_value(x, rank) : f_p_value(x / rank, rank, degrees);
}

JointTest joint_test(const std::string& variable, const Vector& scaled, const Matrix& factor,
                     double degrees) {
  // The columns of the factor are orthogonal: its pseudo-inverse divides by their squares.
  const Vector along =
      (factor.transpose() * scaled).cwiseQuotient(factor.colwise().squaredNorm().transpose());
  JointTest test{
      .variable = variable, .chi2 = along.squaredNorm(), .df = factor.cols(), .p_value = 1.0};
  test.p_value = tail_of_squares(test.chi2, static_cast<double>(test.df), degrees);
  return test;
}

/// The c where `tail`, which falls from 1 to at most 1 - level at Scheffe's value, is 1 - level.
double solve_tail(const std::function<double(double)>& tail, double level, Index rank,
                  double degrees) {
  constexpr double kBeyond = 1.01;  // rounding does not reach so far
  const auto r = static_cast<double>(rank);
  double scheffe = std::sqrt(chi_square_quantile(level, r));
  while (tail_of_squares(scheffe * scheffe, r, degrees) > 1.0 - level) scheffe *= kBeyond;
  return find_root([&](double c) { return tail(c) - (1.0 - level); }, 0.0, kBeyond * scheffe)
      .value();
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

/// Within half a gap of direction j, h(u) is the cosine of the angle to it, and the integral of
/// exp(-c^2 / (2 cos^2)) over that angle is 2 pi T(c, tan(gap / 2)).
double planar_critical_value(const std::vector<double>& gaps, double level, double degrees) {
  const auto normal = [&](double c) {
    double sum = 0.0;
    for (const double gap : gaps) sum += owens_t(c, std::tan(0.5 * gap));
    return 4.0 * sum;
  };
  const auto student = [&](double c) {
    double sum = 0.0;
    for (const double gap : gaps) sum += student_sector(c, 0.5 * gap, degrees);
    return 4.0 * sum;
  };
  return std::isinf(degrees) ? solve_tail(normal, level, 2, degrees)
                             : solve_tail(student, level, 2, degrees);
}

/// The correlation of two margins as the angle between their directions.
double angle_of(const CombinedCovariance& covariance, Index first, Index second) {
  const Matrix& c = covariance.matrix;
  const double rho = c(first, second) / (std::sqrt(c(first, first)) * std::sqrt(c(second, second)));
  return std::atan2(std::sqrt(std::max(0.0, (1.0 - rho) * (1.0 + rho))), rho);
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

double spherical_critical_value(const Matrix& factor, double level, std::uint64_t seed,
                                double degrees) {
  const std::vector<double> largest = largest_cosines(factor, seed);
  const auto rank = static_cast<double>(factor.cols());
  const auto tail = [&](double c) {
    double sum = 0.0;
    for (const double h : largest) sum += tail_of_squares((c / h) * (c / h), rank, degrees);
    return sum / static_cast<double>(largest.size());
  };
  return solve_tail(tail, level, factor.cols(), degrees);
}

}  // namespace

std::vector<JointTest> joint_tests(const MarginPlan& plan, const Vector& values,
                                   const CombinedCovariance& covariance,
                                   const std::vector<Index>& shown) {
  std::vector<std::vector<Index>> own(plan.effects.size());
  for (const Index c : shown) {
    const Index effect = plan.combinations[static_cast<std::size_t>(c)].effect;
    if (std::isfinite(values[c])) own[static_cast<std::size_t>(effect)].push_back(c);
  }
  std::vector<JointTest> tests;
  for (std::size_t e = 0; e < own.size(); ++e) {
    if (own[e].empty()) continue;
    Vector scaled = values(own[e]);
    for (std::size_t k = 0; k < own[e].size(); ++k) {
      scaled[static_cast<Index>(k)] /= covariance.std_error(own[e][k]);
    }
    tests.push_back(joint_test(plan.effects[e].variable, scaled,
                               correlation_factor(covariance, own[e]),
                               covariance.degrees_of(own[e])));
  }
  return tests;
}

SimultaneousWidth simultaneous_width(const CombinedCovariance& covariance,
                                     const std::vector<Index>& shown, double level,
                                     std::uint64_t seed) {
  const double degrees = covariance.degrees_of(shown);
  if (shown.size() == 2) {
    const double angle = angle_of(covariance, shown[0], shown[1]);
    const std::vector<double> gaps = {angle, std::numbers::pi - angle};
    const bool follows = angle == 0.0 || angle == std::numbers::pi;
    return {planar_critical_value(gaps, level, degrees), follows ? 1 : 2};
  }
  if (shown.size() == 1) return {wald_critical_value(level, degrees), 1};
  const Matrix factor = correlation_factor(covariance, shown);
  const Index rank = factor.cols();
  if (rank == 1) return {wald_critical_value(level, degrees), rank};
  if (rank == 2) {
    return {planar_critical_value(gaps_between(angles_of(factor)), level, degrees), rank};
  }
  return {spherical_critical_value(factor, level, seed, degrees), rank};
}

}  // namespace odds
