#include "model_file/fit_json.hpp"

#include "model/coordinates.hpp"
#include "model/fit_parts.hpp"
#include "model/model.hpp"
#include "model/roles.hpp"
#include "model_file/clusters_json.hpp"
#include "model_file/heterogeneity_json.hpp"
#include "model_file/json_fields.hpp"
#include "model_file/json_numbers.hpp"
#include "model_file/model_checks.hpp"
#include "model_file/model_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <memory>
#include <vector>

namespace odds {
namespace {

constexpr JsonField<Goodness> kGoodness[] = {
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

constexpr JsonField<FittedProbabilities> kProbabilities[] = {
    {"min", &FittedProbabilities::min},       {"q1", &FittedProbabilities::q1},
    {"median", &FittedProbabilities::median}, {"q3", &FittedProbabilities::q3},
    {"max", &FittedProbabilities::max},
};

Json rows_to_json(const RowCounts& rows) {
  Json json = {{"read", rows.read}, {"used", rows.used}, {"dropped", Json::array()}};
  for (const DroppedRows& dropped : rows.dropped) {
    json["dropped"].push_back(
        {{"column", dropped.column}, {"cause", cause_name(dropped.cause)}, {"rows", dropped.rows}});
  }
  return json;
}

DropCause read_cause(const JsonReader& json) {
  const auto name = std::ranges::find(kDropCauseNames, json.text());
  if (name == std::end(kDropCauseNames)) json.fail("rows are dropped for no known cause");
  return static_cast<DropCause>(name - std::begin(kDropCauseNames));
}

RowCounts rows_from_json(const JsonReader& json) {
  constexpr Index kMost = std::numeric_limits<Index>::max();
  RowCounts rows{.read = json.at("read").index(0, kMost),
                 .used = json.at("used").index(0, kMost),
                 .dropped = {}};
  for (const JsonReader& dropped : json.at("dropped").items()) {
    rows.dropped.push_back({.column = dropped.at("column").text(),
                            .cause = read_cause(dropped.at("cause")),
                            .rows = dropped.at("rows").index(0, kMost),
                            .levels = {}});
  }
  return rows;
}

constexpr const char* kExistence[] = {"proved", "separated", "undetermined"};

/// The enumerator whose name is the text at `key`.
template <class Enum, std::size_t N>
Enum enumerator(const JsonReader& json, const char* key, const char* const (&names)[N]) {
  const std::string name = json.at(key).text();
  const auto known = std::find(std::begin(names), std::end(names), name);
  if (known == std::end(names)) json.fail(fmt::format("\"{}\" is unknown", name));
  return static_cast<Enum>(known - std::begin(names));
}

void read_outcome(const JsonReader& json, FitParts& fit) {
  fit.method = enumerator<Method>(json, "method", kMethodNames);
  if (json.has("variance")) fit.variance = enumerator<Variance>(json, "variance", kVarianceNames);
  if (is_clustered(fit.variance) || json.has("clusters")) {
    fit.clusters = clusters_from_json(json.at("clusters"));
    fit.covariance_repaired = json.at("repaired").flag();
  }
  if (is_resampled(fit.variance)) {
    fit.resampling = resampling_from_json(json.at("resampling"));
  }
  fit.maximum.existence = enumerator<Existence>(json, "mle", kExistence);
  fit.maximum.termination = Termination::converged;
  fit.maximum.value = json.at("value").real();
  fit.maximum.decrement = json.at("decrement").real();
  fit.maximum.condition = json.at("condition").real();
}

/// The file says which levels were left out once: in the model.
void name_separated_levels(const DataRoles& roles, RowCounts& rows) {
  for (const LeftOutLevels& levels : roles.left_out) {
    for (DroppedRows& dropped : rows.dropped) {
      const bool theirs =
          dropped.cause == DropCause::separated_level && dropped.column == levels.column;
      if (theirs) dropped.levels = levels.names();
    }
  }
}

Json sets_to_json(const MatchedSetSummary& sets) {
  return {{"column", sets.column},
          {"sets", sets.sets},
          {"left.out", sets.left_out},
          {"pairs", sets.pairs}};
}

/// Files of fits that are not conditional say nothing of sets.
void read_sets(const JsonReader& json, const Model& model, FitParts& fit) {
  if (json.has("matched.sets")) {
    constexpr Index kMost = std::numeric_limits<Index>::max();
    const JsonReader sets = json.at("matched.sets");
    fit.matched_sets = {.column = sets.at("column").text(),
                        .sets = sets.at("sets").index(1, kMost),
                        .left_out = sets.at("left.out").index(0, kMost),
                        .pairs = sets.at("pairs").real()};
  }
  if (fit.matched_sets.column != model.roles.strata) {
    json.fail("the matched sets are not those of the model");
  }
}

Json estimates_to_json(const Fit& fit) {
  Json array = Json::array();
  for (std::size_t j = 0; j < fit.names().size(); ++j) {
    array.push_back({{"term", fit.names()[j]},
                     {"estimate", number(fit.coefficients()[j])},
                     {"std.error", number(fit.std_errors()[j])}});
  }
  return array;
}

}  // namespace

Json fit_to_json(const Fit& fit) {
  Json json;
  json["formula"] = fit.formula();
  json["data"] = {{"file", with_utf8_only(fit.file())},
                  {"sha256", fit.sha256()},
                  {"rows", rows_to_json(fit.rows())}};
  if (!fit.parts().updated_on.empty()) json["data"]["updated.on"] = fit.parts().updated_on;
  json["response"] = {{"event", fit.response().event},
                      {"events", fit.response().events},
                      {"nonevents", fit.response().nonevents},
                      {"grouped", fit.response().grouped}};
  json["coefficients"] = estimates_to_json(fit);
  json["aliased"] = Json::array();
  for (const AliasedTerm& term : fit.aliased()) {
    json["aliased"].push_back({{"term", term.term}, {"dependency", term.dependency}});
  }
  json["estimation"] = {{"method", kMethodNames[static_cast<int>(fit.method())]},
                        {"mle", kExistence[static_cast<int>(fit.maximum().existence)]},
                        {"value", number(fit.maximum().value)},
                        {"decrement", number(fit.maximum().decrement)},
                        {"condition", number(fit.maximum().condition)}};
  if (fit.variance() != Variance::model) {
    json["estimation"]["variance"] = kVarianceNames[static_cast<int>(fit.variance())];
  }
  if (!fit.clusters().empty()) {
    json["estimation"]["clusters"] = clusters_to_json(fit.clusters());
    json["estimation"]["repaired"] = fit.covariance_repaired();
  }
  if (is_resampled(fit.variance())) {
    json["estimation"]["resampling"] = resampling_to_json(fit.resampling());
  }
  if (fit.guess_rate() == GuessRate::at_bound) json["estimation"]["guess.at.bound"] = true;
  json["fit"] = fields_to_json(fit.goodness(), kGoodness);
  json["fit"]["rank"] = fit.goodness().rank;
  json["fit"]["LR.df"] = fit.goodness().lr_df;
  write_tests(fit, json);
  json["probabilities"] = fields_to_json(fit.probabilities(), kProbabilities);
  json["probabilities"]["saturated"] = fit.probabilities().saturated;
  if (fit.matched_sets().any()) json["matched.sets"] = sets_to_json(fit.matched_sets());
  json["notes"] = Json::array();
  for (const Note& note : fit.notes()) {
    json["notes"].push_back(
        {{"code", note.code}, {"text", note.text}, {"remark", note.kind == NoteKind::remark}});
  }
  json["model"] = model_to_json(fit.model());
  return json;
}

Fit fit_from_json(const Json& root, const std::string& file) {
  const JsonReader json(root, file);
  FitParts fit;
  fit.formula = json.at("formula").text();
  fit.file = json.at("data").at("file").text();
  fit.sha256 = json.at("data").at("sha256").text();
  if (json.at("data").has("updated.on")) fit.updated_on = json.at("data").at("updated.on").text();
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
  std::vector<std::string> names;
  for (const JsonReader& row : json.at("coefficients").items()) {
    names.push_back(row.at("term").text());
  }
  Model model = model_from_json(json.at("model"), names);
  read_tests(json, fit, model);
  read_sets(json, model, fit);
  const bool has_own_bread = fit.variance != Variance::model || !model.covariance_label.empty();
  const bool has_degrees = fit.variance == Variance::cr2 || fit.variance == Variance::cr3;
  const bool degrees_agree =
      model.contrast_degrees.has_value() == (has_degrees && model.covariance_label.empty());
  if (model.bread.has_value() != has_own_bread || !degrees_agree) {
    json.fail("variance and covariance do not agree");
  }
  check_covariance(model, fit.maximum.condition, json);
  check_report(fit, model, json);
  fit.response.fractional = model.response.fractional();
  fit.pseudo_likelihood = model.pseudo_likelihood();
  name_separated_levels(model.roles, fit.rows);
  fit.uses = describe_uses(model.roles);
  fit.names = model.plan.names;
  fit.labels = model.plan.labels;
  set_estimates(fit, model);
  check_estimates(fit, model, json.at("coefficients"));
  const JsonReader estimation = json.at("estimation");
  if (estimation.has("guess.at.bound") && estimation.at("guess.at.bound").flag()) {
    if (fit.asymptotes.guess > 0.0) json.fail("a guess rate at its bound is not 0");
    fit.guess_rate = GuessRate::at_bound;
  }
  fit.model = std::make_shared<const Model>(std::move(model));
  return fit;
}

}  // namespace odds
