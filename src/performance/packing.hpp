// What processes send one another of tests and calibrations.
#pragma once

#include <odds/calibration.hpp>

#include <tuple>

namespace odds {

inline auto fit_test_fields(FitTest& test) {
  return std::tie(test.statistic, test.degrees, test.p_value, test.reason, test.nominal_p);
}

inline auto calibration_fields(Calibration& calibration) {
  return std::tie(calibration.observed, calibration.expected, calibration.ratio,
                  calibration.in_the_large, calibration.slope, calibration.both);
}

}  // namespace odds
