// The text of one cell as a double.
#pragma once

#include <odds/types.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace odds {

/// What a text is as a number.
///
/// | kind       | example    | value                                                     |
/// |------------|------------|-----------------------------------------------------------|
/// | finite     | `-2.5e3`   | the nearest double                                        |
/// | underflow  | `1e-400`   | 0, with the sign of the text                              |
/// | rounded    | `2^53 + 1` | the nearest double; the text is an integer and differs    |
/// | infinite   | `-Inf`     | none                                                      |
/// | overflow   | `1e400`    | none: beyond the largest double                           |
/// | other_mark | `2,5`      | none: a number if the decimal mark were the other one     |
/// | grouped    | `1,234`    | none: digits in groups of three                           |
/// | none       | `n/a`      | none; hexadecimal, `1d5` and NaN are no numbers either    |
enum class NumberKind { finite, underflow, rounded, infinite, overflow, other_mark, grouped, none };

struct Number {
  NumberKind kind = NumberKind::none;
  double value = 0.0;
};

/// Whether the text has a value.
inline bool is_usable(NumberKind kind) {
  return kind == NumberKind::finite || kind == NumberKind::underflow || kind == NumberKind::rounded;
}

/// Reads `text`, which has no blanks around it. Correctly rounded to the nearest double, whatever
/// the locale (std::from_chars). A leading '+' is allowed. `decimal` is '.' or ','.
Number parse_number(std::string_view text, char decimal);

/// The shortest text that reads back as `value`; integers below 1e15 without an exponent.
std::string canonical_number(double value);

/// `text` without the spaces and tabs at its ends.
std::string_view trim_blanks(std::string_view text);

namespace number_detail {

inline constexpr std::array<double, 20> kPowersOfTen = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,
                                                        1e7,  1e8,  1e9,  1e10, 1e11, 1e12, 1e13,
                                                        1e14, 1e15, 1e16, 1e17, 1e18, 1e19};

/// Appends the digits at `text` to `value`; returns the first position that is no digit.
inline const char* read_digits(const char* text, const char* end, std::uint64_t& value) {
  for (; text != end; ++text) {
    const auto digit = static_cast<unsigned>(static_cast<unsigned char>(*text)) - unsigned{'0'};
    if (digit > 9) break;
    value = value * 10 + digit;
  }
  return text;
}

}  // namespace number_detail

/// Reads a number as most files write them: an optional '-', at most 19 digits, at most one
/// decimal mark. False: `parse_number` must decide.
///
/// Exact: the digits are an integer of at most 53 bits and the power of ten is a double, so that
/// the one division rounds correctly (Clinger 1990, "How to read floating point numbers
/// accurately", PLDI).
inline bool parse_plain_number(const char* text, const char* end, char decimal, double& value) {
  constexpr std::uint64_t kLargestExact = std::uint64_t{1} << 53;
  const bool negative = text != end && *text == '-';
  if (negative) ++text;
  std::uint64_t digits = 0;
  const char* const mark = number_detail::read_digits(text, end, digits);
  const char* stop = mark;
  std::ptrdiff_t decimals = 0;
  if (mark != end && *mark == decimal) {
    stop = number_detail::read_digits(mark + 1, end, digits);
    decimals = stop - mark - 1;
  }
  const std::ptrdiff_t count = (mark - text) + decimals;
  if (stop != end || count < 1 || count > 19 || digits > kLargestExact) return false;
  const double magnitude = static_cast<double>(static_cast<std::int64_t>(digits)) /
                           number_detail::kPowersOfTen[static_cast<std::size_t>(decimals)];
  value = negative ? -magnitude : magnitude;
  return true;
}

}  // namespace odds
