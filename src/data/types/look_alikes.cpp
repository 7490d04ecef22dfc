#include "data/types/look_alikes.hpp"

#include "base/failure.hpp"
#include "base/utf8.hpp"
#include "data/types/blanks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <unordered_map>

namespace odds {

namespace {

/// An accented letter, and what it is composed of (canonical decomposition of Unicode 15).
struct Composed {
  char16_t letter;
  char base;
  char16_t mark;
};

constexpr Composed kComposed[] = {
    {0xE0, 'a', 0x300},  {0xE1, 'a', 0x301},  {0xE2, 'a', 0x302},  {0xE3, 'a', 0x303},
    {0xE4, 'a', 0x308},  {0xE5, 'a', 0x30A},  {0xE7, 'c', 0x327},  {0xE8, 'e', 0x300},
    {0xE9, 'e', 0x301},  {0xEA, 'e', 0x302},  {0xEB, 'e', 0x308},  {0xEC, 'i', 0x300},
    {0xED, 'i', 0x301},  {0xEE, 'i', 0x302},  {0xEF, 'i', 0x308},  {0xF1, 'n', 0x303},
    {0xF2, 'o', 0x300},  {0xF3, 'o', 0x301},  {0xF4, 'o', 0x302},  {0xF5, 'o', 0x303},
    {0xF6, 'o', 0x308},  {0xF9, 'u', 0x300},  {0xFA, 'u', 0x301},  {0xFB, 'u', 0x302},
    {0xFC, 'u', 0x308},  {0xFD, 'y', 0x301},  {0xFF, 'y', 0x308},  {0x101, 'a', 0x304},
    {0x103, 'a', 0x306}, {0x105, 'a', 0x328}, {0x107, 'c', 0x301}, {0x109, 'c', 0x302},
    {0x10B, 'c', 0x307}, {0x10D, 'c', 0x30C}, {0x10F, 'd', 0x30C}, {0x113, 'e', 0x304},
    {0x115, 'e', 0x306}, {0x117, 'e', 0x307}, {0x119, 'e', 0x328}, {0x11B, 'e', 0x30C},
    {0x11D, 'g', 0x302}, {0x11F, 'g', 0x306}, {0x121, 'g', 0x307}, {0x123, 'g', 0x327},
    {0x125, 'h', 0x302}, {0x129, 'i', 0x303}, {0x12B, 'i', 0x304}, {0x12D, 'i', 0x306},
    {0x12F, 'i', 0x328}, {0x135, 'j', 0x302}, {0x137, 'k', 0x327}, {0x13A, 'l', 0x301},
    {0x13C, 'l', 0x327}, {0x13E, 'l', 0x30C}, {0x144, 'n', 0x301}, {0x146, 'n', 0x327},
    {0x148, 'n', 0x30C}, {0x14D, 'o', 0x304}, {0x14F, 'o', 0x306}, {0x151, 'o', 0x30B},
    {0x155, 'r', 0x301}, {0x157, 'r', 0x327}, {0x159, 'r', 0x30C}, {0x15B, 's', 0x301},
    {0x15D, 's', 0x302}, {0x15F, 's', 0x327}, {0x161, 's', 0x30C}, {0x163, 't', 0x327},
    {0x165, 't', 0x30C}, {0x169, 'u', 0x303}, {0x16B, 'u', 0x304}, {0x16D, 'u', 0x306},
    {0x16F, 'u', 0x30A}, {0x171, 'u', 0x30B}, {0x173, 'u', 0x328}, {0x175, 'w', 0x302},
    {0x177, 'y', 0x302}, {0x17A, 'z', 0x301}, {0x17C, 'z', 0x307}, {0x17E, 'z', 0x30C}};

/// Letters whose lower case is `distance` further on: all of a range, or every second one of it.
struct UpperCase {
  char32_t first;
  char32_t last;
  char32_t step;
  char32_t distance;
};

constexpr UpperCase kUpperCase[] = {
    {U'A', U'Z', 1, 32},   {0xC0, 0xD6, 1, 32},    {0xD8, 0xDE, 1, 32},    {0x100, 0x12E, 2, 1},
    {0x132, 0x136, 2, 1},  {0x139, 0x147, 2, 1},   {0x14A, 0x176, 2, 1},   {0x179, 0x17D, 2, 1},
    {0x386, 0x386, 1, 38}, {0x388, 0x38A, 1, 37},  {0x38C, 0x38C, 1, 64},  {0x38E, 0x38F, 1, 63},
    {0x391, 0x3A1, 1, 32}, {0x3A3, 0x3AB, 1, 32},  {0x3C2, 0x3C2, 1, 1},   {0x400, 0x40F, 1, 80},
    {0x410, 0x42F, 1, 32}, {0x1E00, 0x1E94, 2, 1}, {0x1EA0, 0x1EFE, 2, 1}, {0xFF21, 0xFF3A, 1, 32}};

char32_t in_lower_case(char32_t c) {
  for (const UpperCase& range : kUpperCase) {
    if (c < range.first || c > range.last) continue;
    return (c - range.first) % range.step == 0 ? c + range.distance : c;
  }
  return c == 0x178 ? 0xFF : c;
}

void append_utf8(char32_t c, std::string& out) {
  const auto byte = [&](char32_t bits) { out += static_cast<char>(bits); };
  const auto tail = [&](char32_t shift) { byte(0x80U | ((c >> shift) & 0x3FU)); };
  if (c < 0x80) return byte(c);
  if (c < 0x800) {
    byte(0xC0U | (c >> 6U));
    return tail(0);
  }
  if (c < 0x10000) {
    byte(0xE0U | (c >> 12U));
  } else {
    byte(0xF0U | (c >> 18U));
    tail(12);
  }
  tail(6);
  tail(0);
}

void append_folded(char32_t c, std::string& key) {
  const char32_t lower = in_lower_case(c);
  const auto* const found = std::ranges::lower_bound(kComposed, lower, {}, &Composed::letter);
  if (found == std::end(kComposed) || found->letter != lower) return append_utf8(lower, key);
  key += found->base;
  append_utf8(found->mark, key);
}

bool is_ascii_digit(char byte) { return byte >= '0' && byte <= '9'; }

bool equals_in_lower_case(std::string_view text, std::string_view word) {
  return std::ranges::equal(
      text, word, {}, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
}

}  // namespace

std::optional<bool> truth_of(std::string_view text) {
  if (equals_in_lower_case(text, "true")) return true;
  if (equals_in_lower_case(text, "false")) return false;
  return std::nullopt;
}

std::string look_alike_key(std::string_view text) {
  std::string key;
  bool blank = false;  // between the last character of the key and the next one
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, static_cast<Index>(at));
    if (point.length == 0) {
      key += text[at++];
      continue;
    }
    if (is_blank_character(point.value)) {
      blank = true;
    } else if (!is_invisible(point.value)) {
      const bool between_digits =
          blank && !key.empty() && is_ascii_digit(key.back()) && is_ascii_digit(text[at]);
      if (between_digits) key += ' ';
      append_folded(point.value, key);
      blank = false;
    }
    at += static_cast<std::size_t>(point.length);
  }
  return key;
}

