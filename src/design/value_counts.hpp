// The distinct values of a number and how often each is there.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace odds {

/// Distinct values, ascending, with counts, which need not be whole; adds up over parts of the
/// rows. Memory: 16 bytes a distinct value.
class ValueCounts {
 public:
  ValueCounts() = default;

  /// Each of `numbers` once.
  explicit ValueCounts(std::span<const double> numbers) {
    std::vector<double> sorted(numbers.begin(), numbers.end());
    std::ranges::sort(sorted);
    for (const double value : sorted) add(value, 1.0);
  }

  /// Each of `numbers` as often as `counts` says.
  ValueCounts(std::span<const double> numbers, std::span<const double> counts) {
    std::vector<std::size_t> order(numbers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return numbers[i]; });
    for (const std::size_t i : order) add(numbers[i], counts[i]);
  }

  ValueCounts& operator+=(const ValueCounts& other) {
    if (other.each_.empty()) return *this;
    ValueCounts both;
    both.each_.reserve(each_.size() + other.each_.size());
    auto theirs = other.each_.begin();
    for (const auto& [value, count] : each_) {
      for (; theirs != other.each_.end() && theirs->first < value; ++theirs) {
        both.add(theirs->first, theirs->second);
      }
      both.add(value, count);
    }
    for (; theirs != other.each_.end(); ++theirs) both.add(theirs->first, theirs->second);
    return *this = std::move(both);
  }

  const std::vector<std::pair<double, double>>& each() const { return each_; }
  bool empty() const { return each_.empty(); }
  auto fields() { return std::tie(each_); }

  /// The quantile of R's type 7 (Hyndman and Fan 1996, American Statistician 50) of the values,
  /// each as often as it counts. Requires values, and 0 <= share <= 1.
  double quantile(double share) const {
    double total = 0.0;
    for (const auto& [value, count] : each_) total += count;
    const double place = (total - 1.0) * share;
    const double low = std::floor(place);
    const double below = at_rank(low);
    return below + (place - low) * (at_rank(low + 1.0) - below);
  }

 private:
  /// `value` is not below the last one.
  void add(double value, double count) {
    if (each_.empty() || each_.back().first != value) each_.emplace_back(value, 0.0);
    each_.back().second += count;
  }

  /// The value of the observation with so many before it.
  double at_rank(double rank) const {
    double seen = 0.0;
    for (const auto& [value, count] : each_) {
      seen += count;
      if (rank < seen) return value;
    }
    return each_.back().first;
  }

  std::vector<std::pair<double, double>> each_;
};

}  // namespace odds
