#include "math/utf8.hpp"

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

}  // namespace

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
