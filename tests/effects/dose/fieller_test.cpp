#include "effects/dose/fieller.hpp"

#include "base/special_values.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace odds {
namespace {

/// Whether the height at m is within `critical` standard errors of 0: the definition.
bool belongs(const Crossing& crossing, double critical, double m) {
  const double v = m - crossing.estimate;
  const double height = crossing.slope * v;
  const double variance =
      crossing.height_variance + 2.0 * v * crossing.covariance + v * v * crossing.slope_variance;
  return height * height <= critical * critical * variance;
}

bool contains(const ConfidenceSet& set, double m) {
  for (const ConfidenceRange& range : set) {
    if (range.low <= m && m <= range.high) return true;
  }
  return false;
}

TEST_CASE("Fieller's set is what its definition says, whatever the slope's sign and error") {
  int intervals = 0;
  int complements = 0;
  int everything = 0;
  for (const double slope : {-2.0, -0.3, 0.3, 2.0}) {
    for (const double correlation : {-0.99, 0.0, 0.99}) {
      for (const double slope_variance : {0.01, 0.2, 1.0, 30.0}) {
        const Crossing crossing{.estimate = 1.5,
                                .slope = slope,
                                .height_variance = 1.0,
                                .covariance = correlation * std::sqrt(slope_variance),
                                .slope_variance = slope_variance};
        const ConfidenceSet set = fieller_set(crossing, 1.96);
        for (const ConfidenceRange& range : set) CHECK(range.low <= range.high);
        for (double m = -300.0; m < 300.0; m += 0.37) {
          CHECK(contains(set, m) == belongs(crossing, 1.96, m));
        }
        CHECK(contains(set, crossing.estimate));
        if (set.size() == 2) ++complements;
        if (set.size() == 1) ++(std::isfinite(set.front().low) ? intervals : everything);
        CHECK((crossing.g(1.96) < 1.0) == std::isfinite(set.front().low));
      }
    }
  }
  CHECK(intervals > 0);
  CHECK(complements > 0);
  CHECK(everything > 0);
}

TEST_CASE("with g = 1 the set is a half-line, and without uncertainty a point") {
  const Crossing half{.estimate = 0.0,
                      .slope = 2.0,
                      .height_variance = 1.0,
                      .covariance = 0.5,
                      .slope_variance = 1.0};
  const ConfidenceSet set = fieller_set(half, 2.0);
  REQUIRE(set.size() == 1);
  CHECK(set.front().low == -1.0);  // 2 v b >= -c
  CHECK(set.front().high == kInfinity);

  // A height that is certain to be 0 there is so for every slope but 0, which g = 4 allows.
  const ConfidenceSet all = fieller_set({.estimate = 3.0, .slope_variance = 1.0}, 2.0);
  REQUIRE(all.size() == 1);
  CHECK(all.front().low == -kInfinity);
  CHECK(all.front().high == kInfinity);
  const ConfidenceSet point = fieller_set({.estimate = 3.0, .slope_variance = 0.1}, 2.0);
  REQUIRE(point.size() == 1);
  CHECK(point.front().low == 3.0);
  CHECK(point.front().high == 3.0);
}

TEST_CASE("a well determined slope makes Fieller's limits those of the delta method") {
  const Crossing crossing{.estimate = 7.0,
                          .slope = -1.0,
                          .height_variance = 1e-6,
                          .covariance = 1e-8,
                          .slope_variance = 1e-8};
  const ConfidenceRange exact = fieller_set(crossing, 1.96).front();
  const ConfidenceRange delta = delta_set(crossing, 1.96).front();
  CHECK(std::abs(exact.low - delta.low) < 1e-6 * 1.96e-3 * 100.0);
  CHECK(std::abs(exact.high - delta.high) < 1e-6 * 1.96e-3 * 100.0);
  CHECK(crossing.std_error() == 1e-3);
}

}  // namespace
}  // namespace odds
