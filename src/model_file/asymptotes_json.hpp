// The asymptotes of a curve in a model file.
#pragma once

#include "model/model.hpp"
#include "model_file/json_reader.hpp"

namespace odds {

/// {"guess":…,"lapse":…}, and how an estimated guess rate varies.
Json asymptotes_to_json(const Model& model);

/// Sets those of a model whose plan is known. Throws Error(data) for rates out of range.
void read_asymptotes(const JsonReader& json, Model& model);

}  // namespace odds
