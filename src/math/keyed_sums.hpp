// Sums by key, of which a part of the rows meets only a few.
#pragma once

#include "math/linear_algebra.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <tuple>
#include <utility>
#include <vector>

namespace odds {

/// `width` sums for each of the keys that were met. Adds up over parts of the rows: the sums of a
/// few rows take the memory of their own keys, not of all that there are.
template <class Key>
struct KeyedSums {
  std::vector<Key> keys;  ///< ascending, each once
  Matrix values;          ///< width x keys.size()

  KeyedSums() = default;

  /// All sums are 0.
  KeyedSums(std::vector<Key> met, Index width)
      : keys(std::move(met)), values(Matrix::Zero(width, static_cast<Index>(keys.size()))) {}

  /// The union of the keys. Both have the same width, unless one is empty.
  KeyedSums& operator+=(const KeyedSums& other) {
    if (other.keys.empty()) return *this;
    if (keys.empty()) return *this = other;
    if (keys == other.keys) {
      values += other.values;
      return *this;
    }
    std::vector<Key> both;
    both.reserve(keys.size() + other.keys.size());
    std::ranges::set_union(keys, other.keys, std::back_inserter(both));
    if (both.size() > keys.size()) {
      KeyedSums all(std::move(both), values.rows());
      all.add_part(*this);
      *this = std::move(all);
    }
    add_part(other);
    return *this;
  }
  auto fields() { return std::tie(keys, values); }

 private:
  /// Adds the sums of `part`, all of whose keys are here.
  void add_part(const KeyedSums& part) {
    const auto width = static_cast<std::size_t>(values.rows());
    const double* from = part.values.data();
    std::size_t at = 0;
    for (const Key& key : part.keys) {
      while (keys[at] != key) ++at;
      double* to = values.data() + at * width;
      for (std::size_t k = 0; k < width; ++k) to[k] += from[k];
      from += width;
    }
  }
};

}  // namespace odds
