#include "inference/cluster_sums.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace odds {
namespace {

/// What stands for the value of used row i. `+ 0.0` makes 0 of -0.
std::uint64_t key_of(const Binding& cells, Index i) {
  const auto r = static_cast<std::size_t>(i);
  if (!cells.codes.empty()) return static_cast<std::uint64_t>(cells.codes[r]);
  return std::bit_cast<std::uint64_t>(cells.numbers[r] + 0.0);
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
