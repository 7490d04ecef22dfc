#include "model_file/json_parser.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace odds {
namespace {

/// Walks over the bytes of pieces; equal to the default one at the end.
class PieceIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  PieceIterator() = default;
  explicit PieceIterator(const NextPiece& next) : next_(&next), piece_(next()) {}

  reference operator*() const { return piece_.front(); }

  PieceIterator& operator++() {
    piece_.remove_prefix(1);
    if (piece_.empty()) piece_ = (*next_)();
    return *this;
  }

  bool operator==(const PieceIterator& other) const {
    return piece_.empty() == other.piece_.empty();
  }

 private:
  const NextPiece* next_ = nullptr;
  std::string_view piece_;
};

/// Makes a tree of what nlohmann's parser reports. Its functions have that parser's names, and go
/// on when they return true.
class TreeBuilder {
 public:
  explicit TreeBuilder(const std::string& file) : file_(file) {}

  bool null() { return add(Json()); }
  bool boolean(bool flag) { return add(flag); }
  bool number_integer(std::int64_t whole) { return add(whole); }
  bool number_float(double number, const std::string&) { return add(number); }
  bool string(std::string& text) { return add(std::move(text)); }
  bool binary(nlohmann::json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool end_array() { return close(); }

  bool number_unsigned(std::uint64_t whole) {
    return whole <= INT64_MAX ? add(static_cast<std::int64_t>(whole)) : add(whole);
  }

  bool key(std::string& name) {
    key_ = std::move(name);
    return true;
  }

  bool end_object() {
    refuse_twins(*open_.back()->get<Json::Object>());
    return close();
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) {
    throw_damaged(file_, "it is no JSON, or cut short");
  }

  Json root() && { return std::move(root_); }

 private:
  bool add(Json value) {
    place(std::move(value));
    return true;
  }

  bool open(Json container) {
    if (open_.size() == kDeepestJson) throw_damaged(file_, "it is nested too deeply");
    open_.push_back(place(std::move(container)));  // which grows no more while this one is open
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  Json* place(Json value) {
    if (open_.empty()) return &(root_ = std::move(value));
    if (auto* array = open_.back()->get<Json::Array>()) {
      return &array->emplace_back(std::move(value));
    }
    auto* object = open_.back()->get<Json::Object>();
    return &object->emplace_back(std::move(key_), std::move(value)).second;
  }

  /// By sorting: comparing each with all would take hours where there are very many.
  void refuse_twins(const Json::Object& members) const {
    std::vector<std::string_view> names;
    names.reserve(members.size());
    for (const Json::Member& member : members) names.push_back(member.first);
    std::ranges::sort(names);
    const auto twin = std::ranges::adjacent_find(names);
    if (twin != names.end()) throw_damaged(file_, fmt::format("\"{}\" is there twice", *twin));
  }

  const std::string& file_;
  Json root_;
  std::vector<Json*> open_;  // those around the next value, the outermost first
  std::string key_;          // of the next value
};

}  // namespace

Json parse_json(const NextPiece& next, const std::string& file) {
  TreeBuilder builder(file);
  nlohmann::json::sax_parse(PieceIterator(next), PieceIterator(), &builder);
  return std::move(builder).root();
}

Json parse_json(std::string_view text, const std::string& file) {
  const NextPiece next = [&] { return std::exchange(text, {}); };
  return parse_json(next, file);
}

void throw_damaged(const std::string& file, const std::string& what) {
  throw Error(ErrorKind::data, {.what = "this is no usable model file: " + what,
                                .where = {.file = file, .line = 0, .column = {}},
                                .hint = "model files are written by `odds fit --save`; data are "
                                        "followed by a formula with a ~, as in 'y ~ x'",
                                .excerpt = {}});
}

}  // namespace odds
