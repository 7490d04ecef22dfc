// The link test: a refit on the linear predictor and its square.
#pragma once

#include "diagnose/predictor_fit.hpp"

#include <odds/diagnose.hpp>

namespace odds {

/// Sets the link test. `predictors` is the number of distinct linear predictors.
void test_link(const ModelRows& rows, double predictors, Diagnosis& diagnosis);

}  // namespace odds
