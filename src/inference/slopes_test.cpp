#include "inference/slopes_test.hpp"

#include "base/special_values.hpp"
#include "inference/joint_wald.hpp"
#include "math/distributions.hpp"
#include "model/coordinates.hpp"

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

SlopesTest wald_test(const Model& model) {
  const std::vector<Index> slopes = slope_columns(model);
  const JointWald test =
      joint_wald(model.coefficients(slopes), model.covariance.core(slopes, slopes));
  const ReferredTest referred = refer(test, model.reference_of(slopes));
  if (referred.degrees == 0) return {};
  return {.kind = Kind::wald,
          .statistic = referred.statistic,
          .degrees = referred.degrees,
          .denominator = std::isinf(referred.denominator) ? 0.0 : referred.denominator,
          .p_value = referred.p_value};
}

SlopesTest ratio_test(const Goodness& goodness, double factor, double t_degrees) {
  const auto degrees = static_cast<double>(goodness.lr_df);
  SlopesTest test{.kind = Kind::likelihood_ratio,
                  .statistic = goodness.lr,
                  .degrees = goodness.lr_df,
                  .denominator = 0.0,
                  .p_value = goodness.lr_p};
  if (std::isinf(t_degrees)) return test;
  test.statistic /= degrees * factor;
  test.denominator = t_degrees;
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
  const bool none = fit.goodness.lr_df == 0 || reduces_bias(fit.method) ||
                    !fit.maximum.has_estimates() || !model.coefficients_label.empty();
  if (none) return {};
  if (!needs_wald(fit, model)) return ratio_test(fit.goodness, model.factor, model.t_degrees);
  return wald_test(model);
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
