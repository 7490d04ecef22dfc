// Tests of a fit as a whole, as JSON, and back.
#pragma once

#include "model/fit_parts.hpp"
#include "model/model.hpp"
#include "model_file/json_reader.hpp"

#include <odds/fit.hpp>

namespace odds {

/// Adds what there is: "heterogeneity", and "slopes.test".
void write_tests(const Fit& fit, Json& json);

/// Sets them in `fit`, and the factor in `model`, whose covariance holds it already. A file of an
/// earlier version has neither: the test of slopes is then that of its likelihood ratio. Throws
/// Error(data) for numbers that no test gives, or a factor beside another variance.
void read_tests(const JsonReader& json, FitParts& fit, Model& model);

}  // namespace odds
