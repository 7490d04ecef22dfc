#include "diagnose/smooth_calibration.hpp"

#include "base/special_values.hpp"
#include "diagnose/calibration_gaps.hpp"
#include "diagnose/log_odds.hpp"
#include "math/distributions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace odds {
namespace {

/// Harrell's knots, most first.
const std::vector<std::vector<double>>& knot_shares() {
  static const std::vector<std::vector<double>> kShares = {
      {0.05, 0.275, 0.5, 0.725, 0.95}, {0.05, 0.35, 0.65, 0.95}, {0.1, 0.5, 0.9}};
  return kShares;
}

double most_knots(double observations) {
  if (observations >= 100.0) return 5.0;
  return observations >= 30.0 ? 4.0 : 3.0;
}

/// Quantiles of logit P, which stand between two linear predictors.
class LogOddsQuantiles {
 public:
  LogOddsQuantiles(const std::vector<OrderPair>& pairs, const ResponseCurve& curve)
      : shares_(percentile_shares()) {
    const auto n = static_cast<Index>(pairs.size());
    Vector ends(2 * n);
    for (Index k = 0; k < n; ++k) {
      ends[k] = pairs[static_cast<std::size_t>(k)].low;
      ends[n + k] = pairs[static_cast<std::size_t>(k)].high;
    }
    const Vector log_ends = log_odds(ends, curve);
    for (Index k = 0; k < n; ++k) {
      const double fraction = pairs[static_cast<std::size_t>(k)].fraction;
      values_.push_back(OrderPair{log_ends[k], log_ends[n + k], fraction}.value());
    }
  }

  std::vector<double> at(const std::vector<double>& shares) const {
    std::vector<double> result;
    for (const double share : shares) {
      const auto place = std::ranges::lower_bound(shares_, share) - shares_.begin();
      result.push_back(values_[static_cast<std::size_t>(place)]);
    }
    return result;
  }

  /// In ascending order, each once.
  std::vector<double> distinct() const {
    std::vector<double> result = values_;
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
  }

 private:
  std::vector<double> shares_;
  std::vector<double> values_;
};

struct SplineFit {
  CalibrationSpline spline;
  PredictorFit fit;
};

SplineFit fit_spline(const ModelRows& rows, std::vector<double> knots) {
  CalibrationSpline spline{.knots = std::move(knots), .coefficients = {}};
  Vector start = Vector::Zero(spline.columns());
  start[1] = 1.0;
  const PredictorModel asked{.curve = {},
                             .columns =
                                 [&](const Vector& eta) {
                                   return PredictorColumns{
                                       spline.basis(log_odds(eta, rows.model.curve)),
                                       Vector::Zero(eta.size())};
                                 },
                             .start = start};
  PredictorFit fit = fit_on_predictor(rows, asked);
  spline.coefficients = fit.estimates;
  return {std::move(spline), std::move(fit)};
}

/// What forbids knots before anything is fitted; empty: nothing does.
std::string objection(const std::vector<double>& knots, double predictors) {
  if (predictors < 2.0 * static_cast<double>(knots.size())) {
    return fmt::format("there are only {:.0f} different fitted probabilities", predictors);
  }
  if (std::ranges::adjacent_find(knots, std::greater_equal<>()) != knots.end()) {
    return "many rows have the same fitted probability, and knots coincide";
  }
  return {};
}

/// The spline with as many knots as can be; the line without any. `reason` is the first objection.
std::optional<SplineFit> best_spline(const ModelRows& rows, const WalkResult& walk,
                                     const LogOddsQuantiles& quantiles, double most,
                                     std::string& reason) {
  for (const std::vector<double>& shares : knot_shares()) {
    if (static_cast<double>(shares.size()) > most) continue;
    std::vector<double> knots = quantiles.at(shares);
    std::string against = objection(knots, walk.predictors);
    if (against.empty()) {
      SplineFit found = fit_spline(rows, std::move(knots));
      if (found.fit.converged) return found;
      against = fmt::format("the refit with {} knots has no maximum", shares.size());
    }
    if (reason.empty()) reason = against;
  }
  SplineFit line = fit_spline(rows, {});
  if (line.fit.converged) return line;
  reason = "the refit on log odds has no maximum";
  return std::nullopt;
}

void set_curve(const SplineFit& found, const std::vector<double>& log_odds, double critical,
               SmoothCalibration& result) {
  const ResponseCurve sigmoid;
  for (const double x : log_odds) {
    const Vector basis = found.spline.basis(Vector::Constant(1, x)).row(0);
    const double eta = basis.dot(found.spline.coefficients);
    const double reach = critical * std::sqrt(basis.dot(found.fit.covariance * basis));
    result.curve.push_back({.p = sigmoid.at(x).value,
                            .smooth = sigmoid.at(eta).value,
                            .conf_low = sigmoid.at(eta - reach).value,
                            .conf_high = sigmoid.at(eta + reach).value});
    if (std::isnan(reach)) result.curve.back().conf_low = result.curve.back().conf_high = kNaN;
  }
}

void set_test(const PredictorFit& fit, SmoothCalibration& result) {
  FitTest& test = result.test;
  test.statistic = std::max(0.0, 2.0 * (fit.log_likelihood - fit.start_log_likelihood));
  test.degrees = static_cast<double>(fit.estimates.size());
  test.p_value = test.nominal_p = chi_square_p_value(test.statistic, test.degrees);
}

}  // namespace

std::vector<double> percentile_shares() {
  std::vector<double> shares;
  for (int k = 0; k <= 100; ++k) shares.push_back(k / 100.0);
  for (const std::vector<double>& knots : knot_shares()) {
    shares.insert(shares.end(), knots.begin(), knots.end());
  }
  std::ranges::sort(shares);
  shares.erase(std::unique(shares.begin(), shares.end()), shares.end());
  return shares;
}

SmoothCalibration smooth_calibration(const ModelRows& rows, const WalkResult& walk,
                                     const Diagnosis& diagnosis) {
  SmoothCalibration result;
  if (walk.predictors < 2.0) {
    result.reason = result.test.reason = "all fitted probabilities are the same";
    return result;
  }
  const LogOddsQuantiles quantiles(walk.eta_percentiles, rows.model.curve);
  const auto found =
      best_spline(rows, walk, quantiles, most_knots(diagnosis.trials), result.reason);
  if (!found) {
    result.test.reason = result.reason;
    return result;
  }
  result.knots = found->spline.knots;
  const bool counts = diagnosis.has_counts;
  set_curve(*found, quantiles.distinct(), counts ? normal_critical_value(diagnosis.level) : kNaN,
            result);
  if (counts) {
    set_test(found->fit, result);
  } else {
    result.test.reason = "the weights are no counts of observations";
  }
  const CalibrationGaps gaps = calibration_gaps(rows, found->spline, counts);
  result.mean = gaps.mean;
  result.median = gaps.median;
  result.p90 = gaps.p90;
  result.largest = gaps.largest;
  return result;
}

}  // namespace odds
