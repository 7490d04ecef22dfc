#include "math/radix_sort.hpp"

#include "base/special_values.hpp"
#include "support/random_data.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace odds {
namespace {

struct Item {
  double key;
  int place;
  bool operator==(const Item&) const = default;
};

double key_of(const Item& item) { return item.key; }

std::vector<Item> stably_sorted(std::vector<Item> items) {
  std::ranges::stable_sort(items, {}, key_of);
  return items;
}

TEST_CASE("radix sort orders as a stable sort by comparison does") {
  test::Random random(71);
  for (int problem = 0; problem < 60; ++problem) {
    CAPTURE(problem);
    const int rows = problem < 5 ? problem : random.whole(5, 3000);
    const int spread = random.whole(0, 300);
    std::vector<Item> items;
    for (int i = 0; i < rows; ++i) {
      const double scale = std::pow(10.0, random.whole(-spread, spread));
      const double value = problem % 2 == 0 ? random.normal() * scale : random.whole(-5, 5) + 0.5;
      items.push_back({value, i});
    }
    const std::vector<Item> truth = stably_sorted(items);
    radix_sort(items, key_of);
    REQUIRE(items == truth);
  }
}

TEST_CASE("infinities, subnormal numbers and signed zeros have their places") {
  constexpr double kTiny = std::numeric_limits<double>::denorm_min();
  const std::vector<double> order = {-kInfinity, -1.0, -kTiny, -0.0, 0.0, kTiny, 1.0, kInfinity};
  for (const std::size_t copies : {1U, 1000U}) {
    CAPTURE(copies);
    std::vector<double> values;
    for (std::size_t copy = 0; copy < copies; ++copy) {
      for (const std::size_t i : {7U, 5U, 4U, 3U, 2U, 6U, 0U, 1U}) values.push_back(order[i]);
    }
    radix_sort(values, [](double value) { return value; });
    for (std::size_t i = 0; i < values.size(); ++i) {
      REQUIRE(values[i] == order[i / copies]);
      REQUIRE(std::signbit(values[i]) == std::signbit(order[i / copies]));
    }
  }
}

TEST_CASE("keys that differ in their last digits only are sorted, too") {
  test::Random random(72);
  for (const int least : {0, 1 << 20}) {  // of the last 30 bits
    CAPTURE(least);
    std::vector<Item> items;
    for (int i = 0; i < 3000; ++i) {
      const int last = random.whole(least, least + (1 << 12));
      items.push_back({std::bit_cast<double>(std::uint64_t{1023} << 52U | std::uint64_t(last)), i});
    }
    const std::vector<Item> truth = stably_sorted(items);
    radix_sort(items, key_of);
    REQUIRE(items == truth);
  }
}

}  // namespace
}  // namespace odds
