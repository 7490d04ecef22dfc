// The parts of a fit as JSON values, and back.
#pragma once

#include "model_file/json_reader.hpp"

#include <odds/fit.hpp>

#include <string>

namespace odds {

/// Everything that a model file says about a fit, without schema and checksum.
Json fit_to_json(const Fit& fit);

/// The fit that `json` describes. Throws Error(data), naming `file`, for a missing key, a value of
/// another kind, sizes that do not agree, or what no fit can be (model_checks.hpp); nothing is
/// allocated before its size has been checked.
Fit fit_from_json(const Json& json, const std::string& file);

}  // namespace odds
