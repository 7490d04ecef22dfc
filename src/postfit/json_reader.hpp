// Typed, distrustful access to the members of a JSON value.
#pragma once

#include "math/linear_algebra.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace odds {

using Json = nlohmann::ordered_json;

/// Throws Error(data): `file` is no model that this program can use, for the reason `what`.
[[noreturn]] void throw_damaged(const std::string& file, const std::string& what);

/// Reads members of a JSON value; everything unexpected is an error that names the file.
class JsonReader {
 public:
  JsonReader(const Json& json, const std::string& file) : json_(json), file_(file) {}

  JsonReader at(const char* key) const {
    if (!json_.is_object() || !json_.contains(key)) fail(fmt::format("\"{}\" is missing", key));
    return {json_[key], file_};
  }

  /// For members that files of older versions lack.
  bool has(const char* key) const { return json_.is_object() && json_.contains(key); }

  std::vector<JsonReader> items() const {
    if (!json_.is_array()) fail("a list is expected");
    std::vector<JsonReader> result;
    for (const Json& item : json_) result.emplace_back(item, file_);
    return result;
  }

  /// The members of an object by their names.
  std::vector<std::pair<std::string, JsonReader>> members() const {
    if (!json_.is_object()) fail("an object is expected");
    std::vector<std::pair<std::string, JsonReader>> result;
    for (const auto& [key, value] : json_.items())
      result.emplace_back(key, JsonReader(value, file_));
    return result;
  }

  bool is_text() const { return json_.is_string(); }

  std::string text() const {
    if (!json_.is_string()) fail("a text is expected");
    return json_.get<std::string>();
  }

  bool flag() const {
    if (!json_.is_boolean()) fail("true or false is expected");
    return json_.get<bool>();
  }

  double real() const {
    if (json_.is_null()) return std::numeric_limits<double>::quiet_NaN();
    if (!json_.is_number()) fail("a number is expected");
    return json_.get<double>();
  }

  Index index(Index least, Index most) const {
    if (!json_.is_number_integer()) fail("a whole number is expected");
    const auto value = json_.get<std::int64_t>();
    const bool wrapped = json_.is_number_unsigned() && value < 0;
    if (wrapped || value < least || value > most) fail(json_.dump() + " is out of range");
    return static_cast<Index>(value);
  }

  std::vector<std::string> texts() const {
    std::vector<std::string> result;
    for (const JsonReader& item : items()) result.push_back(item.text());
    return result;
  }

  Vector vector(Index size) const {
    const std::vector<JsonReader> values = items();
    if (static_cast<Index>(values.size()) != size) {
      fail(fmt::format("a list has {} numbers instead of {}", values.size(), size));
    }
    Vector result(size);
    for (Index i = 0; i < size; ++i) result[i] = values[static_cast<std::size_t>(i)].real();
    return result;
  }

  Vector finite_vector(Index size) const {
    Vector result = vector(size);
    if (!result.allFinite()) fail("a number is missing");
    return result;
  }

  Matrix symmetric(Index size) const {
    const Vector values = finite_vector(size * (size + 1) / 2);
    Matrix result(size, size);
    Index k = 0;
    for (Index i = 0; i < size; ++i) {
      for (Index j = 0; j <= i; ++j) result(i, j) = result(j, i) = values[k++];
    }
    return result;
  }

  [[noreturn]] void fail(const std::string& what) const { throw_damaged(file_, what); }

 private:
  const Json& json_;
  const std::string& file_;
};

}  // namespace odds
