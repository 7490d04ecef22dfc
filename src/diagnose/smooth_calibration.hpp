// A smooth calibration curve: the outcomes refitted on a spline of logit P.
#pragma once

#include "diagnose/predictor_fit.hpp"
#include "diagnose/tie_statistics.hpp"

#include <odds/diagnose.hpp>

#include <vector>

namespace odds {

/// The shares whose quantiles of the linear predictor the curve needs: percents, and knots.
std::vector<double> percentile_shares();

/// Some ten passes over the linear predictors, and one more that sorts the distances. Of
/// `diagnosis` it needs observations, level and whether weights are counts.
SmoothCalibration smooth_calibration(const ModelRows& rows, const WalkResult& walk,
                                     const Diagnosis& diagnosis);

}  // namespace odds
