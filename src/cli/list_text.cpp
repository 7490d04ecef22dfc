#include "cli/list_text.hpp"

#include "cli/session.hpp"

#include <fmt/format.h>

#include <optional>

namespace odds::cli {
namespace {

/// A part of a list without its back-ticks, and where its first bare `=` was.
struct Part {
  std::string text;
  std::optional<std::size_t> equals;
};

std::vector<Part> parts_of(const std::string& text) {
  std::vector<Part> parts;
  if (text.empty()) return parts;
  bool quoted = false;
  parts.emplace_back();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    Part& part = parts.back();
    const bool doubled = quoted && text.compare(i, 2, "``") == 0;
    if (doubled) {
      part.text += c;
      ++i;
    } else if (c == '`') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      parts.emplace_back();
    } else {
      if (c == '=' && !quoted && !part.equals) part.equals = part.text.size();
      part.text += c;
    }
  }
  if (quoted) throw usage_error(fmt::format("a back-tick is not closed in {}", text));
  return parts;
}

}  // namespace

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> texts;
  for (Part& part : parts_of(text)) texts.push_back(std::move(part.text));
  return texts;
}

std::vector<std::pair<std::string, std::string>> split_pairs(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& [part, equals] : parts_of(text)) {
    if (equals.value_or(0) == 0) {
      pairs.emplace_back(std::string(), part);
    } else {
      pairs.emplace_back(part.substr(0, *equals), part.substr(*equals + 1));
    }
  }
  return pairs;
}

}  // namespace odds::cli
