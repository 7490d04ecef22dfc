#include "diagnose/link_test.hpp"

#include "math/distributions.hpp"
#include "performance/calibration.hpp"

#include <cmath>
#include <utility>

namespace odds {
namespace {

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

}  // namespace

void test_link(const ModelRows& rows, double predictors, Diagnosis& diagnosis) {
  diagnosis.eta_squared = no_estimate();
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
  diagnosis.eta_squared =
      wald_row(fit.estimates[2], std::sqrt(fit.covariance(2, 2)), diagnosis.level);
  test.statistic = diagnosis.eta_squared.statistic;
  test.p_value = diagnosis.eta_squared.p_value;
}

}  // namespace odds
