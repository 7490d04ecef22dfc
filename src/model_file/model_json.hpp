// The model of a fit, which later commands need, as JSON, and back.
#pragma once

#include "model/model.hpp"
#include "model_file/json_reader.hpp"

#include <string>
#include <vector>

namespace odds {

Json model_to_json(const Model& model);

/// The model that `json` describes: its design, with columns of these names, is planned again from
/// formula and variables. Throws Error(data) for a missing key, a value of another kind, or what no
/// fit can be (model_checks.hpp), but for the covariance; nothing is allocated before its size has
/// been checked.
Model model_from_json(const JsonReader& json, const std::vector<std::string>& names);

}  // namespace odds
