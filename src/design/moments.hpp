// Moments of a column of numbers, block by block.
#pragma once

#include "design/design_plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace odds {

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
    MomentSums sums;
    double total = 0.0;
    for (const double value : values) {
      total += value;
      sums.count += 1.0;
      sums.min = std::min(sums.min, value);
      sums.max = std::max(sums.max, value);
      sums.zero_one = sums.zero_one && (value == 0.0 || value == 1.0);
    }
    if (sums.count == 0.0) return sums;
    sums.mean = total / sums.count;
    double rest = 0.0;  // 0 but for the rounding of `total`
    for (const double value : values) {
      const double deviation = value - sums.mean;
      rest += deviation;
      sums.squares += deviation * deviation;
    }
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
