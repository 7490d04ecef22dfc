// Code points of UTF-8 text.
#pragma once

#include <odds/types.hpp>

#include <string_view>

namespace odds {

/// U+FEFF, which some programs write before all text.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct CodePoint {
  char32_t value = 0;
  Index length = 0;  ///< in bytes; 0: the bytes are no UTF-8
};

/// The code point that begins at byte `offset` < text.size(). Overlong forms, surrogates and
/// values above U+10FFFF are no UTF-8 (RFC 3629).
CodePoint code_point_at(std::string_view text, Index offset);

/// Whether a terminal or an editor obeys the character instead of showing it: controls (C0, DEL,
/// C1), line and paragraph separators, and format characters (general category Cf of Unicode 15),
/// among them the marks that turn the direction of text around. Not the joiners U+200C and U+200D.
bool is_obeyed(char32_t c);

/// Whether the character is one of the two joiners, which spell words of many scripts, and emoji,
/// but are invisible between letters that do not join.
inline bool is_joiner(char32_t c) { return c == 0x200C || c == 0x200D; }

}  // namespace odds
