#include "model_file/model_json.hpp"

#include "design/centring.hpp"
#include "design/learn.hpp"
#include "formula/explicit_formula.hpp"
#include "formula/expression.hpp"
#include "model/roles.hpp"
#include "model_file/asymptotes_json.hpp"
#include "model_file/clusters_json.hpp"
#include "model_file/covariance_json.hpp"
#include "model_file/forms_json.hpp"
#include "model_file/json_fields.hpp"
#include "model_file/json_numbers.hpp"
#include "model_file/model_checks.hpp"
#include "model_file/reading_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>

namespace odds {
namespace {

constexpr JsonField<Moments> kMoments[] = {
    {"count", &Moments::count}, {"mean", &Moments::mean}, {"sd", &Moments::std_dev},
    {"min", &Moments::min},     {"max", &Moments::max},
};

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
    LearntCall call{parse_explicit_expression(item.at("call").text()), {}};
    for (const JsonReader& value : item.at("values").items()) {
      call.constants.push_back(value.real());
    }
    calls.push_back(std::move(call));
  }
  return calls;
}

/// Files of fits that left no levels out say nothing of them.
std::vector<LeftOutLevels> left_out_from_json(const JsonReader& json) {
  if (!json.has("left.out")) return {};
  std::vector<LeftOutLevels> left_out;
  for (const JsonReader& item : json.at("left.out").items()) {
    LeftOutLevels levels{
        .column = item.at("column").text(), .texts = item.at("texts").texts(), .numbers = {}};
    for (const JsonReader& number : item.at("numbers").items()) {
      levels.numbers.push_back(number.real());
    }
    left_out.push_back(std::move(levels));
  }
  return left_out;
}

/// The file has the offsets with their constants, which are those of the formula and perhaps a
/// column.
void bind_offsets_and_terms(const JsonReader& json, Model& model) {
  DataRoles& roles = model.roles;
  roles.offsets = roles.formula.offsets;
  check_calls(calls_to_learn(roles), model.calls, json);
  bind_calls(roles, model.calls);
  std::vector<Expression> offsets;
  for (const std::string& offset : json.at("offsets").texts()) {
    offsets.push_back(parse_explicit_expression(offset));
  }
  const bool column_too = offsets.size() == roles.offsets.size() + 1 &&
                          offsets.back().kind == Expression::Kind::variable;
  if (column_too) roles.offsets.push_back(offsets.back());
  if (offsets != roles.offsets) json.fail("the offsets are not those of the formula");
}

/// Files of responses that are no fractions say nothing of it.
void read_form(const JsonReader& event, Response& response) {
  if (!event.has("fractional") || !event.at("fractional").flag()) return;
  if (response.grouped()) event.fail("counts of events are no fractions");
  response.form = Response::Form::fraction;
}

void read_roles(const JsonReader& json, Model& model) {
  model.roles.formula = parse_explicit_formula(json.at("formula").text());
  if (model.roles.formula.has_dot) json.fail("the formula has a dot");
  const JsonReader event = json.at("event");
  read_form(event, model.roles.formula.response);
  if (const std::string where = json.at("where").text(); !where.empty()) {
    model.roles.where = parse_explicit_expression(where);
  }
  model.roles.frequency_weights = json.at("frequency.weights").text();
  model.roles.importance_weights = json.at("importance.weights").text();
  if (json.has("probability.weights")) {
    model.roles.probability_weights = json.at("probability.weights").text();
  }
  if (json.has("strata")) model.roles.strata = json.at("strata").text();
  model.roles.left_out = left_out_from_json(json);
  model.calls = calls_from_json(json.at("constants"));
  bind_offsets_and_terms(json, model);
  model.response.response = model.roles.formula.response;
  model.response.label = event.at("label").text();
  model.response.is_text = event.at("is.text").flag();
  model.response.number = event.at("number").real();
  model.response.text = event.at("text").text();
  check_event(model.response, event);
}

