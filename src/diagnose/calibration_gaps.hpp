// Distances between a calibration curve and P over all rows.
#pragma once

#include "diagnose/predictor_fit.hpp"
#include "math/natural_spline.hpp"

#include <vector>

namespace odds {

/// log odds of the smooth curve: a constant and a natural spline of logit P, or a line.
struct CalibrationSpline {
  std::vector<double> knots;  ///< ascending; empty: a line
  Vector coefficients;

  Index columns() const;

  /// n x columns, of n values of logit P.
  Matrix basis(const Vector& log_odds) const;
};

/// Of |smooth - P|.
struct CalibrationGaps {
  double mean = 0.0;
  double median = 0.0;
  double p90 = 0.0;
  double largest = 0.0;
};

/// A pass. The distances of all rows, 16 bytes each, are sorted; beyond an eighth of the memory of
/// the execution in a temporary file. Rows at an asymptote, where an infinite term is, are 0 apart.
CalibrationGaps calibration_gaps(const ModelRows& rows, const CalibrationSpline& spline,
                                 bool has_counts);

}  // namespace odds
