#include "data/input/file_descriptor.hpp"
#include "data/input/sha256.hpp"
#include "model_file/fit_json.hpp"

#include <odds/error.hpp>
#include <odds/inference.hpp>
#include <odds/model_file.hpp>
#include <odds/version.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <vector>

namespace odds {
namespace {

constexpr const char* kFamily = "odds.model/";
constexpr int kMajor = 1;

/// Of models with another link than the logit, which readers of the first format would not see.
constexpr int kMajorOfLinks = 2;

/// Of conditional fits of matched sets, of which readers of the others would give probabilities.
constexpr int kMajorOfSets = 3;

/// What a model has decides who may read it.
int major_of(bool has_link, bool has_sets) {
  if (has_sets) return kMajorOfSets;
  return has_link ? kMajorOfLinks : kMajor;
}

/// What is no regular file may have no end. A model of 1500 columns takes as much.
constexpr Index kMostBytesOfStream = Index{32} * 1024 * 1024;
constexpr Index kPieceBytes = Index{256} * 1024;

/// The bytes of a model file, one piece after the other; none is asked for before it is needed.
class ModelBytes {
 public:
  explicit ModelBytes(const std::string& path)
      : path_(path), file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (file_.number() < 0) throw_refused(path, "cannot be opened", errno);
    const mode_t mode = status_of(file_, path).st_mode;
    if (S_ISDIR(mode)) throw_refused(path, "cannot be read", EISDIR);
    if (!S_ISREG(mode)) most_ = kMostBytesOfStream;
  }

  std::string_view next() {
    piece_.resize(static_cast<std::size_t>(kPieceBytes));
    const Index count = read_next(file_, offset_, piece_.data(), kPieceBytes, path_);
    const std::string_view piece(piece_.data(), static_cast<std::size_t>(count));
    if (piece.find('\0') != std::string_view::npos) throw_damaged(path_, "it holds a NUL byte");
    offset_ += count;
    if (offset_ > most_) {
      throw_damaged(path_,
                    fmt::format("it goes on beyond {} bytes, and is no regular file", most_));
    }
    return piece;
  }

 private:
  const std::string& path_;
  FileDescriptor file_;
  Index most_ = std::numeric_limits<Index>::max();
  Index offset_ = 0;
  std::vector<char> piece_;
};

std::string checksum(const Json& json) {
  const std::string text = json.compact();
  Sha256 hash;
  hash.add(text.data(), static_cast<Index>(text.size()));
  return hash.digest();
}

const std::string& text_member(const Json& json, const char* key, const std::string& name) {
  const Json* member = json.find(key);
  const auto* text = member == nullptr ? nullptr : member->get<std::string>();
  if (text == nullptr) throw_damaged(name, fmt::format("it has no {}", key));
  return *text;
}

void check_schema(const Json& json, const std::string& name) {
  const std::string& schema = text_member(json, "schema", name);
  if (!schema.starts_with(kFamily)) throw_damaged(name, fmt::format("its schema is {}", schema));
  const Json* const model = json.find("model");
  const auto has = [&](const char* key) { return model != nullptr && model->find(key) != nullptr; };
  if (schema != fmt::format("{}{}", kFamily, major_of(has("link"), has("strata")))) {
    throw_damaged(
        name, fmt::format("it was written in the format {}, of another version of odds", schema));
  }
}

void check_checksum(Json& json, const std::string& name) {
  const std::string stored = text_member(json, "checksum", name);
  json.erase("checksum");
  if (checksum(json) != stored) throw_damaged(name, "its checksum does not agree with its content");
}

Fit fit_of(Json json, const std::string& name) {
  check_schema(json, name);
  check_checksum(json, name);
  try {
    return fit_from_json(json, name);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::data) throw;
    throw_damaged(name, error.text().what);  // the text of a formula, a base that is no level
  }
}

std::string sealed_text(const Fit& fit) {
  Json json;
  json["schema"] =
      fmt::format("{}{}", kFamily, major_of(fit.link() != Link::logit, fit.matched_sets().any()));
  json["version"] = kVersion;
  json.append(fit_to_json(fit));
  try {
    json["checksum"] = checksum(json);
  } catch (const std::invalid_argument&) {  // a text is no UTF-8
    throw Error(ErrorKind::data,
                {.what = "a name or a level is not UTF-8, which a model file must be",
                 .where = {.file = fit.file(), .line = 0, .column = {}},
                 .hint = {},
                 .excerpt = {}});
  }
  return json.indented() + "\n";
}

[[noreturn]] void throw_unreadable(const std::string& reason) {
  throw Error(ErrorKind::model,
              {.what = "the model cannot be saved: nobody could read it again; " + reason,
               .where = {},
               .hint = {},
               .excerpt = {}});
}

/// A text that is called saved has been read: it gives the same fit, and so the same text.
void require_readable(const std::string& text) {
  try {
    if (sealed_text(parse_model(text)) == text) return;
  } catch (const Error& error) {
    throw_unreadable(error.text().what);
  }
  throw_unreadable("it would read another model");
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
  std::string text = sealed_text(fit);
  require_readable(text);
  return text;
}

Fit parse_model(std::string_view text, const std::string& name) {
  return fit_of(parse_json(text, name), name);
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
  ModelBytes bytes(path);
  return fit_of(parse_json([&] { return bytes.next(); }, path), path);
}

}  // namespace odds
