// Typed, distrustful access to the members of a JSON value.
#pragma once

#include "math/linear_algebra.hpp"
#include "model_file/json.hpp"
#include "model_file/json_parser.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace odds {

/// Reads members of a JSON value; everything unexpected is an error that names the file.
class JsonReader {
 public:
  JsonReader(const Json& json, const std::string& file) : json_(json), file_(file) {}

  JsonReader at(const char* key) const {
    const Json* member = json_.find(key);
    if (member == nullptr) fail(fmt::format("\"{}\" is missing", key));
    return {*member, file_};
  }

  /// For members that files of older versions lack.
  bool has(const char* key) const { return json_.find(key) != nullptr; }

  std::vector<JsonReader> items() const {
    const auto* array = json_.get<Json::Array>();
    if (array == nullptr) fail("a list is expected");
    std::vector<JsonReader> result;
    result.reserve(array->size());
    for (const Json& item : *array) result.emplace_back(item, file_);
    return result;
  }

  /// The members of an object by their names.
  std::vector<std::pair<std::string, JsonReader>> members() const {
    const auto* object = json_.get<Json::Object>();
    if (object == nullptr) fail("an object is expected");
    std::vector<std::pair<std::string, JsonReader>> result;
    for (const auto& [key, value] : *object) result.emplace_back(key, JsonReader(value, file_));
    return result;
  }

  bool is_text() const { return json_.get<std::string>() != nullptr; }

  std::string text() const {
    const auto* text = json_.get<std::string>();
    if (text == nullptr) fail("a text is expected");
    return *text;
  }

  bool flag() const {
    const auto* flag = json_.get<bool>();
    if (flag == nullptr) fail("true or false is expected");
    return *flag;
  }

  /// NaN for null.
  double real() const {
    if (json_.is_null()) return std::numeric_limits<double>::quiet_NaN();
    if (const auto* number = json_.get<double>()) return *number;
    if (const auto* whole = json_.get<std::int64_t>()) return static_cast<double>(*whole);
    if (const auto* large = json_.get<std::uint64_t>()) return static_cast<double>(*large);
    fail("a number is expected");
  }

  Index index(Index least, Index most) const {
    const auto* whole = json_.get<std::int64_t>();
    const bool too_large = json_.get<std::uint64_t>() != nullptr;
    if (whole == nullptr && !too_large) fail("a whole number is expected");
    if (too_large || *whole < least || *whole > most) fail(json_.compact() + " is out of range");
    return *whole;
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
