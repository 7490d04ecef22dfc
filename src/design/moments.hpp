// Moments of a column of numbers, block by block.
#pragma once

#include "design/design_plan.hpp"
#include "math/elementwise.hpp"
#include "math/linear_algebra.hpp"

#include <odds/types.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <tuple>

namespace odds {

/// Calls `add` with the values, as many of them as are a multiple of eight, and then with the rest
/// of them, filled up to eight. Eight sums of every eighth value do not wait for one another, and
/// which value goes where depends on its index alone.
template <class Add>
void for_eights(std::span<const double> values, double filler, Add add) {
  const std::size_t whole = values.size() / 8 * 8;
  add(values.first(whole));
  if (whole == values.size()) return;
  double rest[8];
  std::ranges::fill(rest, filler);
  std::ranges::copy(values.subspan(whole), rest);
  add(std::span<const double>(rest));
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
  static MomentSums of(std::span<const double> values) {
    using Eight = Eigen::Array<double, 8, 1>;
    const auto all = [](const double* parts) { return Eight(Eigen::Map<const Eight>(parts)); };
    const auto is_zero_one = [](double value) { return value == 0.0 || value == 1.0; };
    MomentSums sums;
    sums.count = static_cast<double>(values.size());
    if (values.empty()) return sums;
    const double first = values.front();
    RangeParts ranges{};
    std::ranges::fill(ranges.least, first);
    std::ranges::fill(ranges.largest, first);
    for_eights(values, first,
               [&](std::span<const double> eights) { add_to_ranges(eights, first, ranges); });
    sums.min = all(ranges.least).minCoeff();
    sums.max = all(ranges.largest).maxCoeff();
    sums.zero_one = std::ranges::all_of(values, is_zero_one);
    const double mean = first + all(ranges.beyond).sum() / sums.count;
    DeviationParts deviations{};  // the sums of which are 0 but for rounding
    for_eights(values, mean,
               [&](std::span<const double> eights) { add_deviations(eights, mean, deviations); });
    const double rest = all(deviations.sums).sum();
    sums.mean = mean + rest / sums.count;
    sums.squares = all(deviations.squares).sum() - rest * (rest / sums.count);
    return sums;
  }

  static MomentSums of(VectorRef values) {
    return of(std::span(values.data(), static_cast<std::size_t>(values.size())));
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
