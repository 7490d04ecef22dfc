#include "math/poisson_binomial.hpp"

#include "support/random_data.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace odds {
namespace {

/// Central limits of a binomial distribution, by the sum of its probabilities in logarithms.
PoissonBinomial::Limits binomial_limits(double p, int trials, double tail) {
  const auto mass = [&](int k) {
    return std::exp(std::lgamma(trials + 1.0) - std::lgamma(k + 1.0) -
                    std::lgamma(trials - k + 1.0) + k * std::log(p) +
                    (trials - k) * std::log1p(-p));
  };
  int low = 0;
  for (double below = mass(0); below <= tail; below += mass(low)) ++low;
  int high = trials;
  for (double above = mass(high); above <= tail; above += mass(high)) --high;
  return {.low = static_cast<double>(low), .high = static_cast<double>(high)};
}

TEST_CASE("equal probabilities give the binomial distribution, at once or one by one") {
  for (const double p : {0.001, 0.03, 0.4, 0.97}) {
    for (const int trials : {1, 10, 63, 64, 65, 200, 1500}) {
      CAPTURE(p);
      CAPTURE(trials);
      PoissonBinomial at_once;
      at_once.add(p, 1.0 - p, trials);
      PoissonBinomial one_by_one;
      for (int k = 0; k < trials; ++k) one_by_one.add(p, 1.0 - p, 1.0);
      for (const double tail : {0.025, 0.005, 0.2}) {
        const PoissonBinomial::Limits expected = binomial_limits(p, trials, tail);
        CHECK(at_once.is_exact());
        CHECK(at_once.central(tail).low == expected.low);
        CHECK(at_once.central(tail).high == expected.high);
        CHECK(one_by_one.central(tail).low == expected.low);
        CHECK(one_by_one.central(tail).high == expected.high);
      }
    }
  }
}

TEST_CASE("three trials, counted by hand") {
  // P(0) = 0.504, P(1) = 0.398, P(2) = 0.092, P(3) = 0.006
  PoissonBinomial sum;
  for (const double p : {0.1, 0.2, 0.3}) sum.add(p, 1.0 - p, 1.0);
  CHECK(sum.mean() == doctest::Approx(0.6));
  CHECK(sum.variance() == doctest::Approx(0.46));
  CHECK(sum.central(0.025).low == 0.0);
  CHECK(sum.central(0.025).high == 2.0);
  CHECK(sum.central(0.1).high == 1.0);
  CHECK(sum.central(0.005).high == 3.0);
}

TEST_CASE("trials that are certain move the distribution") {
  PoissonBinomial sum;
  sum.add(1.0, 0.0, 3.0);
  sum.add(0.0, 1.0, 5.0);
  CHECK(sum.central(0.025).low == 3.0);
  CHECK(sum.central(0.025).high == 3.0);
  sum.add(1.0, 0.0, 100.0);
  CHECK(sum.central(0.025).low == 103.0);
  CHECK(sum.central(0.025).high == 103.0);
}

TEST_CASE("beyond the exact distribution limits are those of the binomial within one event") {
  for (const double p : {0.002, 0.1, 0.5, 0.9}) {
    const int trials = static_cast<int>(1100.0 / (p * (1.0 - p)));
    PoissonBinomial sum;
    sum.add(p, 1.0 - p, trials);
    CHECK_FALSE(sum.is_exact());
    for (const double tail : {0.025, 0.005, 0.2}) {
      const PoissonBinomial::Limits expected = binomial_limits(p, trials, tail);
      CAPTURE(p);
      CAPTURE(tail);
      CHECK(std::abs(sum.central(tail).low - expected.low) <= 1.0);
      CHECK(std::abs(sum.central(tail).high - expected.high) <= 1.0);
    }
  }
}

TEST_CASE("both sides of the border agree") {
  test::Random random(3);
  PoissonBinomial exact;
  std::vector<double> probabilities;
  while (exact.variance() < PoissonBinomial::kMostExact - 0.3) {
    probabilities.push_back(random.uniform());
    exact.add(probabilities.back(), 1.0 - probabilities.back(), 1.0);
  }
  REQUIRE(exact.is_exact());
  PoissonBinomial more = exact;
  while (more.is_exact()) {
    const double p = random.uniform();
    more.add(p, 1.0 - p, 1.0);
  }
  CHECK(std::abs(more.central(0.025).low - exact.central(0.025).low) < 6.0);
  CHECK(std::abs(more.central(0.025).high - exact.central(0.025).high) < 6.0);
}

}  // namespace
}  // namespace odds
