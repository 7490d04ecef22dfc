#include "performance/calibration.hpp"

#include "base/special_values.hpp"
#include "math/distributions.hpp"

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

/// An estimate tested against `null`.
EstimateRow tested_row(double estimate, double variance, double null, double level) {
  EstimateRow row = wald_row(estimate, std::sqrt(variance), level);
  row.statistic = (row.estimate - null) / row.std_error;
  row.p_value = normal_p_value(row.statistic);
  return row;
}

void set_ratio_errors(const CalibrationSums& sums, double level, EstimateRow& ratio) {
  ratio.statistic = (sums.events - sums.expected) / std::sqrt(sums.variance);
  ratio.p_value = normal_p_value(ratio.statistic);
  if (sums.events == 0.0) return;  // whose logarithm is infinite
  const double share = sums.events / (sums.events + sums.nonevents);
  ratio.std_error = std::sqrt((1.0 - share) / sums.events);
  const double reach = std::exp(normal_critical_value(level) * ratio.std_error);
  ratio.conf_low = ratio.estimate / reach;
  ratio.conf_high = ratio.estimate * reach;
}

}  // namespace

EstimateRow no_estimate() {
  return {.estimate = kNaN,
          .std_error = kNaN,
          .statistic = kNaN,
          .p_value = kNaN,
          .conf_low = kNaN,
          .conf_high = kNaN,
          .degrees = kInfinity};
}

Calibration observed_over_expected(const CalibrationSums& sums) {
  Calibration calibration;
  calibration.observed = sums.events;
  calibration.expected = sums.expected;
  calibration.ratio = calibration.in_the_large = calibration.slope = no_estimate();
  calibration.ratio.estimate = calibration.observed / calibration.expected;
  return calibration;
}

Calibration calibrate(const CalibrationSums& sums, const Recalibration& refits, double level,
                      const std::string& reason) {
  Calibration calibration = observed_over_expected(sums);
  set_ratio_errors(sums, level, calibration.ratio);
  const CalibrationFit& shift = refits.in_the_large;
  const CalibrationFit& line = refits.with_slope;
  if (shift.exists) {
    calibration.in_the_large = tested_row(shift.intercept, shift.intercept_variance, 0.0, level);
  }
  if (line.exists) calibration.slope = tested_row(line.slope, line.slope_variance, 1.0, level);
  calibration.both.reason = reason;
  if (reason.empty() && !line.exists) {
    calibration.both.reason = "the refit on log odds has no maximum";
  }
  if (!calibration.both.reason.empty()) return calibration;
  calibration.both.statistic = std::max(0.0, 2.0 * (line.log_likelihood - refits.log_likelihood));
  calibration.both.degrees = 2.0;
  calibration.both.p_value = chi_square_p_value(calibration.both.statistic, 2.0);
  return calibration;
}

}  // namespace odds
