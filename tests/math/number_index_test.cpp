#include "math/number_index.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace odds {

TEST_CASE("numbers are found where they stand, others nowhere") {
  const std::vector<double> lists[] = {
      {-3, -1, 0, 5, 6}, {1e15, 1e15 + 1, 1e15 + 7}, {0.5, 1, 2.25}, {1, 1e9}, {7}, {}};
  for (const std::vector<double>& list : lists) {
    const NumberIndex index(list);
    for (std::size_t i = 0; i < list.size(); ++i) {
      CHECK(index.find(list[i]) == static_cast<std::int32_t>(i));
      CHECK(index.find(list[i] + 0.125) < 0);
    }
    for (const double other :
         {-4.0, 1.5, 3.0, 1e-300, 1e16, -1e300, std::numeric_limits<double>::quiet_NaN(),
          std::numeric_limits<double>::infinity()}) {
      CHECK(index.find(other) < 0);
    }
  }
}

TEST_CASE("a list that does not ascend is searched without harm") {
  for (const std::vector<double>& list : {std::vector<double>{1, 4e9, 2},
                                          {3, 2, 1},
                                          {5, -4e9, 6},
                                          {1, 1, 2},
                                          {1, 1e300, 2},
                                          {1, std::numeric_limits<double>::quiet_NaN(), 2}}) {
    const NumberIndex index(list);
    for (const double number : {-4e9, 0.0, 1.0, 2.0, 3.0, 4e9}) {
      CHECK(index.find(number) < static_cast<std::int32_t>(list.size()));
    }
  }
}

TEST_CASE("the two zeros are one number") { CHECK(NumberIndex({0.0, 1.0}).find(-0.0) == 0); }

}  // namespace odds
