#include "verify/verify_effects.hpp"

#include <odds/margin_words.hpp>

#include <utility>

namespace odds {
namespace {

std::vector<std::string> texts(const JsonReader& words, const char* key) {
  return words.has(key) ? words.at(key).texts() : std::vector<std::string>();
}

std::string text(const JsonReader& words, const char* key) {
  return words.has(key) ? words.at(key).text() : std::string();
}

void set_variables(const JsonReader& words, MarginsOptions& options) {
  const std::pair<const char*, EffectScale> scales[] = {{"dydx", EffectScale::dydx},
                                                        {"eyex", EffectScale::eyex},
                                                        {"eydx", EffectScale::eydx},
                                                        {"dyex", EffectScale::dyex}};
  options.predictions = words.has("of");
  bool any = options.predictions || words.has("cross");
  for (const auto& [key, scale] : scales) {
    if (!words.has(key)) continue;
    any = true;
    options.scale = scale;
    if (!words.at(key).is_text()) options.variables = words.at(key).texts();
  }
  options.predictions = options.predictions || !any;
}

}  // namespace

MarginsOptions effect_options(const JsonReader& words) {
  MarginsOptions options;
  set_variables(words, options);
  options.of = texts(words, "of");
  options.over = texts(words, "over");
  options.continuous = texts(words, "continuous");
  const AtText at = parse_at(text(words, "at"));
  options.point = at.point;
  options.at = at.values;
  options.where = text(words, "where");
  const std::vector<std::string> cross = texts(words, "cross");
  if (cross.size() == 2) options.cross.emplace_back(cross[0], cross[1]);
  for (const std::string& name : texts(words, "measure")) {
    options.measures.push_back(parse_measures(name).front());
  }
  const std::string contrast = text(words, "contrast");
  if (!contrast.empty()) {
    options.contrast = parse_contrast(contrast == "grand-mean" ? "mean" : contrast);
  }
  if (words.has("step")) {
    options.step =
        parse_step(words.at("step").text(), words.has("centred") && words.at("centred").flag());
  }
  if (text(words, "se") == "unconditional") options.errors = MarginErrors::unconditional;
  return options;
}

std::vector<MarginRow> answers(const MarginsOptions& options, const Fit& fit, const Table& table,
                               const Execution& execution) {
  if (options.of.empty()) return margins(fit, table, options, execution).rows;
  std::vector<MarginRow> rows;
  for (const std::string& name : options.of) {
    MarginsOptions one = options;
    one.of = {name};
    for (MarginRow& row : margins(fit, table, one, execution).rows) rows.push_back(std::move(row));
  }
  return rows;
}

std::string CertifiedPlace::text() const {
  std::string result = variable.empty() ? contrast : variable + ", " + contrast;
  for (const auto& [name, value] : at) result += ", " + name + " = " + value;
  return result;
}

CertifiedPlace certified_place(const JsonReader& row) {
  CertifiedPlace place{
      .variable = row.at("variable").text(), .contrast = row.at("contrast").text(), .at = {}};
  for (const char* key : {"at", "over"}) {
    if (!row.has(key)) continue;
    for (const auto& [name, value] : row.at(key).members()) place.at[name] = value.text();
  }
  return place;
}

bool is_at(const MarginRow& row, const CertifiedPlace& place) {
  const std::map<std::string, std::string> at(row.at.begin(), row.at.end());
  return row.variable == place.variable && row.contrast == place.contrast && at == place.at;
}

}  // namespace odds
