// How many observations there are for each coefficient.
#pragma once

#include "diagnose/predictor_fit.hpp"

#include <odds/design_checks.hpp>
#include <odds/fit.hpp>

namespace odds {

/// One pass. Requires weights that are counts.
SampleSupport sample_support(const ModelRows& rows, const Fit& fit);

}  // namespace odds
