// Random numbers as functions of where they are used, not of what was drawn before.
#pragma once

#include <cstdint>

namespace odds {

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014, OOPSLA): every bit of the result
/// depends on every bit of x.
constexpr std::uint64_t mixed_bits(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

/// A sequence of 64-bit numbers that is random access: SplitMix64's from a start that the seed and
/// the number of the stream decide.
class RandomStream {
 public:
  constexpr RandomStream(std::uint64_t seed, std::uint64_t stream)
      : start_(mixed_bits(mixed_bits(seed + kGolden) + stream)) {}

  constexpr std::uint64_t bits(std::uint64_t place) const {
    return mixed_bits(start_ + (place + 1) * kGolden);
  }

  /// A whole number below `bound`: the upper half of a product, whose bias is bound / 2^64.
  constexpr std::uint64_t below(std::uint64_t bound, std::uint64_t place) const {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>((static_cast<Wide>(bits(place)) * bound) >> 64U);
  }

  /// Uniform in (0, 1): the middles of 2^53 equal parts.
  constexpr double uniform(std::uint64_t place) const {
    return (static_cast<double>(bits(place) >> 11U) + 0.5) * 0x1p-53;
  }

 private:
  static constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15U;  // 2^64 over the golden ratio

  std::uint64_t start_;
};

}  // namespace odds
