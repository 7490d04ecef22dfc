#include "math/level_sums.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

namespace odds {
namespace {

constexpr std::size_t kWordBits = 64;

/// The number of bits that are 1, by adding up neighbours: for machines in general std::popcount is
/// a call into the compiler's library.
std::int32_t count_bits(std::uint64_t word) {
  word -= word >> 1U & 0x5555555555555555U;
  word = (word & 0x3333333333333333U) + (word >> 2U & 0x3333333333333333U);
  word = (word + (word >> 4U)) & 0x0f0f0f0f0f0f0f0fU;
  return static_cast<std::int32_t>(word * 0x0101010101010101U >> 56U);
}

struct LevelRange {
  std::int32_t least = std::numeric_limits<std::int32_t>::max();
  std::int32_t greatest = -1;  ///< -1: no level was met

  std::size_t size() const { return static_cast<std::size_t>(greatest - least) + 1; }
};

LevelRange range_of(std::span<const std::int32_t> code) {
  LevelRange range;
  for (const std::int32_t level : code) {
    if (level >= 0) range.least = std::min(range.least, level);
    range.greatest = std::max(range.greatest, level);
  }
  return range;
}

/// The levels from the least to the greatest one that was met, one bit each.
class LevelBits {
 public:
  LevelBits(std::int32_t least, std::int32_t greatest)
      : least_(least), words_(offset(greatest) / kWordBits + 1) {}

  void add(std::int32_t level) {
    words_[offset(level) / kWordBits] |= std::uint64_t{1} << (offset(level) % kWordBits);
  }

  /// All levels that were added. From then on `place` may be asked.
  std::vector<std::int32_t> ascending() {
    std::vector<std::int32_t> levels;
    before_.reserve(words_.size());
    for (std::size_t w = 0; w < words_.size(); ++w) {
      before_.push_back(static_cast<std::int32_t>(levels.size()));
      for (std::uint64_t bits = words_[w]; bits != 0; bits &= bits - 1) {
        levels.push_back(least_ + static_cast<std::int32_t>(w * kWordBits) +
                         std::countr_zero(bits));
      }
    }
    return levels;
  }

  /// How many of the levels are smaller.
  std::int32_t place(std::int32_t level) const {
    const std::uint64_t smaller = (std::uint64_t{1} << (offset(level) % kWordBits)) - 1;
    const std::size_t w = offset(level) / kWordBits;
    return before_[w] + count_bits(words_[w] & smaller);
  }

 private:
  std::size_t offset(std::int32_t level) const {
    return static_cast<std::size_t>(level) - static_cast<std::size_t>(least_);
  }

  std::int32_t least_;
  std::vector<std::uint64_t> words_;
  std::vector<std::int32_t> before_;  // levels in the words before each word
};

/// Of levels that lie so close together that all between them may have a count.
LevelSums count_close_levels(std::span<const std::int32_t> code, const LevelRange& range) {
  std::vector<std::int32_t> counts(range.size());
  for (const std::int32_t level : code) {
    if (level >= 0) ++counts[static_cast<std::size_t>(level - range.least)];
  }
  std::vector<std::int32_t> met;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    if (counts[k] > 0) met.push_back(range.least + static_cast<std::int32_t>(k));
  }
  LevelSums sums(std::move(met), 1);
  for (std::size_t k = 0; k < sums.keys.size(); ++k) {
    sums.values(0, static_cast<Index>(k)) =
        counts[static_cast<std::size_t>(sums.keys[k] - range.least)];
  }
  return sums;
}

}  // namespace

ObservedLevels observed_levels(std::span<const std::int32_t> code) {
  constexpr std::int32_t kNone = -1;
  ObservedLevels met;
  met.place.assign(code.size(), kNone);
  const LevelRange range = range_of(code);
  if (range.greatest < 0) return met;
  LevelBits bits(range.least, range.greatest);
  for (const std::int32_t level : code) {
    if (level >= 0) bits.add(level);
  }
  met.levels = bits.ascending();
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i] >= 0) met.place[i] = bits.place(code[i]);
  }
  return met;
}

LevelSums count_levels(std::span<const std::int32_t> code) {
  const LevelRange range = range_of(code);
  if (range.greatest < 0) return {};
  if (range.size() <= code.size()) return count_close_levels(code, range);
  ObservedLevels met = observed_levels(code);
  LevelSums counts(std::move(met.levels), 1);
  for (const std::int32_t place : met.place) {
    if (place >= 0) counts.values(0, place) += 1.0;
  }
  return counts;
}

}  // namespace odds
