#include "data/sha256.hpp"
#include "postfit/fit_json.hpp"

#include <odds/error.hpp>
#include <odds/inference.hpp>
#include <odds/model_file.hpp>
#include <odds/version.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace odds {
namespace {

constexpr const char* kFamily = "odds.model/";
constexpr int kMajor = 1;
constexpr int kDeepest = 32;

std::string checksum(const Json& json) {
  const std::string text = json.dump();
  Sha256 hash;
  hash.add(text.data(), static_cast<Index>(text.size()));
  return hash.digest();
}

/// Parses without trust: nesting is bounded while it is read.
Json parse_json(std::string_view text, const std::string& name) {
  const auto bound_depth = [&](int depth, Json::parse_event_t, Json&) {
    if (depth > kDeepest) throw_damaged(name, "it is nested too deeply");
    return true;
  };
  try {
    return Json::parse(text, bound_depth);
  } catch (const Json::exception&) {
    throw_damaged(name, "it is no JSON, or cut short");
  }
}

void check_schema(const Json& json, const std::string& name) {
  if (!json.is_object() || !json.contains("schema") || !json["schema"].is_string()) {
    throw_damaged(name, "it has no schema");
  }
  const std::string schema = json["schema"].get<std::string>();
  if (!schema.starts_with(kFamily)) throw_damaged(name, fmt::format("its schema is {}", schema));
  if (schema != fmt::format("{}{}", kFamily, kMajor)) {
    throw_damaged(
        name, fmt::format("it was written in the format {}, of another version of odds", schema));
  }
}

void check_checksum(Json& json, const std::string& name) {
  if (!json.contains("checksum") || !json["checksum"].is_string()) {
    throw_damaged(name, "it has no checksum");
  }
  const std::string stored = json["checksum"].get<std::string>();
  json.erase("checksum");
  if (checksum(json) != stored) throw_damaged(name, "its checksum does not agree with its content");
}

[[noreturn]] void throw_io(const std::string& path, const char* what) {
  throw Error(ErrorKind::system, {.what = fmt::format("{}: {}", what, std::strerror(errno)),
                                  .where = {.file = path, .line = 0, .column = {}},
                                  .hint = {},
                                  .excerpt = {}});
}

}  // namespace

std::string model_text(const Fit& fit) {
  require_maximum(fit);
  Json json;
  json["schema"] = fmt::format("{}{}", kFamily, kMajor);
  json["version"] = kVersion;
  json.update(fit_to_json(fit));
  try {
    json["checksum"] = checksum(json);
  } catch (const Json::type_error&) {  // dump() meets a text that is no UTF-8
    throw Error(ErrorKind::data,
                {.what = "a name or a level is not UTF-8, which a model file must be",
                 .where = {.file = fit.file(), .line = 0, .column = {}},
                 .hint = {},
                 .excerpt = {}});
  }
  return json.dump(1) + "\n";
}

Fit parse_model(std::string_view text, const std::string& name) {
  Json json = parse_json(text, name);
  check_schema(json, name);
  check_checksum(json, name);
  try {
    return fit_from_json(json, name);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::data) throw;
    throw_damaged(name, error.text().what);  // the text of a formula, a base that is no level
  }
}

void save_model(const Fit& fit, const std::string& path) {
  const std::string text = model_text(fit);
  const std::string temporary = path + ".part";
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  if (!out) throw_io(path, "cannot be written");
  out << text;
  out.close();
  if (!out) {
    std::remove(temporary.c_str());
    throw_io(path, "cannot be written");
  }
  if (std::rename(temporary.c_str(), path.c_str()) != 0) {
    std::remove(temporary.c_str());
    throw_io(path, "cannot be written");
  }
}

Fit load_model(const std::string& path) {
  if (std::filesystem::is_directory(path)) {
    errno = EISDIR;
    throw_io(path, "cannot be read");
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) throw_io(path, "cannot be opened");
  std::ostringstream text;
  text << in.rdbuf();
  if (in.bad()) throw_io(path, "cannot be read");
  return parse_model(text.str(), path);
}

}  // namespace odds
