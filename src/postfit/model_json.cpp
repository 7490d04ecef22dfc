#include "postfit/model_json.hpp"

#include "design/centring.hpp"
#include "design/learn.hpp"
#include "fit/roles.hpp"
#include "formula/expression.hpp"
#include "postfit/asymptotes_json.hpp"
#include "postfit/covariance_json.hpp"
#include "postfit/json_fields.hpp"
#include "postfit/json_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace odds {
namespace {

constexpr JsonField<Moments> kMoments[] = {
    {"count", &Moments::count}, {"mean", &Moments::mean}, {"sd", &Moments::std_dev},
    {"min", &Moments::min},     {"max", &Moments::max},
};

/// The formula with a dot written out, so that it needs no header to be read again.
std::string explicit_formula(const Formula& formula) {
  std::string text = formula.response.spelling + (formula.intercept ? " ~ 1" : " ~ 0");
  for (const Term& term : formula.terms) text += " + " + term.spelling();
  for (const Expression& offset : formula.offsets) text += " + offset(" + spelling(offset) + ")";
  return text;
}

Json variable_to_json(const DesignVariable& variable) {
  Json json;
  json["name"] = variable.name;
  json["type"] = variable.type == ColumnType::number ? "number" : "factor";
  json["moments"] = fields_to_json(variable.moments, kMoments);
  json["binary"] = variable.binary;
  json["few.whole.values"] = variable.few_whole_values;
  json["levels"] = variable.levels;
  json["level.values"] = variable.level_values;
  json["level.rows"] = variable.level_rows;
  return json;
}

DesignVariable variable_from_json(const JsonReader& json) {
  DesignVariable variable;
  variable.name = json.at("name").text();
  const std::string type = json.at("type").text();
  if (type != "number" && type != "factor") json.fail(fmt::format("\"{}\" is no type", type));
  variable.type = type == "number" ? ColumnType::number : ColumnType::factor;
  variable.moments = fields_from_json(json.at("moments"), kMoments);
  variable.binary = json.at("binary").flag();
  variable.few_whole_values = json.at("few.whole.values").flag();
  variable.levels = json.at("levels").texts();
  for (const JsonReader& value : json.at("level.values").items()) {
    variable.level_values.push_back(value.real());
  }
  for (const JsonReader& rows : json.at("level.rows").items()) {
    variable.level_rows.push_back(rows.index(0, std::numeric_limits<Index>::max()));
  }
  const auto fits = [&](std::size_t size) { return size == 0 || size == variable.levels.size(); };
  if (!fits(variable.level_values.size()) || !fits(variable.level_rows.size())) {
    json.fail("a variable has lists of different lengths");
  }
  return variable;
}

Json left_out_to_json(const std::vector<LeftOutLevels>& left_out) {
  Json array = Json::array();
  for (const LeftOutLevels& levels : left_out) {
    array.push_back(
        {{"column", levels.column}, {"texts", levels.texts}, {"numbers", levels.numbers}});
  }
  return array;
}

std::vector<LearntCall> calls_from_json(const JsonReader& json) {
  std::vector<LearntCall> calls;
  for (const JsonReader& item : json.items()) {
    LearntCall call{parse_expression(item.at("call").text()), {}};
    const auto values = item.at("values").items();
    if (values.size() != (call.call.name == "scale" ? 2U : 1U)) item.fail("a call lacks constants");
    for (const JsonReader& value : values) call.constants.push_back(value.real());
    calls.push_back(std::move(call));
  }
  return calls;
}

/// Files of fits that left no levels out say nothing of them.
std::vector<LeftOutLevels> left_out_from_json(const JsonReader& json, const DataRoles& roles) {
  if (!json.has("left.out")) return {};
  const std::vector<std::string> predictors = roles.predictors();
  std::vector<LeftOutLevels> left_out;
  for (const JsonReader& item : json.at("left.out").items()) {
    LeftOutLevels levels{
        .column = item.at("column").text(), .texts = item.at("texts").texts(), .numbers = {}};
    for (const JsonReader& number : item.at("numbers").items()) {
      levels.numbers.push_back(number.real());
    }
    if (std::ranges::find(predictors, levels.column) == predictors.end()) {
      item.fail(fmt::format("levels of \"{}\" are left out, which is no variable of the model",
                            levels.column));
    }
    left_out.push_back(std::move(levels));
  }
  return left_out;
}

/// Files of responses that are no fractions say nothing of it.
void read_form(const JsonReader& event, Response& response) {
  if (!event.has("fractional") || !event.at("fractional").flag()) return;
  if (response.grouped()) event.fail("counts of events are no fractions");
  response.form = Response::Form::fraction;
}

void read_roles(const JsonReader& json, Model& model) {
  model.roles.formula = parse_formula(json.at("formula").text());
  if (model.roles.formula.has_dot) json.fail("the formula has a dot");
  const JsonReader event = json.at("event");
  read_form(event, model.roles.formula.response);
  if (const std::string where = json.at("where").text(); !where.empty()) {
    model.roles.where = parse_expression(where);
  }
  model.roles.frequency_weights = json.at("frequency.weights").text();
  model.roles.importance_weights = json.at("importance.weights").text();
  if (json.has("probability.weights")) {
    model.roles.probability_weights = json.at("probability.weights").text();
  }
  for (const std::string& offset : json.at("offsets").texts()) {
    model.roles.offsets.push_back(parse_expression(offset));
  }
  model.roles.left_out = left_out_from_json(json, model.roles);
  model.calls = calls_from_json(json.at("constants"));
  bind_calls(model.roles, model.calls);
  model.response.response = model.roles.formula.response;
  model.response.label = event.at("label").text();
  model.response.is_text = event.at("is.text").flag();
  model.response.number = event.at("number").real();
  model.response.text = event.at("text").text();
}

/// Calls whose constants the file does not give would fail when they first meet data.
void refuse_unbound_calls(const Model& model, const JsonReader& json) {
  std::vector<Expression> expressions = model.plan.expressions;
  expressions.insert(expressions.end(), model.roles.offsets.begin(), model.roles.offsets.end());
  if (model.roles.where) expressions.push_back(*model.roles.where);
  for (const Expression& expression : expressions) {
    if (stateful_calls(expression).empty()) continue;
    json.fail(fmt::format("the constants of {} are missing", spelling(expression)));
  }
}

void read_plan(const JsonReader& json, Model& model) {
  std::vector<DesignVariable> variables;
  for (const JsonReader& variable : json.at("variables").items()) {
    variables.push_back(variable_from_json(variable));
  }
  for (const std::string& name : model.roles.predictors()) {
    if (std::ranges::find(variables, name, &DesignVariable::name) == variables.end()) {
      json.fail(fmt::format("the variable \"{}\" is missing", name));
    }
  }
  const Index p = static_cast<Index>(json.at("coefficients").items().size());
  if (p == 0) json.fail("there are no coefficients");
  if (p > kMostColumns) json.fail("there are too many coefficients");
  const Index eliminated =
      json.has("eliminated") ? json.at("eliminated").at("columns").index(1, p) : 0;
  model.plan = plan_design(model.roles.formula, std::move(variables),
                           {.columns = p, .dense_levels = eliminated > 0 ? eliminated - 1 : p});
  refuse_unbound_calls(model, json);
  if (model.plan.columns() != p || model.plan.eliminated != eliminated)
    json.fail("formula and coefficients do not agree");
  Centring& centring = model.plan.centring;
  centring.centres =
      json.at("centres").finite_vector(static_cast<Index>(model.plan.expressions.size()));
  centring.shift = json.at("shifts").finite_vector(p);
  centring.scale = json.at("scales").finite_vector(p);
  if (!(centring.scale.array() > 0.0).all()) json.fail("a scale is not positive");
  mark_recentred_terms(model.plan);
}

/// Files of estimates that are the fit's own have no labels.
void write_labels(const Model& model, Json& json) {
  if (!model.coefficients_label.empty()) json["coefficients.label"] = model.coefficients_label;
  if (!model.covariance_label.empty()) json["covariance.label"] = model.covariance_label;
}

void read_labels(const JsonReader& json, Model& model) {
  if (json.has("coefficients.label")) {
    model.coefficients_label = json.at("coefficients.label").text();
  }
  if (json.has("covariance.label")) model.covariance_label = json.at("covariance.label").text();
}

}  // namespace

