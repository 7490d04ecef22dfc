#include "diagnose/calibration.hpp"

#include "base/special_values.hpp"
#include "diagnose/log_odds.hpp"
#include "math/distributions.hpp"

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

constexpr EstimateRow kNoEstimate = {.estimate = kNaN,
                                     .std_error = kNaN,
                                     .statistic = kNaN,
                                     .p_value = kNaN,
                                     .conf_low = kNaN,
                                     .conf_high = kNaN,
                                     .degrees = kInfinity};

PredictorModel intercept_model(const ResponseCurve& curve) {
  return {.curve = {},
          .columns =
              [curve](const Vector& eta) {
                return PredictorColumns{Matrix::Ones(eta.size(), 1), log_odds(eta, curve)};
              },
          .start = Vector::Zero(1)};
}

PredictorModel slope_model(const ResponseCurve& curve) {
  Vector start(2);
  start << 0.0, 1.0;
  return {.curve = {},
          .columns =
              [curve](const Vector& eta) {
                Matrix columns(eta.size(), 2);
                columns << Vector::Ones(eta.size()), log_odds(eta, curve);
                return PredictorColumns{std::move(columns), Vector::Zero(eta.size())};
              },
          .start = start};
}

PredictorModel square_model(const ResponseCurve& curve) {
  Vector start(3);
  start << 0.0, 1.0, 0.0;
  return {.curve = curve.known(),
          .columns =
              [](const Vector& eta) {
                Matrix columns(eta.size(), 3);
                columns << Vector::Ones(eta.size()), eta, eta.cwiseAbs2();
                return PredictorColumns{std::move(columns), Vector::Zero(eta.size())};
              },
          .start = start};
}

/// An estimate tested against `null`.
EstimateRow estimate_row(const PredictorFit& fit, Index column, double null, double level) {
  if (!fit.converged) return kNoEstimate;
  const double error = std::sqrt(fit.covariance(column, column));
  EstimateRow row = wald_row(fit.estimates[column], error, level);
  row.statistic = (row.estimate - null) / error;
  row.p_value = normal_p_value(row.statistic);
  return row;
}

void set_ratio(const RowSums& sums, double level, Calibration& calibration) {
  EstimateRow& ratio = calibration.ratio;
  const double observed = calibration.observed;
  const double share = observed / (observed + sums.nonevents.value());
  ratio.std_error = std::sqrt((1.0 - share) / observed);
  const double reach = std::exp(normal_critical_value(level) * ratio.std_error);
  ratio.conf_low = ratio.estimate / reach;
  ratio.conf_high = ratio.estimate * reach;
  ratio.statistic = (observed - calibration.expected) / std::sqrt(sums.variance.value());
  ratio.p_value = normal_p_value(ratio.statistic);
}

}  // namespace

Calibration observed_over_expected(const RowSums& sums) {
  Calibration calibration;
  calibration.observed = sums.events.value();
  calibration.expected = sums.expected.value();
  calibration.ratio = calibration.in_the_large = calibration.slope = kNoEstimate;
  calibration.ratio.estimate = calibration.observed / calibration.expected;
  return calibration;
}

void calibrate(const ModelRows& rows, const RowSums& sums, double predictors,
               Diagnosis& diagnosis) {
  const ResponseCurve& curve = rows.model.curve;
  Calibration& calibration = diagnosis.calibration;
  set_ratio(sums, diagnosis.level, calibration);
  calibration.in_the_large =
      estimate_row(fit_on_predictor(rows, intercept_model(curve)), 0, 0.0, diagnosis.level);
  if (predictors < 2.0) {
    calibration.both.reason = "all fitted probabilities are the same";
    return;
  }
  const PredictorFit fit = fit_on_predictor(rows, slope_model(curve));
  calibration.slope = estimate_row(fit, 1, 1.0, diagnosis.level);
  if (!fit.converged) {
    calibration.both.reason = "the refit on log odds has no maximum";
    return;
  }
  calibration.both.statistic = std::max(0.0, 2.0 * (fit.log_likelihood - fit.start_log_likelihood));
  calibration.both.degrees = 2.0;
  calibration.both.p_value = chi_square_p_value(calibration.both.statistic, 2.0);
}

void test_link(const ModelRows& rows, double predictors, Diagnosis& diagnosis) {
  diagnosis.eta_squared = kNoEstimate;
  FitTest& test = diagnosis.link_test;
  if (predictors < 3.0) {
    test.reason = "there are fewer than three different fitted probabilities";
    return;
  }
  const PredictorFit fit = fit_on_predictor(rows, square_model(rows.model.curve));
  if (!fit.converged) {
    test.reason = "the refit on eta and eta^2 has no maximum";
    return;
  }
  diagnosis.eta_squared = estimate_row(fit, 2, 0.0, diagnosis.level);
  test.statistic = diagnosis.eta_squared.statistic;
  test.p_value = diagnosis.eta_squared.p_value;
}

}  // namespace odds
