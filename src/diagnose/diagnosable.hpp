// The fits that can be diagnosed.
#pragma once

#include <odds/diagnose.hpp>
#include <odds/fit.hpp>

namespace odds {

/// Throws Error(model) for a fit without a maximum or of matched sets, Error(usage) for one with an
/// eliminated factor. Returns the fit.
const Fit& diagnosable(const Fit& fit);

/// Throws Error(usage) if decisions are asked for of a fit to fractions, which have no outcomes.
void require_outcomes(const Fit& fit, const DiagnoseOptions& options);

/// Whether weights and trials are counts of observations: frequencies, and no other weights.
bool has_counts(const Fit& fit);

}  // namespace odds
