#include "model_file/json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <stdexcept>

namespace odds {
namespace {

/// Writes a value and all that is in it.
class JsonWriter {
 public:
  explicit JsonWriter(bool indents) : indents_(indents) {}

  void write(const Json& json) {
    if (const auto* array = json.get<Json::Array>()) return write_all(*array, '[', ']');
    if (const auto* object = json.get<Json::Object>()) return write_all(*object, '{', '}');
    write_scalar(json);
  }

  std::string text() && { return std::move(text_); }

 private:
  // Doubles as they are printed since the first model files: checksums rest on that.
  void write_scalar(const Json& json) {
    if (const auto* text = json.get<std::string>()) return write_text(*text);
    if (const auto* number = json.get<double>()) {
      text_ += nlohmann::json(*number).dump();
    } else if (const auto* whole = json.get<std::int64_t>()) {
      text_ += std::to_string(*whole);
    } else if (const auto* large = json.get<std::uint64_t>()) {
      text_ += std::to_string(*large);
    } else if (const auto* flag = json.get<bool>()) {
      text_ += *flag ? "true" : "false";
    } else {
      text_ += "null";
    }
  }

  void write_text(const std::string& text) {
    try {
      text_ += nlohmann::json(text).dump();
    } catch (const nlohmann::json::type_error&) {
      throw std::invalid_argument("a text is no UTF-8");
    }
  }

  void write_item(const Json& item) { write(item); }

  void write_item(const Json::Member& member) {
    write_text(member.first);
    text_ += indents_ ? ": " : ":";
    write(member.second);
  }

  template <class Items>
  void write_all(const Items& items, char open, char close) {
    text_ += open;
    ++depth_;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) text_ += ',';
      begin_line();
      write_item(items[i]);
    }
    --depth_;
    if (!items.empty()) begin_line();
    text_ += close;
  }

  void begin_line() {
    if (!indents_) return;
    text_ += '\n';
    text_.append(depth_, ' ');
  }

  bool indents_;
  std::size_t depth_ = 0;
  std::string text_;
};

std::string text_of(const Json& json, bool indents) {
  JsonWriter writer(indents);
  writer.write(json);
  return std::move(writer).text();
}

}  // namespace

const Json* Json::find(std::string_view key) const {
  const auto* object = get<Object>();
  if (object == nullptr) return nullptr;
  const auto found = std::ranges::find(*object, key, &Member::first);
  return found == object->end() ? nullptr : &found->second;
}

Json& Json::operator[](std::string_view key) {
  if (is_null()) value_ = Object();
  auto& object = std::get<Object>(value_);
  const auto found = std::ranges::find(object, key, &Member::first);
  if (found != object.end()) return found->second;
  return object.emplace_back(key, Json()).second;
}

void Json::erase(std::string_view key) {
  if (auto* object = get<Object>()) {
    std::erase_if(*object, [&](const Member& member) { return member.first == key; });
  }
}

void Json::append(Json other) {
  auto& object = std::get<Object>(value_);
  auto& more = std::get<Object>(other.value_);
  std::ranges::move(more, std::back_inserter(object));
}

std::string Json::compact() const { return text_of(*this, /*indents=*/false); }

std::string Json::indented() const { return text_of(*this, /*indents=*/true); }

std::string with_utf8_only(const std::string& text) {
  constexpr int kOneLine = -1;
  const std::string quoted =
      nlohmann::json(text).dump(kOneLine, ' ', false, nlohmann::json::error_handler_t::replace);
  return nlohmann::json::parse(quoted).get<std::string>();
}

}  // namespace odds
