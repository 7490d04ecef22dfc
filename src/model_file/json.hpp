// A JSON value: a tree of plain vectors.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace odds {

/// A JSON value whose members keep their order.
///
/// nlohmann's value needs memory to be destroyed, and ends the program where there is none; this
/// one does not. Copies, texts and destruction recurse: trees are as deep as their maker lets them
/// become (kDeepestJson when they are read).
class Json {
 public:
  using Array = std::vector<Json>;
  using Member = std::pair<std::string, Json>;
  using Object = std::vector<Member>;

  Json() = default;  ///< null
  Json(std::nullptr_t) {}
  Json(bool flag) : value_(flag) {}
  Json(double number) : value_(number) {}
  Json(std::uint64_t whole) : value_(whole) {}
  template <std::signed_integral Whole>
  Json(Whole whole) : value_(std::int64_t{whole}) {}
  Json(const char* text) : value_(std::string(text)) {}
  Json(std::string_view text) : value_(std::string(text)) {}
  Json(std::string text) : value_(std::move(text)) {}
  Json(std::initializer_list<Member> members) : value_(Object(members)) {}
  template <class Item>
  Json(const std::vector<Item>& items) : value_(Array(items.begin(), items.end())) {}

  static Json array() { return with(Array()); }
  static Json object() { return with(Object()); }

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }

  /// The content, if it is of that type: bool, std::int64_t, std::uint64_t (only beyond the range
  /// of the former), double, std::string, Array, Object; else nullptr.
  template <class Content>
  const Content* get() const {
    return std::get_if<Content>(&value_);
  }
  template <class Content>
  Content* get() {
    return std::get_if<Content>(&value_);
  }

  /// The member of an object; nullptr: it has none of that name, or this is no object.
  const Json* find(std::string_view key) const;

  /// The member of an object, which is added if it is not there; a null becomes an object.
  Json& operator[](std::string_view key);

  /// Takes a member out of an object, if it is there.
  void erase(std::string_view key);

  /// Adds the members of another object, of other names, behind those that are there.
  void append(Json other);

  /// Adds an item to an array.
  void push_back(Json item) { std::get<Array>(value_).push_back(std::move(item)); }

  /// On one line without blanks. Throws std::invalid_argument for a text that is no UTF-8.
  std::string compact() const;

  /// With a line for each value, those inside others behind a blank for each. Throws likewise.
  std::string indented() const;

 private:
  template <class Content>
  static Json with(Content content) {
    Json json;
    json.value_ = std::move(content);
    return json;
  }

  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, Array,
               Object>
      value_;
};

/// `text` with U+FFFD for each byte that is no UTF-8.
std::string with_utf8_only(const std::string& text);

}  // namespace odds
