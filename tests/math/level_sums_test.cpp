#include "math/level_sums.hpp"

#include "support/random_data.hpp"

#include <doctest/doctest.h>

#include <map>

namespace odds {
namespace {

using Codes = std::vector<std::int32_t>;

/// Sums as a map: the slow reference.
std::map<std::int32_t, double> as_map(const LevelSums& sums) {
  std::map<std::int32_t, double> result;
  for (std::size_t l = 0; l < sums.keys.size(); ++l) {
    result[sums.keys[l]] = sums.values(0, static_cast<Index>(l));
  }
  return result;
}

}  // namespace

TEST_CASE("levels that were met ascend, and every row finds its own among them") {
  const Codes code = {70, 3, -1, 200, 3, 64, 63, 70};
  const ObservedLevels met = observed_levels(code);
  CHECK(met.levels == Codes{3, 63, 64, 70, 200});
  CHECK(met.place == Codes{3, 0, -1, 4, 0, 2, 1, 3});
  CHECK(observed_levels(Codes{}).levels.empty());
  CHECK(observed_levels(Codes{-1, -1}).place == Codes{-1, -1});
  CHECK(observed_levels(Codes{2'000'000'000}).levels == Codes{2'000'000'000});
}

TEST_CASE("sums of parts of the rows add up to those of all, in whatever parts") {
  test::Random random(31);
  for (int problem = 0; problem < 50; ++problem) {
    CAPTURE(problem);
    std::map<std::int32_t, double> expected;
    LevelSums total;
    for (int part = 0; part < random.whole(0, 6); ++part) {
      Codes code;
      for (int i = random.whole(0, 40); i > 0; --i) {
        code.push_back(random.whole(-1, 300));
        if (code.back() >= 0) expected[code.back()] += 1.0;
      }
      total += count_levels(code);
    }
    CHECK(as_map(total) == expected);
  }
}

TEST_CASE("all sums of a level are added") {
  LevelSums a({2, 5}, 3);
  a.values << 1, 2, 3, 4, 5, 6;
  LevelSums b({1, 5, 9}, 3);
  b.values << 10, 20, 30, 40, 50, 60, 70, 80, 90;
  a += b;
  CHECK(a.keys == Codes{1, 2, 5, 9});
  Matrix expected(3, 4);
  expected << 10, 1, 22, 30, 40, 3, 54, 60, 70, 5, 86, 90;
  CHECK(a.values == expected);
}

}  // namespace odds
