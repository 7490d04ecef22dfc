// Calibration and the link test: refits on the linear predictor.
#pragma once

#include "diagnose/predictor_fit.hpp"
#include "diagnose/row_pass.hpp"

#include <odds/diagnose.hpp>

namespace odds {

/// Observed over expected alone, without its errors.
Calibration observed_over_expected(const RowSums& sums);

/// Sets the errors of that and the refits on logit P. `predictors` is the number of distinct ones.
void calibrate(const ModelRows& rows, const RowSums& sums, double predictors, Diagnosis& diagnosis);

/// Sets the link test.
void test_link(const ModelRows& rows, double predictors, Diagnosis& diagnosis);

}  // namespace odds
