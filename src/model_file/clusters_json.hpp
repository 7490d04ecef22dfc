// The clusters of a fit, and the degrees of freedom they leave, in its file.
#pragma once

#include "model/model.hpp"
#include "model_file/json_reader.hpp"

#include <odds/variance_choice.hpp>

#include <vector>

namespace odds {

Json clusters_to_json(const std::vector<ClusterCounts>& clusters);

/// Throws Error(data) for counts that no clustered variance has.
std::vector<ClusterCounts> clusters_from_json(const JsonReader& json);

Json resampling_to_json(const Resampling& resampling);
Resampling resampling_from_json(const JsonReader& json);

/// Adds to the JSON of a model the columns of clusters among its roles and its contrast_degrees, as
/// far as there are any.
void write_cluster_roles(const Model& model, Json& json);

/// Reads them into a model that has its plan. Throws Error(data) for sizes that are not those of
/// the plan.
void read_cluster_roles(const JsonReader& json, Model& model);

}  // namespace odds
