// Whether the probabilities of a model are as large as the shares of events.
#pragma once

#include <odds/inference.hpp>

#include <limits>
#include <string>

namespace odds {

/// A test of fit: a small p says that the model misses something.
struct FitTest {
  double statistic = std::numeric_limits<double>::quiet_NaN();
  double degrees = std::numeric_limits<double>::quiet_NaN();  ///< of chi-square; NaN: it is a z
  double p_value = std::numeric_limits<double>::quiet_NaN();
  std::string reason;  ///< why there is no statistic, or no p; empty: there are both

  /// What chi-square would give where `reason` says that it does not hold.
  double nominal_p = std::numeric_limits<double>::quiet_NaN();
};

/// Whether probabilities are as large as the shares of events. Of the maximum likelihood of a logit
/// with an intercept the first three are 0, 1 and 1 by construction, on the data of the fit.
struct Calibration {
  double observed = 0.0;
  double expected = 0.0;  ///< sum of P

  /// Observed over expected; standard error and interval of its logarithm, sqrt((1 - ybar) / O)
  /// (Debray et al. 2017, BMJ 356); the test is that of O = E, z = (O - E) / sqrt(sum P (1 - P)).
  EstimateRow ratio;

  /// Refits on logit P (Cox 1958, Biometrika 45): the intercept with slope 1, tested against 0, and
  /// the slope beside an intercept, tested against 1; and both together by the likelihood ratio.
  EstimateRow in_the_large;
  EstimateRow slope;
  FitTest both;
};

}  // namespace odds
