#include "design/moments.hpp"

#include "support/random_data.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

namespace odds {
namespace {

TEST_CASE("moments of any number of values are their definitions, in long double") {
  test::Random random(3);
  for (const std::size_t size : {1U, 2U, 7U, 8U, 9U, 15U, 16U, 17U, 1000U}) {
    std::vector<double> values;
    for (std::size_t i = 0; i < size; ++i) values.push_back(1e4 + random.normal());
    long double total = 0.0L;
    for (const double value : values) total += value;
    const long double mean = total / static_cast<long double>(size);
    long double squares = 0.0L;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const MomentSums sums = MomentSums::of(values);
    CHECK(sums.count == static_cast<double>(size));
    CHECK(sums.mean == doctest::Approx(static_cast<double>(mean)).epsilon(1e-15));
    // 1e4 takes four digits off a deviation.
    CHECK(sums.squares == doctest::Approx(static_cast<double>(squares)).epsilon(1e-11));
    CHECK(sums.min == *std::ranges::min_element(values));
    CHECK(sums.max == *std::ranges::max_element(values));
    CHECK_FALSE(sums.zero_one);
  }
}

TEST_CASE("the extremes and what is no 0 or 1 are found wherever they stand") {
  for (std::size_t at = 0; at < 19; ++at) {
    std::vector<double> values(19, 1.0);
    values[at] = -3.0;
    CHECK(MomentSums::of(values).min == -3.0);
    CHECK_FALSE(MomentSums::of(values).zero_one);
    values[at] = 7.0;
    CHECK(MomentSums::of(values).max == 7.0);
    values[at] = 0.0;
    CHECK(MomentSums::of(values).zero_one);
  }
  CHECK(MomentSums::of(std::vector<double>{}).count == 0.0);
}

}  // namespace
}  // namespace odds