Json model_to_json(const Model& model) {
  Json json;
  json["formula"] = explicit_formula(model.roles.formula);
  json["event"] = {{"label", model.response.label},
                   {"is.text", model.response.is_text},
                   {"number", model.response.number},
                   {"text", model.response.text}};
  if (model.response.fractional()) json["event"]["fractional"] = true;
  json["where"] = model.roles.where ? spelling(*model.roles.where) : "";
  json["frequency.weights"] = model.roles.frequency_weights;
  json["importance.weights"] = model.roles.importance_weights;
  if (!model.roles.probability_weights.empty()) {
    json["probability.weights"] = model.roles.probability_weights;
  }
  json["offsets"] = Json::array();
  for (const Expression& offset : model.roles.offsets) json["offsets"].push_back(spelling(offset));
  if (!model.roles.left_out.empty()) json["left.out"] = left_out_to_json(model.roles.left_out);
  json["constants"] = Json::array();
  for (const LearntCall& call : model.calls) {
    json["constants"].push_back({{"call", spelling(call.call)}, {"values", call.constants}});
  }
  json["variables"] = Json::array();
  for (const DesignVariable& variable : model.plan.variables) {
    json["variables"].push_back(variable_to_json(variable));
  }
  json["centres"] = numbers(model.plan.centring.centres);
  json["shifts"] = numbers(model.plan.centring.shift);
  json["scales"] = numbers(model.plan.centring.scale);
  json["coefficients"] = numbers(model.coefficients);
  write_labels(model, json);
  write_covariance(model, json);
  if (!model.asymptotes.are_plain()) json["asymptotes"] = asymptotes_to_json(model);
  json["aliased"] = Json::array();
  for (const Dependency& dependency : model.dependencies) {
    json["aliased"].push_back(
        {{"column", dependency.column}, {"weights", numbers(dependency.weights)}});
  }
  return json;
}

Model model_from_json(const JsonReader& json) {
  Model model;
  read_roles(json, model);
  read_plan(json, model);
  const Index p = model.plan.columns();
  model.coefficients = json.at("coefficients").finite_vector(p);
  read_labels(json, model);
  read_covariance(json, model);
  if (json.has("asymptotes")) read_asymptotes(json.at("asymptotes"), model);
  for (const JsonReader& aliased : json.at("aliased").items()) {
    model.dependencies.push_back(
        {aliased.at("column").index(0, p - 1), aliased.at("weights").finite_vector(p), 0.0});
  }
  return model;
}

}  // namespace odds
