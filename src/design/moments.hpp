// Moments of a column of numbers, block by block.
#pragma once

#include "design/design_plan.hpp"

#include <odds/types.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <tuple>

namespace odds {

/// Calls `add` with an array of eight values after the other, the last one filled up. Sums of such
/// arrays are eight sums, none of which waits for the one before; which value goes where depends on
/// its index alone.
template <class Values, class Add>
void for_each_eight(const Values& values, double filler, Add add) {
  using Eight = Eigen::Array<double, 8, 1>;
  const double* const data = std::data(values);
  const auto size = static_cast<Index>(std::size(values));
  const Index whole = size / Eight::RowsAtCompileTime * Eight::RowsAtCompileTime;
  for (Index i = 0; i < whole; i += Eight::RowsAtCompileTime) {
    add(Eight(Eigen::Map<const Eight>(data + i)));
  }
  if (whole == size) return;
  Eight rest = Eight::Constant(filler);
  std::copy(data + whole, data + size, rest.data());
  add(rest);
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
    using Eight = Eigen::Array<double, 8, 1>;
    const auto is_zero_one = [](double value) { return value == 0.0 || value == 1.0; };
    MomentSums sums;
    sums.count = static_cast<double>(std::size(values));
    if (sums.count == 0.0) return sums;
    const double first = *std::begin(values);
    Eight least = Eight::Constant(first);
    Eight largest = least;
    Eight beyond_first = Eight::Zero();
    for_each_eight(values, first, [&](const Eight& eight) {
      least = least.min(eight);
      largest = largest.max(eight);
      beyond_first += eight - first;
    });
    sums.min = least.minCoeff();
    sums.max = largest.maxCoeff();
    sums.zero_one = std::all_of(std::begin(values), std::end(values), is_zero_one);
    const double mean = first + beyond_first.sum() / sums.count;
    Eight squares = Eight::Zero();
    Eight beyond_mean = Eight::Zero();  // sums up to 0 but for rounding
    for_each_eight(values, mean, [&](const Eight& eight) {
      const Eight deviation = eight - mean;
      squares += deviation.square();
      beyond_mean += deviation;
    });
    const double rest = beyond_mean.sum();
    sums.mean = mean + rest / sums.count;
    sums.squares = squares.sum() - rest * (rest / sums.count);
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
