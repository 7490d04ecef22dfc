// What many coefficients for few rows do to a logistic fit.
#pragma once

#include "diagnose/predictor_fit.hpp"

#include <odds/design_checks.hpp>

namespace odds {

/// What the rows say, in the limit of many rows and as many coefficients as a share of them.
struct ProportionalSums {
  double ratio = 0.0;     ///< kappa: slopes for each row
  double lambda = 0.0;    ///< x' H^-1 x of a row that the fit has not seen
  double residual = 0.0;  ///< mean of (y - P)^2
  double eta_mean = 0.0;  ///< of linear predictors of rows that the fit has not seen
  double eta_variance = 0.0;
};

/// Solves the equations of HighDimension.
HighDimension high_dimension_of(const ProportionalSums& sums);

/// Some ten passes. Of a logistic fit by maximum likelihood, with an intercept, to single outcomes
/// without weights.
HighDimension dimension_factors(const ModelRows& rows, double slopes);

}  // namespace odds
