// Moments of a column of numbers, block by block.
#pragma once

#include "design/design_plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <iterator>
#include <limits>
#include <tuple>

namespace odds {

/// Folds values into eight results side by side, where none waits for the one before, and merges
/// these. Which value goes where depends on its index alone.
template <class Values, class Step, class Merge>
double fold_lanes(const Values& values, double start, const Step& step, const Merge& merge) {
  constexpr std::size_t kLanes = 8;
  const double* const data = std::data(values);
  const auto size = static_cast<std::size_t>(std::size(values));
  std::array<double, kLanes> lanes;
  lanes.fill(start);
  std::size_t i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    for (std::size_t l = 0; l < kLanes; ++l) lanes[l] = step(lanes[l], data[i + l]);
  }
  for (std::size_t l = 0; i + l < size; ++l) lanes[l] = step(lanes[l], data[i + l]);
  for (std::size_t width = kLanes / 2; width > 0; width /= 2) {
    for (std::size_t l = 0; l < width; ++l) lanes[l] = merge(lanes[l], lanes[l + width]);
  }
  return lanes[0];
}

/// Count, mean, sum of squared deviations and range; merges exactly in the algebraic sense.
///
/// Source: Chan, Golub and LeVeque (1979), "Updating formulae and a pairwise algorithm for
/// computing sample variances", Stanford STAN-CS-79-773.
struct MomentSums {
  double count = 0.0;
  double mean = 0.0;
  double squares = 0.0;  ///< sum of squared deviations from the mean
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();
  bool zero_one = true;  ///< no value but 0 and 1

  /// The moments of the values themselves, in two passes over them; the second corrects the mean.
  template <class Values>
  static MomentSums of(const Values& values) {
    const auto add = std::plus<>();
    const auto smaller = [](double a, double b) { return std::min(a, b); };
    const auto larger = [](double a, double b) { return std::max(a, b); };
    const auto is_zero_one = [](double value) { return value == 0.0 || value == 1.0; };
    MomentSums sums;
    sums.count = static_cast<double>(std::size(values));
    if (sums.count == 0.0) return sums;
    sums.min = fold_lanes(values, sums.min, smaller, smaller);
    sums.max = fold_lanes(values, sums.max, larger, larger);
    sums.zero_one = std::all_of(std::begin(values), std::end(values), is_zero_one);
    sums.mean = fold_lanes(values, 0.0, add, add) / sums.count;
    const auto deviation = [&](double value) { return value - sums.mean; };
    sums.squares = fold_lanes(
        values, 0.0,
        [&](double sum, double value) { return sum + deviation(value) * deviation(value); }, add);
    const double rest = fold_lanes(  // 0 but for the rounding of the sum
        values, 0.0, [&](double sum, double value) { return sum + deviation(value); }, add);
    sums.mean += rest / sums.count;
    sums.squares -= rest * (rest / sums.count);
    return sums;
  }

  MomentSums& operator+=(const MomentSums& other) {
    if (other.count == 0.0) return *this;
    const double total = count + other.count;
    const double gap = other.mean - mean;
    mean += gap * (other.count / total);
    squares += other.squares + gap * gap * (count * other.count / total);
    count = total;
    min = std::min(min, other.min);
    max = std::max(max, other.max);
    zero_one = zero_one && other.zero_one;
    return *this;
  }

  auto fields() { return std::tie(count, mean, squares, min, max, zero_one); }

  Moments moments() const {
    return {.count = count,
            .mean = mean,
            .std_dev = count > 1.0 ? std::sqrt(squares / (count - 1.0)) : 0.0,
            .min = min,
            .max = max};
  }
};

}  // namespace odds
