// Model files with a valid checksum, whatever is wrong with them otherwise.
#pragma once

#include "data/sha256.hpp"
#include "postfit/json_reader.hpp"

#include <string>

namespace odds::test {

/// The text of a model file with the content of `json`, whose checksum is put right, so that a
/// forgery gets past it.
inline std::string sealed(Json json) {
  json.erase("checksum");
  const std::string content = json.dump();
  Sha256 hash;
  hash.add(content.data(), static_cast<Index>(content.size()));
  json["checksum"] = hash.digest();
  return json.dump(1);
}

}  // namespace odds::test
