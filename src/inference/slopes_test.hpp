// The test of all slopes of a fit together.
#pragma once

#include "model/fit_parts.hpp"
#include "model/model.hpp"

namespace odds {

/// See SlopesTest. `fit` has its goodness, variance and heterogeneity, and `model` the covariance
/// that the fit reports.
SlopesTest test_of_slopes(const FitParts& fit, const Model& model);

/// Whether the likelihood of the fit is beside the covariance it reports: that is robust, given, or
/// of grouped data that vary more than their likelihood says.
bool is_beside_likelihood(const FitParts& fit, const Model& model);

/// What rests on the likelihood alone then becomes NaN: AIC, BIC, the likelihood ratio and its p.
void forget_likelihood_criteria(Goodness& goodness);

/// The same again from the log-likelihoods, for a covariance that they go with.
void recall_likelihood_criteria(Goodness& goodness);

}  // namespace odds
