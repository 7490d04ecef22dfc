// The covariance of a model in its file.
#pragma once

#include "model/model.hpp"
#include "model_file/json_reader.hpp"

namespace odds {

/// Adds the covariance of `model` to `json`: its core, the parts of levels that were eliminated if
/// there are any, and the inverse information if that is another matrix.
void write_covariance(const Model& model, Json& json);

/// Reads it into a model that has its plan. A file without `bread` has the inverse information for
/// its covariance. Throws Error(data) for sizes that are not those of the plan.
void read_covariance(const JsonReader& json, Model& model);

}  // namespace odds
