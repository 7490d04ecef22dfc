#include "base/utf8.hpp"

#include <algorithm>
#include <iterator>

namespace odds {
namespace {

struct LeadByte {
  Index length;
  char32_t bits;
  char32_t least;  // smaller values have a shorter form
};

LeadByte lead_byte(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if (byte >= 0xC2 && byte < 0xE0) return {2, byte & 0x1FU, 0x80};
  if (byte >= 0xE0 && byte < 0xF0) return {3, byte & 0x0FU, 0x800};
  if (byte >= 0xF0 && byte < 0xF5) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

bool is_scalar(char32_t value) {
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  return !surrogate && value <= 0x10FFFF;
}

struct CharacterRange {
  char32_t first;
  char32_t last;
};

/// Categories Cc, Cf, Zl and Zp, ascending, without the joiners and the visible signs of Arabic and
/// Syriac (U+0600 to U+0605, U+06DD, U+070F, U+0890, U+0891, U+08E2).
constexpr CharacterRange kObeyed[] = {{0x0000, 0x001F},   {0x007F, 0x009F},   {0x00AD, 0x00AD},
                                      {0x061C, 0x061C},   {0x180E, 0x180E},   {0x200B, 0x200B},
                                      {0x200E, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F},
                                      {0xFEFF, 0xFEFF},   {0xFFF9, 0xFFFB},   {0x110BD, 0x110BD},
                                      {0x110CD, 0x110CD}, {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3},
                                      {0x1D173, 0x1D17A}, {0xE0000, 0xE007F}};

}  // namespace

bool is_obeyed(char32_t c) {
  const auto* const range = std::ranges::lower_bound(kObeyed, c, {}, &CharacterRange::last);
  return range != std::end(kObeyed) && range->first <= c;
}

CodePoint code_point_at(std::string_view text, Index offset) {
  const auto first = static_cast<std::size_t>(offset);
  const LeadByte lead = lead_byte(static_cast<unsigned char>(text[first]));
  const auto length = static_cast<std::size_t>(lead.length);
  if (length == 0 || text.size() - first < length) return {};
  char32_t value = lead.bits;
  for (const char c : text.substr(first + 1, length - 1)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80U) return {};
    value = (value << 6U) | (byte & 0x3FU);
  }
  if (value < lead.least || !is_scalar(value)) return {};
  return {value, lead.length};
}

}  // namespace odds
