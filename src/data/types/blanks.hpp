// Characters that cannot be seen: blanks of all kinds, and those without a width.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace odds {

/// Whether the character is a blank (White_Space of Unicode 15), as a no-break space is.
bool is_blank_character(char32_t c);

/// Whether it is neither seen nor takes room: U+200B to U+200D, U+FEFF, soft hyphens, marks of
/// direction and the like.
bool is_invisible(char32_t c);

namespace blanks_detail {
std::string_view trim_all(std::string_view text);
inline bool is_seen(char byte) { return byte > ' ' && byte < '\x7F'; }
}  // namespace blanks_detail

/// `text` without the blanks and invisible characters at its ends. A look at two bytes for most
/// texts.
inline std::string_view trim_unseen(std::string_view text) {
  if (text.empty()) return text;
  const bool seen = blanks_detail::is_seen(text.front()) && blanks_detail::is_seen(text.back());
  return seen ? text : blanks_detail::trim_all(text);
}

/// `text` as people can tell it from its look-alikes: blanks other than single ones between other
/// characters, what is not seen, and accents that stand behind their letter are spelled as
/// `\u00a0`.
std::string escaped_unseen(std::string_view text);

}  // namespace odds
