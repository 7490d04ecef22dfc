#include "data/types/blanks.hpp"

#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace odds {

namespace {

struct Character {
  char32_t value = 0;
  std::string_view bytes;
};

// A byte that is no UTF-8 is a character of its own, and is seen.
Character first_character(std::string_view text) {
  const CodePoint point = code_point_at(text, 0);
  if (point.length == 0) return {U'\uFFFD', text.substr(0, 1)};
  return {point.value, text.substr(0, static_cast<std::size_t>(point.length))};
}

Character last_character(std::string_view text) {
  std::size_t begin = text.size() - 1;
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
  };
  while (begin > 0 && text.size() - begin < 4 && continues(begin)) --begin;
  const Character found = first_character(text.substr(begin));
  const bool whole = found.bytes.size() == text.size() - begin;
  return whole ? found : Character{U'\uFFFD', text.substr(text.size() - 1)};
}

// Of the accents that letters with one of their own have, too.
bool is_combining(char32_t c) { return c >= 0x300 && c <= 0x36F; }

bool is_unseen(char32_t c) { return is_blank_character(c) || is_invisible(c); }

}  // namespace

bool is_blank_character(char32_t c) {
  static constexpr std::array<char32_t, 9> kOthers = {0x20,   0x85,   0xA0,   0x1680, 0x2028,
                                                      0x2029, 0x202F, 0x205F, 0x3000};
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x2000 && c <= 0x200A) ||
         std::ranges::find(kOthers, c) != kOthers.end();
}

bool is_invisible(char32_t c) { return !is_blank_character(c) && (is_obeyed(c) || is_joiner(c)); }

std::string_view blanks_detail::trim_all(std::string_view text) {
  while (!text.empty()) {
    const Character first = first_character(text);
    if (!is_unseen(first.value)) break;
    text.remove_prefix(first.bytes.size());
  }
  while (!text.empty()) {
    const Character last = last_character(text);
    if (!is_unseen(last.value)) break;
    text.remove_suffix(last.bytes.size());
  }
  return text;
}

std::string escaped_unseen(std::string_view text) {
  std::string result;
  bool between = false;  // behind a character that is seen
  while (!text.empty()) {
    const Character character = first_character(text);
    text.remove_prefix(character.bytes.size());
    const bool more = !text.empty() && !is_unseen(first_character(text).value);
    const bool hidden = is_unseen(character.value) || is_combining(character.value);
    const bool plain = character.value == U' ' ? between && more : !hidden;
    if (plain) {
      result += character.bytes;
    } else if (character.value <= 0xFFFF) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(character.value));
    } else {
      result += fmt::format("\\U{:08x}", static_cast<unsigned>(character.value));
    }
    between = plain && character.value != U' ';
  }
  return result;
}

}  // namespace odds
