#include "model_file/reading_json.hpp"

#include <odds/error.hpp>

#include <limits>
#include <string>

namespace odds {
namespace {

Json codes_to_json(const std::map<std::string, std::vector<std::string>>& codes) {
  Json json = Json::object();
  for (const auto& [column, texts] : codes) json[column] = texts;
  return json;
}

Json types_to_json(const std::map<std::string, ColumnType>& types) {
  Json json = Json::object();
  for (const auto& [column, type] : types) {
    json[column] = type == ColumnType::number ? "number" : "factor";
  }
  return json;
}

ColumnType type_from_json(const JsonReader& json) {
  const std::string type = json.text();
  if (type == "number") return ColumnType::number;
  if (type == "factor") return ColumnType::factor;
  json.fail("\"" + type + "\" is no type");
}

char character(const JsonReader& json) {
  const std::string text = json.text();
  if (text.size() != 1) json.fail("one character is expected");
  return text.front();
}

void read_missing(const JsonReader& json, CsvOptions& reading) {
  if (json.has("usual.missing")) reading.usual_missing = json.at("usual.missing").flag();
  if (json.has("missing")) reading.missing = json.at("missing").texts();
  if (!json.has("missing.in")) return;
  for (const auto& [column, codes] : json.at("missing.in").members()) {
    reading.missing_in[column] = codes.texts();
  }
}

void read_layout(const JsonReader& json, CsvOptions& reading) {
  if (json.has("delimiter")) reading.delimiter = character(json.at("delimiter"));
  if (json.has("decimal")) reading.decimal = character(json.at("decimal"));
  if (json.has("skip")) reading.skip = json.at("skip").index(0, std::numeric_limits<Index>::max());
  if (json.has("comment")) reading.comment = character(json.at("comment"));
  if (json.has("header")) reading.header = json.at("header").flag();
  if (json.has("pad.ragged")) reading.pad_ragged = json.at("pad.ragged").flag();
  if (json.has("fold.levels")) reading.fold_levels = json.at("fold.levels").flag();
}

}  // namespace

Json reading_to_json(const CsvOptions& reading) {
  const CsvOptions usual;
  Json json = Json::object();
  if (reading.delimiter != usual.delimiter) json["delimiter"] = std::string(1, reading.delimiter);
  if (reading.decimal != usual.decimal) json["decimal"] = std::string(1, reading.decimal);
  if (reading.skip != usual.skip) json["skip"] = reading.skip;
  if (reading.comment != usual.comment) json["comment"] = std::string(1, reading.comment);
  if (reading.header != usual.header) json["header"] = reading.header;
  if (reading.pad_ragged != usual.pad_ragged) json["pad.ragged"] = reading.pad_ragged;
  if (reading.fold_levels != usual.fold_levels) json["fold.levels"] = reading.fold_levels;
  if (reading.usual_missing != usual.usual_missing) json["usual.missing"] = reading.usual_missing;
  if (!reading.missing.empty()) json["missing"] = reading.missing;
  if (!reading.missing_in.empty()) json["missing.in"] = codes_to_json(reading.missing_in);
  if (!reading.types.empty()) json["types"] = types_to_json(reading.types);
  return json;
}

CsvOptions reading_from_json(const JsonReader& json) {
  CsvOptions reading;
  reading.of_other_file = true;
  read_layout(json, reading);
  read_missing(json, reading);
  if (json.has("types")) {
    for (const auto& [column, type] : json.at("types").members()) {
      reading.types[column] = type_from_json(type);
    }
  }
  try {
    reading.validate();
  } catch (const Error& error) {
    json.fail(error.text().what);
  }
  return reading;
}

}  // namespace odds