Index total_size(const std::vector<std::string>& texts) {
  Index bytes = 0;
  for (const std::string& text : texts) bytes += static_cast<Index>(text.size());
  return bytes;
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

Json residuals_to_json(const std::vector<ResidualColumn>& residuals) {
  Json array = Json::array();
  for (const ResidualColumn& residual : residuals) {
    array.push_back({{"column", residual.column},
                     {"others", residual.others},
                     {"weights", numbers(residual.weights)},
                     {"factor", residual.factor}});
  }
  return array;
}

ResidualColumn residual_from_json(const JsonReader& json, const DesignPlan& plan) {
  ResidualColumn residual;
  residual.column = json.at("column").index(0, plan.core_columns() - 1);
  for (const JsonReader& item : json.at("others").items()) {
    residual.others.push_back(item.index(0, residual.column - 1));
  }
  residual.weights = json.at("weights").finite_vector(static_cast<Index>(residual.others.size()));
  residual.factor = json.at("factor").real();
  if (!std::ranges::is_sorted(residual.others, std::less_equal())) {
    json.fail("columns are not in order");
  }
  if (!(residual.factor > 0.0)) json.fail("a factor is not positive");
  return residual;
}

/// Files of fits without nearly collinear columns say nothing of them.
void read_residuals(const JsonReader& json, DesignPlan& plan) {
  if (!json.has("residuals")) return;
  for (const JsonReader& item : json.at("residuals").items()) {
    ResidualColumn residual = residual_from_json(item, plan);
    std::vector<ResidualColumn>& residuals = plan.centring.residuals;
    if (!residuals.empty() && residuals.back().column >= residual.column) {
      item.fail("columns are not in order");
    }
    residuals.push_back(std::move(residual));
  }
}

void read_plan(const JsonReader& json, const std::vector<std::string>& names, Model& model) {
  std::vector<DesignVariable> variables;
  for (const JsonReader& variable : json.at("variables").items()) {
    variables.push_back(variable_from_json(variable));
  }
  check_variables(model.roles, variables, json);
  const Index p = static_cast<Index>(json.at("coefficients").items().size());
  if (p == 0) json.fail("there are no coefficients");
  if (p > kMostColumns) json.fail("there are too many coefficients");
  const Index eliminated =
      json.has("eliminated") ? json.at("eliminated").at("columns").index(1, p) : 0;
  model.plan = plan_design(model.roles.formula, std::move(variables),
                           {.columns = p,
                            .dense_levels = eliminated > 0 ? eliminated - 1 : p,
                            .name_bytes = total_size(names),
                            .drops_constant_factors = !model.roles.left_out.empty()});
  refuse_unbound_calls(model, json);
  if (model.plan.names != names || model.plan.columns() != p ||
      model.plan.eliminated != eliminated) {
    json.fail("formula and coefficients do not agree");
  }
  Centring& centring = model.plan.centring;
  centring.centres =
      json.at("centres").finite_vector(static_cast<Index>(model.plan.expressions.size()));
  centring.shift = json.at("shifts").finite_vector(p);
  centring.scale = json.at("scales").finite_vector(p);
  mark_recentred_terms(model.plan);
  check_centring(model.plan, json);
  read_residuals(json, model.plan);
}

/// Files of estimates that are the fit's own have no labels.
void write_labels(const Model& model, Json& json) {
  if (!model.coefficients_label.empty()) json["coefficients.label"] = model.coefficients_label;
  if (!model.covariance_label.empty()) json["covariance.label"] = model.covariance_label;
}

Link read_link(const JsonReader& json) {
  const auto name = std::ranges::find(kLinkNames, json.text());
  if (name == std::end(kLinkNames)) json.fail("the link is not known");
  return static_cast<Link>(name - std::begin(kLinkNames));
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
  if (model.reading) json["reading"] = reading_to_json(*model.reading);
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
  if (!model.roles.strata.empty()) json["strata"] = model.roles.strata;
  json["offsets"] = Json::array();
  for (const Expression& offset : model.roles.offsets) json["offsets"].push_back(spelling(offset));
  if (!model.roles.left_out.empty()) json["left.out"] = left_out_to_json(model.roles.left_out);
  json["constants"] = Json::array();
  for (const LearntCall& call : model.calls) {
    json["constants"].push_back({{"call", spelling(call.call)}, {"values", call.constants}});
  }
  write_forms(model, json);
  json["variables"] = Json::array();
  for (const DesignVariable& variable : model.plan.variables) {
    json["variables"].push_back(variable_to_json(variable));
  }
  json["centres"] = numbers(model.plan.centring.centres);
  json["shifts"] = numbers(model.plan.centring.shift);
  json["scales"] = numbers(model.plan.centring.scale);
  if (!model.plan.centring.residuals.empty()) {
    json["residuals"] = residuals_to_json(model.plan.centring.residuals);
  }
  json["coefficients"] = numbers(model.coefficients);
  write_labels(model, json);
  if (model.curve.link != Link::logit) json["link"] = link_name(model.curve.link);
  write_covariance(model, json);
  write_cluster_roles(model, json);
  if (model.roles.infinite_rows == InfiniteRows::kept) {
    json["asymptotes"] = asymptotes_to_json(model);
  }
  json["aliased"] = Json::array();
  for (const Dependency& dependency : model.dependencies) {
    json["aliased"].push_back(
        {{"column", dependency.column}, {"weights", numbers(dependency.weights)}});
  }
  return json;
}

Model model_from_json(const JsonReader& json, const std::vector<std::string>& names) {
  Model model;
  if (json.has("reading")) {
    model.reading = std::make_shared<const CsvOptions>(reading_from_json(json.at("reading")));
  }
  read_roles(json, model);
  read_forms(json, model);
  read_plan(json, names, model);
  const Index p = model.plan.columns();
  model.coefficients = json.at("coefficients").finite_vector(p);
  read_labels(json, model);
  if (json.has("link")) model.curve.link = read_link(json.at("link"));
  read_covariance(json, model);
  read_cluster_roles(json, model);
  if (json.has("asymptotes")) read_asymptotes(json.at("asymptotes"), model);
  for (const JsonReader& aliased : json.at("aliased").items()) {
    model.dependencies.push_back(
        {aliased.at("column").index(0, p - 1), aliased.at("weights").finite_vector(p), 0.0});
  }
  check_dependencies(model, json);
  return model;
}

}  // namespace odds
