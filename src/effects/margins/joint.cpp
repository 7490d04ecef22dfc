#include "effects/margins/joint.hpp"

#include "inference/joint_wald.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace odds {
namespace {

JointTest joint_test(const std::string& variable, const Vector& scaled, const Matrix& factor,
                     const JointReference& reference) {
  // The columns of the factor are orthogonal: its pseudo-inverse divides by their squares.
  const Vector along =
      (factor.transpose() * scaled).cwiseQuotient(factor.colwise().squaredNorm().transpose());
  const ReferredTest test =
      refer({.chi2 = along.squaredNorm(), .degrees = factor.cols()}, reference);
  return {.variable = variable,
          .statistic = test.statistic,
          .df = test.degrees,
          .denominator = test.denominator,
          .p_value = test.p_value};
}

/// The correlation of two margins as the angle between their directions.
double angle_of(const CombinedCovariance& covariance, Index first, Index second) {
  const Matrix& c = covariance.matrix;
  const double rho = c(first, second) / (std::sqrt(c(first, first)) * std::sqrt(c(second, second)));
  return std::atan2(std::sqrt(std::max(0.0, (1.0 - rho) * (1.0 + rho))), rho);
}

SupT distribution_of(const CombinedCovariance& covariance, const std::vector<Index>& shown,
                     std::uint64_t seed) {
  const double degrees = covariance.degrees_of(shown);
  if (shown.size() == 1) return SupT::of_one(degrees);
  if (shown.size() == 2) return SupT::of_two(angle_of(covariance, shown[0], shown[1]), degrees);
  return SupT::of(correlation_factor(covariance, shown), degrees, seed);
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
                               covariance.reference_of(own[e])));
  }
  return tests;
}

SimultaneousWidth simultaneous_width(const CombinedCovariance& covariance,
                                     const std::vector<Index>& shown, double level,
                                     std::uint64_t seed) {
  SupT largest = distribution_of(covariance, shown, seed);
  const double critical_value = largest.critical_value(level);
  const Index rank = largest.rank();
  return {.critical_value = critical_value, .rank = rank, .largest = std::move(largest)};
}

}  // namespace odds
