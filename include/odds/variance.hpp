// Another variance for a fit that has been made.
#pragma once

#include <odds/execution.hpp>
#include <odds/export.hpp>
#include <odds/fit.hpp>

namespace odds {

/// `fit` with another variance of its estimates, which stay as they are: what a fit with
/// FitOptions::variance would have had. `table` holds the data of the fit.
///
/// One pass over the data, and one that makes sure of them; none for the model's own variance. It
/// takes the place of a covariance that was given.
///
/// Throws Error(data) if the table does not give the log-likelihood of the fit. Throws Error(usage)
/// where the fit has no such variance: coefficients that were given, Firth's method or a curve with
/// asymptotes with any but the model's, probability weights with that, and a factor that was
/// eliminated, whose fit has no whole inverse information. Throws Error(model) for a fit without a
/// maximum, and for hc2 and hc3 at a row that alone determines a coefficient.
ODDS_EXPORT Fit with_variance(const Fit& fit, const Table& table, const VarianceChoice& variance,
                              const Execution& execution = {});

/// `fit` with t of `degrees` degrees of freedom in the place of z, and F in that of chi-square, in
/// everything that is asked of it: a convention for small samples, such as the residual degrees of
/// freedom, Goodness::df_residual, or the number of clusters less 1. Estimates and standard errors
/// stay as they are. The model file keeps it; another variance, too, unless that has degrees of
/// freedom of its own.
///
/// Throws Error(usage) for degrees that are not above 0 and finite, and where the fit has its own:
/// those of a heterogeneity factor, or of cr2 and cr3; Error(model) for a fit without a maximum.
ODDS_EXPORT Fit with_test_degrees(const Fit& fit, double degrees);

}  // namespace odds
