// Numbers as most files write them, read without help from the standard library.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace odds {

/// Bytes behind the last digit that read_plain_number may look at.
inline constexpr std::ptrdiff_t kNumberPadding = 8;

namespace number_detail {

/// 10^0, ..., 10^19 and their negatives: to divide by one of these gives a number its sign, without
/// a branch on it, which would be mispredicted half of the time.
inline constexpr std::array<std::array<double, 20>, 2> kSignedPowersOfTen = {
    {{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,
      1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19},
     {-1e0,  -1e1,  -1e2,  -1e3,  -1e4,  -1e5,  -1e6,  -1e7,  -1e8,  -1e9,
      -1e10, -1e11, -1e12, -1e13, -1e14, -1e15, -1e16, -1e17, -1e18, -1e19}}};

inline constexpr std::array<std::uint64_t, 9> kWholePowersOfTen = {
    1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};

/// How many of the eight bytes of `word`, from the lowest on, are at most 9.
inline int leading_digits(std::uint64_t word) {
  // 0x76 carries every other byte into the top bit; what that does to higher bytes is not looked
  // at.
  const std::uint64_t others = ((word + 0x7676767676767676U) | word) & 0x8080808080808080U;
  return std::countr_zero(others) / 8;
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
      std::uint64_t word = 0;
      std::memcpy(&word, text, sizeof word);
      word ^= 0x3030303030303030U;
      const int count = leading_digits(word);
      const int half = 4 * (8 - count);  // of the shift, which may be that of a whole word
      value = value * kWholePowersOfTen[static_cast<std::size_t>(count)] +
              value_of_digits(word << half << half);
      text += count;
      if (count < 8) return text;
    }
  }
  for (; *text >= '0' && *text <= '9'; ++text) {
    value = value * 10 + static_cast<std::uint64_t>(*text - '0');
  }
  return text;
}

}  // namespace number_detail

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
  constexpr std::uint64_t kLargestExact = std::uint64_t{1} << 53;
  const std::size_t negative = *text == '-' ? 1 : 0;
  text += negative;
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
  if (count < 1 || count > 19 || digits > kLargestExact) return nullptr;
  value = static_cast<double>(static_cast<std::int64_t>(digits)) /
          number_detail::kSignedPowersOfTen[negative][static_cast<std::size_t>(decimals)];
  return stop;
}

}  // namespace odds
