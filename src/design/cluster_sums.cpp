#include "design/cluster_sums.hpp"

#include "math/level_sums.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace odds {
namespace {

/// Numbers that are whole and below this in size have keys next to each other; others lie above.
constexpr double kWhole = 0x1p31;
constexpr std::uint64_t kOthers = std::uint64_t{1} << 32U;

std::uint64_t key_of(double number) {
  if (std::abs(number) < kWhole && number == std::floor(number)) {
    return static_cast<std::uint64_t>(number + kWhole);
  }
  return std::bit_cast<std::uint64_t>(number) + kOthers;
}

/// What stands for the value of used row i.
std::uint64_t key_of(const Binding& cells, Index i) {
  const auto r = static_cast<std::size_t>(i);
  if (!cells.codes.empty()) return static_cast<std::uint64_t>(cells.codes[r]);
  return key_of(cells.numbers[r]);
}

/// Keys of one column that lie so close together that all between them may have a bit.
bool are_close(std::span<const ClusterKey> keys, std::uint64_t least, std::uint64_t greatest) {
  constexpr std::uint64_t kBitsPerRow = 1024;
  const bool one_column =
      std::ranges::all_of(keys, [](const ClusterKey& k) { return k.second == 0; });
  return one_column && greatest - least < kBitsPerRow * keys.size() &&
         greatest - least < std::uint64_t{1} << 31U;
}

ObservedClusters among_close_keys(std::span<const ClusterKey> keys, std::uint64_t least) {
  std::vector<std::int32_t> codes;
  codes.reserve(keys.size());
  for (const ClusterKey& key : keys) codes.push_back(static_cast<std::int32_t>(key.first - least));
  const ObservedLevels levels = observed_levels(codes);
  ObservedClusters met;
  for (const std::int32_t level : levels.levels) {
    met.keys.emplace_back(least + static_cast<std::uint64_t>(level), 0);
  }
  met.place.assign(levels.place.begin(), levels.place.end());
  return met;
}

}  // namespace

std::vector<ClusterKey> cluster_keys(const RowBlock& block, std::span<const std::string> columns) {
  std::vector<ClusterKey> keys(static_cast<std::size_t>(block.rows));
  const Binding& first = block.bindings.at(columns.front());
  for (Index i = 0; i < block.rows; ++i) keys[static_cast<std::size_t>(i)].first = key_of(first, i);
  if (columns.size() < 2) return keys;
  const Binding& second = block.bindings.at(columns[1]);
  for (Index i = 0; i < block.rows; ++i) {
    keys[static_cast<std::size_t>(i)].second = key_of(second, i);
  }
  return keys;
}

ObservedClusters observed_clusters(std::span<const ClusterKey> keys) {
  if (keys.empty()) return {};
  const auto [least, greatest] = std::ranges::minmax(keys);
  if (are_close(keys, least.first, greatest.first)) return among_close_keys(keys, least.first);
  ObservedClusters met;
  std::vector<Index> order(keys.size());
  std::iota(order.begin(), order.end(), Index{0});
  const auto key = [&](Index i) { return keys[static_cast<std::size_t>(i)]; };
  if (!std::ranges::is_sorted(keys)) std::ranges::sort(order, {}, key);
  met.place.resize(keys.size());
  for (const Index i : order) {
    if (met.keys.empty() || met.keys.back() != key(i)) met.keys.push_back(key(i));
    met.place[static_cast<std::size_t>(i)] = static_cast<Index>(met.keys.size()) - 1;
  }
  return met;
}

}  // namespace odds
