// What a later command needs of a fit, as JSON, and back.
#pragma once

#include "fit/model.hpp"
#include "postfit/json_reader.hpp"

namespace odds {

Json model_to_json(const Model& model);

/// The model that `json` describes: its design is planned again from formula and variables. Throws
/// Error(data) for a missing key, a value of another kind, or sizes that do not agree; nothing is
/// allocated before its size has been checked.
Model model_from_json(const JsonReader& json);

}  // namespace odds
