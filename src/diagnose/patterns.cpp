#include "diagnose/patterns.hpp"

#include "likelihood/model_likelihood.hpp"
#include "math/radix_sort.hpp"
#include "math/random_bits.hpp"
#include "parallel/block_reduce.hpp"

#include <algorithm>
#include <bit>

namespace odds {
namespace {

constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15U;  // that a column of zeros counts, too

/// The bits of a number, of 0 and -0 the same.
std::uint64_t bits_of(double value) { return std::bit_cast<std::uint64_t>(value + 0.0); }

template <class Bits>
void add_to_hashes(std::vector<std::uint64_t>& hashes, Bits bits) {
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    hashes[i] = mixed_bits(hashes[i] + kStep + bits(static_cast<Index>(i)));
  }
}

void add_indicators(const IndicatorGroup& group, std::vector<std::uint64_t>& hashes) {
  const bool plain = group.multiplier.empty();
  const auto value = [&](std::size_t i) {
    return group.code[i] < 0 ? 0.0 : plain ? 1.0 : group.multiplier[i];
  };
  add_to_hashes(hashes, [&](Index i) {
    const auto row = static_cast<std::size_t>(i);
    return value(row) == 0.0 ? 0U : static_cast<std::uint64_t>(group.code[row]) + 1U;
  });
  if (!plain) {
    add_to_hashes(hashes, [&](Index i) { return bits_of(value(static_cast<std::size_t>(i))); });
  }
}

}  // namespace

std::vector<std::uint64_t> row_hashes(const DesignRows& rows) {
  std::vector<std::uint64_t> hashes(static_cast<std::size_t>(rows.rows()));
  for (Index j = 0; j < static_cast<Index>(rows.x.dense_columns.size()); ++j) {
    add_to_hashes(hashes, [&](Index i) { return bits_of(rows.x.dense(i, j)); });
  }
  for (const IndicatorGroup& group : rows.x.indicators) add_indicators(group, hashes);
  add_to_hashes(hashes, [&](Index i) { return bits_of(rows.offset[i]); });
  if (rows.limit.size() > 0) {
    add_to_hashes(hashes, [&](Index i) { return bits_of(rows.limit[i]); });
  }
  return hashes;
}

std::vector<PatternKey> pattern_keys(const DesignRows& rows, const Vector& eta) {
  const std::vector<std::uint64_t> hashes = row_hashes(rows);
  std::vector<PatternKey> keys;
  keys.reserve(hashes.size());
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    keys.emplace_back(radix_detail::ordered_bits(eta[static_cast<Index>(i)] + 0.0), hashes[i]);
  }
  return keys;
}

Index place_of(const PatternKey& key, const PatternTotals& totals) {
  return std::ranges::lower_bound(totals.keys, key) - totals.keys.begin();
}

PatternTotals pattern_totals(const DesignReader& reader, const Model& model,
                             const Execution& execution) {
  return sum_over_blocks(
      reader, execution, PatternTotals(),
      [&](DesignRows& rows) {
        const std::vector<PatternKey> keys =
            pattern_keys(rows, linear_predictor(rows, model.coefficients));
        std::vector<PatternKey> distinct = keys;
        std::ranges::sort(distinct);
        distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
        PatternTotals totals(std::move(distinct), 2);
        for (Index i = 0; i < rows.rows(); ++i) {
          auto column = totals.values.col(place_of(keys[static_cast<std::size_t>(i)], totals));
          column[0] += rows.weight[i] * rows.share[i];
          column[1] += rows.weight[i];
        }
        return totals;
      },
      "covariate patterns");
}

}  // namespace odds
