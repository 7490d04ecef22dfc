// The covariance of coefficients that were moved and stretched to suit new data.
#pragma once

#include "design/design_reader.hpp"
#include "performance/recalibration.hpp"

#include <odds/execution.hpp>
#include <odds/fit.hpp>

namespace odds {

/// Of beta' = b beta + a e0, with (a, b) estimated from the rows of `reader`, on the formula's
/// columns, p x p; NaN where aliased. See `update`. One pass. `step` is one of `recalibrate_
/// predictor`; of variance 0 of the slope it is of the intercept alone.
SymmetricMatrix updated_covariance(const Fit& fit, const DesignReader& reader,
                                   const CalibrationFit& step, const Execution& execution);

/// beta', NaN where aliased.
std::vector<double> updated_coefficients(const Fit& fit, const CalibrationFit& step);

/// The place of the intercept among the coefficients; -1: there is none.
Index intercept_column(const Fit& fit);

}  // namespace odds
