#include "math/level_sums.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <limits>
#include <utility>

namespace odds {
namespace {

constexpr std::size_t kWordBits = 64;

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
    return before_[w] + std::popcount(words_[w] & smaller);
  }

 private:
  std::size_t offset(std::int32_t level) const {
    return static_cast<std::size_t>(level) - static_cast<std::size_t>(least_);
  }

  std::int32_t least_;
  std::vector<std::uint64_t> words_;
  std::vector<std::int32_t> before_;  // levels in the words before each word
};

/// The levels that are in one of the two.
std::vector<std::int32_t> united(const std::vector<std::int32_t>& a,
                                 const std::vector<std::int32_t>& b) {
  std::vector<std::int32_t> both;
  both.reserve(a.size() + b.size());
  std::ranges::set_union(a, b, std::back_inserter(both));
  return both;
}

/// Adds the sums of `part` to those of `all`, which has all of its levels.
void add_sums(const LevelSums& part, LevelSums& all) {
  const auto width = static_cast<std::size_t>(part.values.rows());
  const double* from = part.values.data();
  std::size_t at = 0;
  for (const std::int32_t level : part.levels) {
    while (all.levels[at] != level) ++at;
    double* to = all.values.data() + at * width;
    for (std::size_t k = 0; k < width; ++k) to[k] += from[k];
    from += width;
  }
}

}  // namespace

MetLevels met_levels(std::span<const std::int32_t> code) {
  constexpr std::int32_t kNone = -1;
  MetLevels met;
  met.place.assign(code.size(), kNone);
  std::int32_t least = std::numeric_limits<std::int32_t>::max();
  std::int32_t greatest = kNone;
  for (const std::int32_t level : code) {
    if (level >= 0) least = std::min(least, level);
    greatest = std::max(greatest, level);
  }
  if (greatest < 0) return met;
  LevelBits bits(least, greatest);
  for (const std::int32_t level : code) {
    if (level >= 0) bits.add(level);
  }
  met.levels = bits.ascending();
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i] >= 0) met.place[i] = bits.place(code[i]);
  }
  return met;
}

LevelSums::LevelSums(std::vector<std::int32_t> met, Index width)
    : levels(std::move(met)), values(Matrix::Zero(width, static_cast<Index>(levels.size()))) {}

LevelSums& LevelSums::operator+=(const LevelSums& other) {
  if (other.levels.empty()) return *this;
  if (levels.empty()) return *this = other;
  if (levels == other.levels) {
    values += other.values;
    return *this;
  }
  std::vector<std::int32_t> both = united(levels, other.levels);
  if (both.size() > levels.size()) {
    LevelSums all(std::move(both), values.rows());
    add_sums(*this, all);
    *this = std::move(all);
  }
  add_sums(other, *this);
  return *this;
}

LevelSums count_levels(std::span<const std::int32_t> code) {
  MetLevels met = met_levels(code);
  LevelSums counts(std::move(met.levels), 1);
  for (const std::int32_t place : met.place) {
    if (place >= 0) counts.values(0, place) += 1.0;
  }
  return counts;
}

}  // namespace odds
