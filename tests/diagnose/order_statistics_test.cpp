#include "diagnose/order_statistics.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <utility>
#include <vector>

namespace odds {
namespace {

std::vector<double> values_of(const OrderStatistics& statistics) {
  std::vector<double> values;
  for (const OrderPair& pair : statistics.pairs()) values.push_back(pair.value());
  return values;
}

TEST_CASE("quantiles of counts are R's of type 7") {
  const std::vector<double> shares = {0.0, 0.05, 0.275, 0.5, 0.9, 1.0};
  OrderStatistics statistics = OrderStatistics::of_counts(shares, 6.0);
  for (const auto& [number, count] : {std::pair(1.0, 1.0), std::pair(2.0, 1.0), std::pair(4.0, 2.0),
                                      std::pair(8.0, 1.0), std::pair(16.0, 1.0)}) {
    statistics.add(number, count);
  }
  // quantile(c(1, 2, 4, 4, 8, 16), c(0, .05, .275, .5, .9, 1))
  const std::vector<double> expected = {1.0, 1.25, 2.75, 4.0, 12.0, 16.0};
  const std::vector<double> found = values_of(statistics);
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) CHECK(found[i] == doctest::Approx(expected[i]));
}

TEST_CASE("quantiles of weights are numbers that were added") {
  OrderStatistics statistics = OrderStatistics::of_weights({0.1, 0.5, 1.0}, 4.0);
  statistics.add(1.0, 0.5);
  statistics.add(2.0, 1.0);
  statistics.add(3.0, 2.5);
  CHECK(values_of(statistics) == std::vector<double>{1.0, 3.0, 3.0});
}

TEST_CASE("no numbers have no quantiles") {
  CHECK(std::isnan(values_of(OrderStatistics::of_counts({0.5}, 0.0)).front()));
}

}  // namespace
}  // namespace odds
