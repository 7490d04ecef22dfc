// Whether probabilities are as large as the shares of events: tests and intervals.
#pragma once

#include "performance/recalibration.hpp"

#include <odds/calibration.hpp>

#include <string>

namespace odds {

/// Sums over observations, weighted.
struct CalibrationSums {
  double events = 0.0;
  double nonevents = 0.0;
  double expected = 0.0;  ///< P
  double variance = 0.0;  ///< P (1 - P)
};

/// The row of an estimate that is not there.
EstimateRow no_estimate();

/// Observed over expected alone, without its errors.
Calibration observed_over_expected(const CalibrationSums& sums);

/// The same with its errors, and the refits on log odds. `reason`: why these have no joint test;
/// empty: they have, unless the one with a slope has no maximum.
Calibration calibrate(const CalibrationSums& sums, const Recalibration& refits, double level,
                      const std::string& reason = {});

}  // namespace odds
