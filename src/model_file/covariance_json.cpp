#include "model_file/covariance_json.hpp"

#include "model_file/json_numbers.hpp"

namespace odds {

void write_covariance(const Model& model, Json& json) {
  json["covariance"] = lower_triangle(model.coefficient_covariance());
  if (model.bread) json["bread"] = lower_triangle(model.bread->core);
  if (model.plan.eliminated == 0) return;
  json["eliminated"] = {{"columns", model.plan.eliminated},
                        {"slopes", numbers(model.covariance.slope.reshaped())},
                        {"variances", numbers(model.covariance.variance)}};
}

void read_covariance(const JsonReader& json, Model& model) {
  const Index core = model.plan.core_columns();
  const Index levels = model.plan.eliminated;
  model.covariance.core = json.at("covariance").symmetric(core);
  if (json.has("bread")) {
    if (levels > 0) json.fail("a robust covariance has eliminated levels");
    model.bread = {.core = json.at("bread").symmetric(core), .slope = {}, .variance = {}};
  }
  if (levels == 0) return;
  const JsonReader eliminated = json.at("eliminated");
  model.covariance.slope =
      eliminated.at("slopes").finite_vector(core * levels).reshaped(core, levels);
  model.covariance.variance = eliminated.at("variances").finite_vector(levels);
}

}  // namespace odds
