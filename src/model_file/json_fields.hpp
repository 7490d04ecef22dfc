// Structs of numbers as JSON, by the names of their members.
#pragma once

#include "model_file/json_numbers.hpp"
#include "model_file/json_reader.hpp"

#include <cstddef>

namespace odds {

/// A member of a struct of numbers under its name.
template <class Struct>
struct JsonField {
  const char* key;
  double Struct::*member;
};

template <class Struct, std::size_t N>
Json fields_to_json(const Struct& values, const JsonField<Struct> (&fields)[N]) {
  Json json;
  for (const JsonField<Struct>& field : fields) json[field.key] = number(values.*field.member);
  return json;
}

template <class Struct, std::size_t N>
Struct fields_from_json(const JsonReader& json, const JsonField<Struct> (&fields)[N]) {
  Struct values;
  for (const JsonField<Struct>& field : fields) values.*field.member = json.at(field.key).real();
  return values;
}

}  // namespace odds
