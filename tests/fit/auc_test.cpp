#include "fit/auc.hpp"

#include "support/random_data.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace odds {
namespace {

using test::Random;

/// Every event against every non-event: 1 for a win, 1/2 for a tie, each with both weights.
template <class Score>
double auc_over_pairs(const OutcomeScores<Score>& scores) {
  long double wins = 0.0L;
  long double pairs = 0.0L;
  for (const Score& event : scores.events) {
    for (const Score& other : scores.nonevents) {
      const long double weight = static_cast<long double>(event.weight()) * other.weight();
      pairs += weight;
      if (event.eta > other.eta) wins += weight;
      if (event.eta == other.eta) wins += weight / 2;
    }
  }
  return static_cast<double>(wins / pairs);
}

/// Sorted scores of events and of non-events.
OutcomeScores<PlainScore> scores_of(std::initializer_list<double> events,
                                    std::initializer_list<double> nonevents = {}) {
  OutcomeScores<PlainScore> scores;
  for (const double eta : events) scores.events.push_back({eta});
  for (const double eta : nonevents) scores.nonevents.push_back({eta});
  scores.sort();
  return scores;
}

double identity(double value) { return value; }

}  // namespace

TEST_CASE("the AUC counts pairs, ties one half, weights as they are") {
  Random random(61);
  for (int problem = 0; problem < 40; ++problem) {
    CAPTURE(problem);
    const int ties = random.whole(1, 30);
    const bool grouped = random.whole(0, 1) == 1;
    OutcomeScores<WeightedScore> scores;
    for (int i = 0; i < 60; ++i) {
      const double eta = random.whole(-ties, ties);
      const bool event = random.whole(0, 1) == 1;
      if (grouped || event) scores.events.push_back({eta, random.uniform()});
      if (grouped || !event) scores.nonevents.push_back({eta, random.uniform()});
    }
    const double truth = auc_over_pairs(scores);
    scores.sort();
    // The sums are compensated: what is left are the last products and the division.
    CHECK(std::abs(auc(scores) - truth) <= 8 * std::numeric_limits<double>::epsilon());
  }
}

TEST_CASE("the AUC is 1 for perfect order, 0 for its reverse, 1/2 for one score") {
  CHECK(auc(scores_of({2.0, 2.0, 3.0}, {1.0, -1.0})) == 1.0);
  CHECK(auc(scores_of({1.0, -1.0}, {2.0, 2.0, 3.0})) == 0.0);
  CHECK(auc(scores_of({5.0}, {5.0, 5.0})) == 0.5);
}

TEST_CASE("the AUC is undefined without events or without non-events") {
  CHECK(std::isnan(auc(scores_of({1.0, 2.0}))));
  CHECK(std::isnan(auc(scores_of({}, {1.0}))));
  CHECK(std::isnan(auc(scores_of({}))));
}

TEST_CASE("quantiles are R's type 7") {
  // quantile(c(10, 20, 40, 80), c(0, .25, .5, .6, 1)): positions 1 + 3 p among the sorted values.
  const OutcomeScores<PlainScore> scores = scores_of({40.0, 10.0}, {80.0, 20.0});
  CHECK(quantile(scores, 0.0, identity) == 10.0);
  CHECK(quantile(scores, 0.25, identity) == 17.5);
  CHECK(quantile(scores, 0.5, identity) == 30.0);
  CHECK(quantile(scores, 0.6, identity) == doctest::Approx(36.0).epsilon(1e-15));
  CHECK(quantile(scores, 1.0, identity) == 80.0);
  CHECK(quantile(scores_of({7.0}), 0.25, identity) == 7.0);
}

TEST_CASE("quantiles interpolate on the scale that is asked for") {
  const auto square = [](double eta) { return eta * eta; };
  CHECK(quantile(scores_of({1.0, 3.0}), 0.5, square) == 5.0);  // not 2 squared
}

TEST_CASE("the place of a score counts both lists") {
  Random random(62);
  for (int problem = 0; problem < 40; ++problem) {
    CAPTURE(problem);
    OutcomeScores<PlainScore> scores;
    std::vector<double> all;
    for (int i = 0; i < 1 + problem; ++i) {
      all.push_back(random.whole(-9, 9));
      auto& list = random.whole(0, 3) == 0 ? scores.events : scores.nonevents;
      list.push_back({all.back()});
    }
    scores.sort();
    std::ranges::sort(all);
    for (std::size_t k = 0; k < all.size(); ++k) REQUIRE(eta_at(scores, k) == all[k]);
  }
}

}  // namespace odds
