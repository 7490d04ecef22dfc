// Model files with a valid checksum, whatever is wrong with them otherwise.
#pragma once

#include "data/input/sha256.hpp"

#include <odds/types.hpp>

#include <nlohmann/json.hpp>

#include <string>

namespace odds::test {

/// The content of a model file, to be tampered with; what reads model files is another one.
using ModelJson = nlohmann::ordered_json;

/// The text of a model file with the content of `json`, whose checksum is put right, so that a
/// forgery gets past it.
inline std::string sealed(ModelJson json) {
  json.erase("checksum");
  const std::string content = json.dump();
  Sha256 hash;
  hash.add(content.data(), static_cast<Index>(content.size()));
  json["checksum"] = hash.digest();
  return json.dump(1);
}

}  // namespace odds::test
