#include "inference/joint_wald.hpp"

#include "math/distributions.hpp"
#include "math/scaled_cholesky.hpp"

#include <Eigen/Eigenvalues>

#include <cmath>

namespace odds {
namespace {

/// Eigenvalues of correlations below this share of the largest are 0.
constexpr double kNoVariance = 1e-10;

/// The share of the squared estimates that lies where there is no variance, beyond rounding.
constexpr double kOutside = 1e-12;

JointWald on_range(const Vector& estimates, const Matrix& covariance) {
  const Vector sizes = covariance.diagonal().cwiseMax(0.0).cwiseSqrt();
  const Vector unit = sizes.unaryExpr([](double s) { return s > 0.0 ? 1.0 / s : 0.0; });
  const Matrix correlation = unit.asDiagonal() * covariance * unit.asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(correlation);
  const Vector along = eigen.eigenvectors().transpose() * estimates.cwiseProduct(unit);
  JointWald test;
  double outside = 0.0;
  for (Index j = 0; j < along.size(); ++j) {
    const double variance = eigen.eigenvalues()[j];
    if (!(variance > kNoVariance * eigen.eigenvalues().maxCoeff())) {
      outside += along[j] * along[j];
      continue;
    }
    test.chi2 += along[j] * along[j] / variance;
    ++test.degrees;
  }
  return outside > kOutside * along.squaredNorm() ? JointWald() : test;
}

}  // namespace

JointWald joint_wald(const Vector& estimates, const Matrix& covariance) {
  if (!(covariance.diagonal().array() > 0.0).any()) return {};
  const ScaledCholesky factor(covariance);
  if (!(factor.reciprocal_condition() > kNoVariance)) return on_range(estimates, covariance);
  return {.chi2 = factor.whiten(estimates).squaredNorm(), .degrees = estimates.size()};
}

ReferredTest refer(const JointWald& test, const JointReference& reference) {
  if (test.degrees == 0) return {};
  if (std::isnan(reference.denominator)) return {.denominator = kNaN};
  const auto degrees = static_cast<double>(test.degrees);
  ReferredTest result{.statistic = test.chi2,
                      .degrees = test.degrees,
                      .denominator = reference.denominator,
                      .p_value = chi_square_p_value(test.chi2, degrees)};
  if (std::isinf(reference.denominator)) return result;
  result.statistic *= reference.scale / degrees;
  result.p_value = f_p_value(result.statistic, degrees, reference.denominator);
  return result;
}

}  // namespace odds
