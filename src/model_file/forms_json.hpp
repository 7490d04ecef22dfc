// The forms of cells in a model file.
#pragma once

#include "model/model.hpp"
#include "model_file/json.hpp"
#include "model_file/json_reader.hpp"

namespace odds {

/// Adds `forms` if a column has one that is not plain.
void write_forms(const Model& model, Json& json);

/// Files of fits to plain numbers say nothing of them. Throws as JsonReader for what no column has.
void read_forms(const JsonReader& json, Model& model);

}  // namespace odds