std::vector<std::vector<std::size_t>> look_alikes(const std::vector<std::string>& texts) {
  std::unordered_map<std::string, std::size_t> place;
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto [entry, is_new] = place.emplace(look_alike_key(texts[i]), groups.size());
    if (is_new) groups.emplace_back();
    groups[entry->second].push_back(i);
  }
  std::erase_if(groups, [](const auto& group) { return group.size() < 2; });
  return groups;
}

std::string listed_look_alikes(const std::vector<std::string>& texts,
                               const std::vector<std::size_t>& group) {
  std::string list;
  for (std::size_t i = 0; i < group.size(); ++i) {
    const bool last = i + 1 == group.size();
    list += fmt::format("{}\"{}\"",
                        i == 0 ? ""
                        : last ? " and "
                               : ", ",
                        shown(escaped_unseen(texts[group[i]])));
  }
  return list;
}

namespace {

// Of several spellings of true and false the levels take that of R.
void name_truths(const std::vector<std::string>& texts, LevelFolding& folding) {
  const auto is_truth = [](const std::string& text) { return truth_of(text).has_value(); };
  const auto spellings = std::ranges::count_if(texts, is_truth);
  if (spellings == std::ranges::count_if(folding.levels, is_truth)) return;
  for (std::string& level : folding.levels) {
    if (is_truth(level)) level = *truth_of(level) ? "TRUE" : "FALSE";
  }
}

}  // namespace

LevelFolding fold_levels(const std::vector<std::string>& texts, bool all) {
  LevelFolding folding;
  std::unordered_map<std::string, std::int32_t> level_of_key;
  for (const std::string& text : texts) {
    auto level = static_cast<std::int32_t>(folding.levels.size());
    if (all || truth_of(text)) {
      level = level_of_key.try_emplace(look_alike_key(text), level).first->second;
    }
    if (level == static_cast<std::int32_t>(folding.levels.size())) folding.levels.push_back(text);
    folding.level_of_text.push_back(level);
  }
  name_truths(texts, folding);
  return folding;
}

}  // namespace odds
