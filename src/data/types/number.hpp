// The text of one cell as a double.
#pragma once

#include <odds/types.hpp>

#include <string>
#include <string_view>

namespace odds {

/// The kind of number that a text is.
///
/// | kind       | example    | value                                                     |
/// |------------|------------|-----------------------------------------------------------|
/// | finite     | `-2.5e3`   | the nearest double                                        |
/// | underflow  | `1e-400`   | 0, with the sign of the text                              |
/// | typeset    | `−5`       | -5: the minus sign is that of print, U+2212               |
/// | rounded    | `2^53 + 1` | the nearest double; the text is an integer and differs    |
/// | infinite   | `-Inf`     | none                                                      |
/// | overflow   | `1e400`    | none: beyond the largest double                           |
/// | other_mark | `2,5`      | none: a number if the decimal mark were the other one     |
/// | grouped    | `1,234`    | none: digits in groups of three                           |
/// | none       | `n/a`      | none; hexadecimal, `1d5` and NaN are no numbers either    |
enum class NumberKind {
  finite,
  underflow,
  typeset,
  rounded,
  infinite,
  overflow,
  other_mark,
  grouped,
  none
};

struct Number {
  NumberKind kind = NumberKind::none;
  double value = 0.0;
};

/// Whether the text has a value.
inline bool is_usable(NumberKind kind) {
  return kind == NumberKind::finite || kind == NumberKind::underflow ||
         kind == NumberKind::typeset || kind == NumberKind::rounded;
}

/// Reads `text`, which has no blanks around it. Correctly rounded to the nearest double, whatever
/// the locale (std::from_chars). A leading '+' is allowed. `decimal` is '.' or ','.
Number parse_number(std::string_view text, char decimal);

/// The shortest text that reads back as `value`; integers below 1e15 without an exponent.
std::string canonical_number(double value);

/// `text` without the spaces and tabs at its ends.
inline std::string_view trim_blanks(std::string_view text) {
  const auto blank = [](char byte) { return byte == ' ' || byte == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace odds
