#include "postfit/model_json.hpp"

#include "design/centring.hpp"
#include "fit/coordinates.hpp"
#include "fit/model.hpp"
#include "fit/roles.hpp"
#include "formula/expression.hpp"
#include "postfit/asymptotes_json.hpp"
#include "postfit/covariance_json.hpp"
#include "postfit/json_numbers.hpp"
#include "postfit/json_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace odds {
namespace {

/// A member of a struct of numbers under its name.
template <class Struct>
struct Field {
  const char* key;
  double Struct::*member;
};

constexpr Field<Goodness> kGoodness[] = {
    {"observations", &Goodness::observations},
    {"logLik", &Goodness::log_likelihood},
    {"null.logLik", &Goodness::null_log_likelihood},
    {"deviance", &Goodness::deviance},
    {"null.deviance", &Goodness::null_deviance},
    {"df.residual", &Goodness::df_residual},
    {"df.null", &Goodness::df_null},
    {"AIC", &Goodness::aic},
    {"BIC", &Goodness::bic},
    {"LR", &Goodness::lr},
    {"LR.p.value", &Goodness::lr_p},
    {"r2.mcfadden", &Goodness::mcfadden},
    {"r2.coxsnell", &Goodness::cox_snell},
    {"r2.nagelkerke", &Goodness::nagelkerke},
    {"r2.tjur", &Goodness::tjur},
    {"auc", &Goodness::auc},
    {"brier", &Goodness::brier},
};

constexpr Field<FittedProbabilities> kProbabilities[] = {
    {"min", &FittedProbabilities::min},       {"q1", &FittedProbabilities::q1},
    {"median", &FittedProbabilities::median}, {"q3", &FittedProbabilities::q3},
    {"max", &FittedProbabilities::max},
};

constexpr Field<Moments> kMoments[] = {
    {"count", &Moments::count}, {"mean", &Moments::mean}, {"sd", &Moments::std_dev},
    {"min", &Moments::min},     {"max", &Moments::max},
};

template <class Struct, std::size_t N>
Json fields_to_json(const Struct& values, const Field<Struct> (&fields)[N]) {
  Json json;
  for (const Field<Struct>& field : fields) json[field.key] = number(values.*field.member);
  return json;
}

template <class Struct, std::size_t N>
Struct fields_from_json(const JsonReader& json, const Field<Struct> (&fields)[N]) {
  Struct values;
  for (const Field<Struct>& field : fields) values.*field.member = json.at(field.key).real();
  return values;
}

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
  write_covariance(model, json);
  if (!model.asymptotes.are_plain()) json["asymptotes"] = asymptotes_to_json(model);
  json["aliased"] = Json::array();
  for (const Dependency& dependency : model.dependencies) {
    json["aliased"].push_back(
        {{"column", dependency.column}, {"weights", numbers(dependency.weights)}});
  }
  return json;
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

Model model_from_json(const JsonReader& json) {
  Model model;
  read_roles(json, model);
  read_plan(json, model);
  const Index p = model.plan.columns();
  model.coefficients = json.at("coefficients").finite_vector(p);
  read_covariance(json, model);
  if (json.has("asymptotes")) read_asymptotes(json.at("asymptotes"), model);
  for (const JsonReader& aliased : json.at("aliased").items()) {
    model.dependencies.push_back(
        {aliased.at("column").index(0, p - 1), aliased.at("weights").finite_vector(p), 0.0});
  }
  return model;
}

Json rows_to_json(const RowCounts& rows) {
  Json json = {{"read", rows.read}, {"used", rows.used}, {"dropped", Json::array()}};
  for (const DroppedRows& dropped : rows.dropped) {
    json["dropped"].push_back(
        {{"column", dropped.column}, {"cause", dropped.cause}, {"rows", dropped.rows}});
  }
  return json;
}

RowCounts rows_from_json(const JsonReader& json) {
  constexpr Index kMost = std::numeric_limits<Index>::max();
  RowCounts rows{.read = json.at("read").index(0, kMost),
                 .used = json.at("used").index(0, kMost),
                 .dropped = {}};
  for (const JsonReader& dropped : json.at("dropped").items()) {
    rows.dropped.push_back({dropped.at("column").text(), dropped.at("cause").text(),
                            dropped.at("rows").index(0, kMost)});
  }
  return rows;
}

constexpr const char* kExistence[] = {"proved", "separated", "undetermined"};

constexpr const char* kMethods[] = {"ml", "firth"};

/// The enumerator whose name is the text at `key`.
template <class Enum, std::size_t N>
Enum enumerator(const JsonReader& json, const char* key, const char* const (&names)[N]) {
  const std::string name = json.at(key).text();
  const auto known = std::find(std::begin(names), std::end(names), name);
  if (known == std::end(names)) json.fail(fmt::format("\"{}\" is unknown", name));
  return static_cast<Enum>(known - std::begin(names));
}

void read_outcome(const JsonReader& json, Fit& fit) {
  fit.method = enumerator<Method>(json, "method", kMethods);
  if (json.has("variance")) fit.variance = enumerator<Variance>(json, "variance", kVarianceNames);
  fit.maximum.existence = enumerator<Existence>(json, "mle", kExistence);
  fit.maximum.termination = Termination::converged;
  fit.maximum.value = json.at("value").real();
  fit.maximum.decrement = json.at("decrement").real();
  fit.maximum.condition = json.at("condition").real();
}

/// A file may have a name that is no UTF-8; as a label it may lose the bytes that are not.
Json file_name(const std::string& name) {
  return Json::parse(Json(name).dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json estimates_to_json(const Fit& fit) {
  Json array = Json::array();
  for (std::size_t j = 0; j < fit.names.size(); ++j) {
    const auto i = static_cast<Index>(j);
    array.push_back({{"term", fit.names[j]},
                     {"estimate", number(fit.coefficients[i])},
                     {"std.error", number(fit.std_errors[i])}});
  }
  return array;
}

}  // namespace

Json fit_to_json(const Fit& fit) {
  Json json;
  json["formula"] = fit.formula;
  json["data"] = {
      {"file", file_name(fit.file)}, {"sha256", fit.sha256}, {"rows", rows_to_json(fit.rows)}};
  json["response"] = {{"event", fit.response.event},
                      {"events", fit.response.events},
                      {"nonevents", fit.response.nonevents},
                      {"grouped", fit.response.grouped}};
  json["coefficients"] = estimates_to_json(fit);
  json["aliased"] = Json::array();
  for (const AliasedTerm& term : fit.aliased) {
    json["aliased"].push_back({{"term", term.term}, {"dependency", term.dependency}});
  }
  json["estimation"] = {{"method", kMethods[static_cast<int>(fit.method)]},
                        {"mle", kExistence[static_cast<int>(fit.maximum.existence)]},
                        {"value", number(fit.maximum.value)},
                        {"decrement", number(fit.maximum.decrement)},
                        {"condition", number(fit.maximum.condition)}};
  if (fit.variance != Variance::model) {
    json["estimation"]["variance"] = kVarianceNames[static_cast<int>(fit.variance)];
  }
  if (fit.guess_rate == GuessRate::at_bound) json["estimation"]["guess.at.bound"] = true;
  json["fit"] = fields_to_json(fit.goodness, kGoodness);
  json["fit"]["rank"] = fit.goodness.rank;
  json["fit"]["LR.df"] = fit.goodness.lr_df;
  json["probabilities"] = fields_to_json(fit.probabilities, kProbabilities);
  json["probabilities"]["saturated"] = fit.probabilities.saturated;
  json["notes"] = Json::array();
  for (const Note& note : fit.notes) {
    json["notes"].push_back(
        {{"code", note.code}, {"text", note.text}, {"remark", note.kind == NoteKind::remark}});
  }
  json["model"] = model_to_json(*fit.model);
  return json;
}

Fit fit_from_json(const Json& root, const std::string& file) {
  const JsonReader json(root, file);
  Fit fit;
  fit.formula = json.at("formula").text();
  fit.file = json.at("data").at("file").text();
  fit.sha256 = json.at("data").at("sha256").text();
  fit.rows = rows_from_json(json.at("data").at("rows"));
  const JsonReader response = json.at("response");
  fit.response = {.event = response.at("event").text(),
                  .events = response.at("events").real(),
                  .nonevents = response.at("nonevents").real(),
                  .grouped = response.at("grouped").flag()};
  for (const JsonReader& term : json.at("aliased").items()) {
    fit.aliased.push_back({term.at("term").text(), term.at("dependency").text()});
  }
  read_outcome(json.at("estimation"), fit);
  fit.goodness = fields_from_json(json.at("fit"), kGoodness);
  fit.goodness.rank = json.at("fit").at("rank").index(0, kMostColumns);
  fit.goodness.lr_df = json.at("fit").at("LR.df").index(0, kMostColumns);
  fit.probabilities = fields_from_json(json.at("probabilities"), kProbabilities);
  fit.probabilities.saturated =
      json.at("probabilities").at("saturated").index(0, std::numeric_limits<Index>::max());
  for (const JsonReader& note : json.at("notes").items()) {
    const bool remark = note.has("remark") && note.at("remark").flag();
    fit.notes.push_back({note.at("code").text(), note.at("text").text(),
                         remark ? NoteKind::remark : NoteKind::warning});
  }
  Model model = model_from_json(json.at("model"));
  if (model.bread.has_value() != (fit.variance != Variance::model)) {
    json.fail("variance and covariance do not agree");
  }
  fit.response.fractional = model.response.fractional();
  fit.pseudo_likelihood = model.pseudo_likelihood();
  fit.uses = describe_uses(model.roles);
  fit.names = model.plan.names;
  fit.labels = model.plan.labels;
  set_estimates(fit, model);
  const JsonReader estimation = json.at("estimation");
  if (estimation.has("guess.at.bound") && estimation.at("guess.at.bound").flag()) {
    if (fit.asymptotes.guess > 0.0) json.fail("a guess rate at its bound is not 0");
    fit.guess_rate = GuessRate::at_bound;
  }
  fit.model = std::make_shared<const Model>(std::move(model));
  return fit;
}

}  // namespace odds
