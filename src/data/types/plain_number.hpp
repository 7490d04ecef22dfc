// Numbers as most files write them, read without help from the standard library.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace odds {

/// Bytes behind the last digit, or behind the first byte of a cell, that are looked at.
inline constexpr std::ptrdiff_t kNumberPadding = 24;

namespace number_detail {

/// 10^0, ..., 10^19, then their negatives: to divide by one of these gives a number its sign.
inline constexpr std::size_t kPowersOfTen = 20;
inline constexpr std::array<double, 2 * kPowersOfTen> kSignedPowersOfTen = {
    1e0,   1e1,   1e2,   1e3,   1e4,   1e5,   1e6,   1e7,   1e8,   1e9,   //
    1e10,  1e11,  1e12,  1e13,  1e14,  1e15,  1e16,  1e17,  1e18,  1e19,  //
    -1e0,  -1e1,  -1e2,  -1e3,  -1e4,  -1e5,  -1e6,  -1e7,  -1e8,  -1e9,  //
    -1e10, -1e11, -1e12, -1e13, -1e14, -1e15, -1e16, -1e17, -1e18, -1e19};

inline constexpr std::array<std::uint64_t, 9> kWholePowersOfTen = {
    1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};

/// The top bit of the lowest byte of `word` above 9, and perhaps of others above that one.
inline std::uint64_t bytes_above_nine(std::uint64_t word) {
  // 0x76 carries such a byte into the top bit, and maybe the next byte as well.
  return ((word + 0x7676767676767676U) | word) & 0x8080808080808080U;
}

/// The eight bytes at `text`, the first of them the lowest; digits become their values.
inline std::uint64_t load_digits(const char* text) {
  std::uint64_t word = 0;
  std::memcpy(&word, text, sizeof word);
  return word ^ 0x3030303030303030U;
}

/// The word with its first `count` bytes, 0 to 8, in the last places behind zeros.
inline std::uint64_t last_places(std::uint64_t word, int count) {
  const int half = 4 * (8 - count);  // of the shift, which may be that of a whole word
  return word << half << half;
}

/// The number that eight digits, the first in the lowest byte, are written as.
inline std::uint64_t value_of_digits(std::uint64_t digits) {
  constexpr std::uint64_t kEveryFourth = 0x000000FF000000FFU;
  digits = digits * 10 + (digits >> 8U);  // pairs, in every second byte
  return ((digits & kEveryFourth) * ((std::uint64_t{1'000'000} << 32U) + 100) +
          ((digits >> 16U) & kEveryFourth) * ((std::uint64_t{10'000} << 32U) + 1)) >>
         32U;
}

/// Appends the digits at `text` to `value`, modulo 2^64; returns the first position that is no
/// digit.
inline const char* read_digits(const char* text, std::uint64_t& value) {
  if constexpr (std::endian::native == std::endian::little) {
    for (;;) {
      const std::uint64_t word = load_digits(text);
      const int count = std::countr_zero(bytes_above_nine(word)) / 8;
      value = value * kWholePowersOfTen[static_cast<std::size_t>(count)] +
              value_of_digits(last_places(word, count));
      text += count;
      if (count < 8) return text;
    }
  }
  for (; *text >= '0' && *text <= '9'; ++text) {
    value = value * 10 + static_cast<std::uint64_t>(*text - '0');
  }
  return text;
}

/// Bytes before the first `mark` or '\n' among the 16 at `text`; 16 if there is none.
inline int bytes_before(const char* text, char mark) {
#ifdef __SSE2__
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
  const __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(mark)),
                                    _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')));
  return std::countr_zero(static_cast<std::uint32_t>(_mm_movemask_epi8(ends)) | 1U << 16U);
#else
  int count = 0;
  while (count < 16 && text[count] != mark && text[count] != '\n') ++count;
  return count;
#endif
}

/// digits / 10^decimals, negative where `sign` is 1 and not 0. It is part of an index here because
/// a branch on it would be mispredicted half of the time, and compilers make one of `?:`.
inline double scaled(std::uint64_t digits, std::size_t sign, std::ptrdiff_t decimals) {
  return static_cast<double>(static_cast<std::int64_t>(digits)) /
         kSignedPowersOfTen[sign * kPowersOfTen + static_cast<std::size_t>(decimals)];
}

inline bool is_digit_or(char mark, char byte) {
  return (byte >= '0' && byte <= '9') || byte == mark;
}

/// As read_short_number, of a cell of `length` bytes whose first `sign` ones are its sign, wherever
/// its mark is, if it has one.
inline const char* read_short_digits(const char* text, int length, int sign, char decimal,
                                     double& value) {
  const char* const digits = text + sign;
  const int size = length - sign;
  if (!is_digit_or(decimal, *digits) || length >= 16) return nullptr;
  const int whole = std::min(bytes_before(digits, decimal), size);
  const int decimals = std::max(size - whole - 1, 0);
  if (whole > 8 || decimals > 8 || whole + decimals == 0) return nullptr;
  const std::uint64_t before = last_places(load_digits(digits), whole);
  const std::uint64_t behind = last_places(load_digits(digits + whole + 1), decimals);
  if ((bytes_above_nine(before) | bytes_above_nine(behind)) != 0) return nullptr;
  const std::uint64_t all =
      value_of_digits(before) * kWholePowersOfTen[static_cast<std::size_t>(decimals)] +
      value_of_digits(behind);
  value = scaled(all, static_cast<std::size_t>(sign), decimals);
  return text + length;
}

}  // namespace number_detail

/// Whether a plain number may begin with `byte`: most texts end here.
inline bool may_begin_number(char byte, char decimal) {
  return byte == '-' || number_detail::is_digit_or(decimal, byte);
}

/// Reads the most common of all cells: an optional '-', at most eight digits, and perhaps the mark
/// and at most eight decimals, 15 bytes in all, up to `delimiter` or '\n'. Returns where these
/// stand; nullptr: it is another cell.
///
/// The same value as from read_plain_number, in three quarters of the time: where the cell ends is
/// known without its digits, so that the processor can begin with the next one. Most have one digit
/// before the mark; nothing must be looked for then. kNumberPadding bytes must be readable from
/// `text` on.
inline const char* read_short_number(const char* text, char delimiter, char decimal,
                                     double& value) {
  if constexpr (std::endian::native != std::endian::little) return nullptr;
  const int length = number_detail::bytes_before(text, delimiter);
  const int sign = *text == '-' ? 1 : 0;
  const std::uint64_t first = static_cast<std::uint64_t>(text[sign]) - std::uint64_t{'0'};
  const int decimals = length - sign - 2;
  if (first > 9 || text[sign + 1] != decimal || decimals < 0 || decimals > 8) {
    return number_detail::read_short_digits(text, length, sign, decimal, value);
  }
  const std::uint64_t word =
      number_detail::last_places(number_detail::load_digits(text + sign + 2), decimals);
  if (number_detail::bytes_above_nine(word) != 0) return nullptr;
  const std::uint64_t digits =
      first * number_detail::kWholePowersOfTen[static_cast<std::size_t>(decimals)] +
      number_detail::value_of_digits(word);
  value = number_detail::scaled(digits, static_cast<std::size_t>(sign), decimals);
  return text + length;
}

/// Reads an optional '-', at most 19 digits and at most one decimal mark; returns the position
/// behind them. nullptr: there is no such number at `text`, and `parse_number` must decide.
///
/// Exact: the digits are an integer of at most 53 bits and the power of ten is a double, so that
/// the one division rounds correctly (Clinger 1990, "How to read floating point numbers
/// accurately", PLDI).
///
/// A byte that is neither a digit nor the mark must follow the number, and kNumberPadding bytes
/// must be readable from there on.
inline const char* read_plain_number(const char* text, char decimal, double& value) {
  constexpr std::uint64_t kLargestExactDigits = std::uint64_t{1} << 53;
  const std::size_t sign = *text == '-' ? 1 : 0;
  text += sign;
  // One digit before the mark is what most numbers have; nothing must be counted then.
  std::uint64_t digits = static_cast<std::uint64_t>(*text) - std::uint64_t{'0'};
  const char* stop = text + 1;
  if (digits > 9 || *stop != decimal) {
    digits = 0;
    stop = number_detail::read_digits(text, digits);
  }
  std::ptrdiff_t count = stop - text;
  std::ptrdiff_t decimals = 0;
  if (*stop == decimal) {
    const char* const mark = stop;
    stop = number_detail::read_digits(mark + 1, digits);
    decimals = stop - mark - 1;
    count += decimals;
  }
  if (count < 1 || count > 19 || digits > kLargestExactDigits) return nullptr;
  value = number_detail::scaled(digits, sign, decimals);
  return stop;
}

}  // namespace odds
