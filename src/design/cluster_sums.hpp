// Rows by cluster, and what adds up over the rows of each.
#pragma once

#include "design/row_reader.hpp"
#include "math/keyed_sums.hpp"
#include "math/linear_algebra.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace odds {

/// Which cluster a row is in: what stands for its value in a column, and in a second one, 0 without
/// that. Keys of one table can be compared with each other; their order has no meaning but is the
/// same for each reading.
using ClusterKey = std::pair<std::uint64_t, std::uint64_t>;

/// The cluster of each used row of a block, by the values in one or two columns of its roles.
/// -0 and 0 are one value.
std::vector<ClusterKey> cluster_keys(const RowBlock& block, std::span<const std::string> columns);

/// The clusters that some rows have, and where among them that of each row stands.
struct ObservedClusters {
  std::vector<ClusterKey> keys;  ///< ascending, each once
  std::vector<Index> place;      ///< rows; the row's cluster is keys[place]
};

/// O(rows log rows); O(rows) for whole numbers or texts of one column, if their keys are not more
/// than 1000 times as many as the rows, and where rows of a cluster lie together and keys ascend.
ObservedClusters observed_clusters(std::span<const ClusterKey> keys);

/// Sums by cluster. Memory: width x clusters.
using ClusterSums = KeyedSums<ClusterKey>;

}  // namespace odds
