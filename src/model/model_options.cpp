#include "model/model_options.hpp"

#include "formula/expression.hpp"

#include <fmt/format.h>

namespace odds {

FitOptions options_of(const Model& model) {
  FitOptions options;
  options.link = model.curve.link;
  options.asymptotes = model.curve.asymptotes;
  const Response& response = model.response.response;
  if (response.form == Response::Form::event && !response.event) {
    options.event =
        model.response.is_text ? model.response.text : fmt::format("{}", model.response.number);
  }
  options.fractional = model.response.fractional();
  options.frequency_weights = model.roles.frequency_weights;
  options.importance_weights = model.roles.importance_weights;
  options.probability_weights = model.roles.probability_weights;
  if (model.roles.offsets.size() > model.roles.formula.offsets.size()) {
    options.offset = model.roles.offsets.back().name;
  }
  if (model.roles.where) options.where = spelling(*model.roles.where);
  options.drop_separated = !model.roles.left_out.empty();
  return options;
}

}  // namespace odds
