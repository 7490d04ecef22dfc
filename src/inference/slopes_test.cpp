#include "inference/slopes_test.hpp"

#include "base/special_values.hpp"
#include "math/distributions.hpp"
#include "math/scaled_cholesky.hpp"
#include "model/coordinates.hpp"

#include <Eigen/Eigenvalues>

#include <cmath>
#include <vector>

namespace odds {
namespace {

using Kind = SlopesTest::Kind;

/// The kept working columns but the intercept, which no other coefficient depends on.
std::vector<Index> slope_columns(const Model& model) {
  std::vector<Index> columns = kept_columns(model);
  if (model.roles.formula.intercept) std::erase(columns, Index{0});
  return columns;
}

/// Eigenvalues of correlations below this share of the largest are 0.
constexpr double kNoVariance = 1e-10;

/// b' V^- b with V^- the inverse of V on its range: a sandwich of few rows has no other.
SlopesTest wald_test_on_range(const Vector& slopes, const Matrix& covariance) {
  const Vector sizes = covariance.diagonal().cwiseSqrt();
  const Vector unit = sizes.unaryExpr([](double s) { return s > 0.0 ? 1.0 / s : 0.0; });
  const Matrix correlation = unit.asDiagonal() * covariance * unit.asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(correlation);
  const Vector along = eigen.eigenvectors().transpose() * slopes.cwiseProduct(unit);
  SlopesTest test;
  test.kind = Kind::wald;
  for (Index j = 0; j < along.size(); ++j) {
    const double variance = eigen.eigenvalues()[j];
    if (!(variance > kNoVariance * eigen.eigenvalues().maxCoeff())) continue;
    test.statistic += along[j] * along[j] / variance;
    ++test.degrees;
  }
  test.p_value = chi_square_p_value(test.statistic, static_cast<double>(test.degrees));
  return test;
}

SlopesTest wald_test(const Vector& slopes, const Matrix& covariance) {
  if (!(covariance.diagonal().array() > 0.0).any()) return {};
  const ScaledCholesky factor(covariance);
  if (!(factor.reciprocal_condition() > kNoVariance)) {
    return wald_test_on_range(slopes, covariance);
  }
  const auto degrees = static_cast<double>(slopes.size());
  const double chi2 = factor.whiten(slopes).squaredNorm();
  return {.kind = Kind::wald,
          .statistic = chi2,
          .degrees = slopes.size(),
          .denominator = 0.0,
          .p_value = chi_square_p_value(chi2, degrees)};
}

SlopesTest ratio_test(const Goodness& goodness, const Heterogeneity& heterogeneity) {
  const auto degrees = static_cast<double>(goodness.lr_df);
  SlopesTest test{.kind = Kind::likelihood_ratio,
                  .statistic = goodness.lr,
                  .degrees = goodness.lr_df,
                  .denominator = 0.0,
                  .p_value = goodness.lr_p};
  if (!heterogeneity.applied) return test;
  test.statistic /= degrees * heterogeneity.factor;
  test.denominator = heterogeneity.degrees;
  test.p_value = f_p_value(test.statistic, degrees, test.denominator);
  return test;
}

/// Of a robust or given covariance, or a pseudo-likelihood, whose ratio has no known law.
bool needs_wald(const FitParts& fit, const Model& model) {
  return fit.variance != Variance::model || !model.covariance_label.empty() ||
         fit.pseudo_likelihood;
}

}  // namespace

bool is_beside_likelihood(const FitParts& fit, const Model& model) {
  return needs_wald(fit, model) || fit.heterogeneity.applied;
}

SlopesTest test_of_slopes(const FitParts& fit, const Model& model) {
  const bool none = fit.goodness.lr_df == 0 || fit.method == Method::firth || !fit.converged() ||
                    !model.coefficients_label.empty();
  if (none) return {};
  if (!needs_wald(fit, model)) return ratio_test(fit.goodness, fit.heterogeneity);
  const std::vector<Index> slopes = slope_columns(model);
  return wald_test(model.coefficients(slopes), model.covariance.core(slopes, slopes));
}

void forget_likelihood_criteria(Goodness& goodness) {
  for (const auto member : {&Goodness::aic, &Goodness::bic, &Goodness::lr, &Goodness::lr_p}) {
    goodness.*member = kNaN;
  }
}

void recall_likelihood_criteria(Goodness& goodness) {
  const auto rank = static_cast<double>(goodness.rank);
  goodness.aic = -2.0 * goodness.log_likelihood + 2.0 * rank;
  goodness.bic = -2.0 * goodness.log_likelihood + rank * std::log(goodness.observations);
  goodness.lr = 2.0 * (goodness.log_likelihood - goodness.null_log_likelihood);
  const auto degrees = static_cast<double>(goodness.lr_df);
  goodness.lr_p = degrees > 0.0 ? chi_square_p_value(goodness.lr, degrees) : 1.0;
}

}  // namespace odds
