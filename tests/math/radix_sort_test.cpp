#include "math/radix_sort.hpp"

#include "base/special_values.hpp"
#include "support/random_data.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
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
  std::vector<double> values = {kInfinity, kTiny, 0.0, -0.0, -kTiny, 1.0, -kInfinity, -1.0};
  radix_sort(values, [](double value) { return value; });
  CHECK(values == std::vector<double>{-kInfinity, -1.0, -kTiny, 0.0, 0.0, kTiny, 1.0, kInfinity});
  CHECK(std::signbit(values[3]));
  CHECK_FALSE(std::signbit(values[4]));
}

}  // namespace
}  // namespace odds
