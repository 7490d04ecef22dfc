#include "report/json_text.hpp"

#include "base/utf8.hpp"
#include "report/number_format.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace odds {

namespace {

/// Whether `text` stands in JSON as it is.
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; });
}

/// `\u202e`; two of them beyond U+FFFF.
std::string json_escape(char32_t c) {
  const auto number = static_cast<std::uint32_t>(c);
  if (number <= 0xFFFF) return fmt::format("\\u{:04x}", number);
  const std::uint32_t above = number - 0x10000;
  return fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (above >> 10U), 0xDC00 + (above & 0x3FFU));
}

/// JSON in UTF-8 with escapes for the characters that a terminal obeys: it means the same.
std::string with_escapes(const std::string& json) {
  std::string result;
  for (std::size_t at = 0; at < json.size();) {
    const CodePoint point = code_point_at(json, static_cast<Index>(at));
    const auto length = static_cast<std::size_t>(point.length);
    result += is_obeyed(point.value) ? json_escape(point.value) : json.substr(at, length);
    at += length;
  }
  return result;
}

}  // namespace

std::string json_string(std::string_view text, bool ascii) {
  if (is_plain(text)) return fmt::format("\"{}\"", text);
  constexpr int kOneLine = -1;
  return with_escapes(
      nlohmann::json(text).dump(kOneLine, ' ', ascii, nlohmann::json::error_handler_t::replace));
}

// The library's own printing of doubles is nearly always the shortest, but not always.
std::string json_number(double value) { return std::isfinite(value) ? shortest(value) : "null"; }

}  // namespace odds
