// Intervals from the estimates of bootstrap resamples.
#pragma once

#include <odds/inference.hpp>

#include <vector>

namespace odds {

/// The quantile of resampled values (ascending, R of them) as R's `boot` has it: the value of rank
/// (R + 1) share, between two ranks interpolated on the scale of normal quantiles (Davison and
/// Hinkley 1997, Bootstrap Methods and their Application, equation 5.8), and an extreme one beyond
/// the ranks. Requires values and 0 < share < 1.
double resampled_quantile(const std::vector<double>& ascending, double share);

/// The interval of `method`, which is not Wald's, of an estimate with these resampled values.
/// Throws Error(model) for bca where all values are on one side of the estimate.
ConfidenceRange resampled_interval(std::vector<double> values, double estimate, double acceleration,
                                   IntervalMethod method, double level);

/// The same of coefficient j of a fit. Throws Error(usage) for a fit without bootstrap resamples.
ConfidenceRange resampled_interval(const Fit& fit, std::size_t j, IntervalMethod method,
                                   double level);

}  // namespace odds
