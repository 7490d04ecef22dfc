#include "inference/auc.hpp"

#include "support/random_data.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace odds {
namespace {

using test::Random;

constexpr Index kPlenty = Index{1} << 20;

/// Every event against every non-event: 1 for a win, 1/2 for a tie, each with both weights.
template <class Score>
double auc_over_pairs(const std::vector<Score>& events, const std::vector<Score>& nonevents) {
  long double wins = 0.0L;
  long double pairs = 0.0L;
  for (const Score& event : events) {
    for (const Score& other : nonevents) {
      const long double weight = static_cast<long double>(event.weight()) * other.weight();
      pairs += weight;
      if (event.eta > other.eta) wins += weight;
      if (event.eta == other.eta) wins += weight / 2;
    }
  }
  return static_cast<double>(wins / pairs);
}

template <class Score>
OutcomeScores<Score> sorted(const std::vector<Score>& events, const std::vector<Score>& nonevents,
                            Index memory = kPlenty) {
  OutcomeScores<Score> scores(memory);
  scores.events.add(events);
  scores.nonevents.add(nonevents);
  scores.sort({});
  return scores;
}

std::vector<PlainScore> plain(const std::vector<double>& etas) {
  std::vector<PlainScore> scores;
  for (const double eta : etas) scores.push_back({eta});
  return scores;
}

double auc(const std::vector<double>& events, const std::vector<double>& nonevents) {
  return rank_scores(sorted(plain(events), plain(nonevents)), {}).auc;
}

std::vector<double> quantiles(const std::vector<double>& events,
                              const std::vector<double>& nonevents,
                              const std::vector<double>& probabilities) {
  const auto scores = sorted(plain(events), plain(nonevents));
  const QuantilePlaces places(scores.size(), probabilities);
  return places.quantiles(rank_scores(scores, places.places()).etas);
}

}  // namespace

TEST_CASE("the AUC counts pairs, ties one half, weights as they are") {
  Random random(61);
  for (int problem = 0; problem < 40; ++problem) {
    CAPTURE(problem);
    const int ties = random.whole(1, 30);
    const bool grouped = random.whole(0, 1) == 1;
    std::vector<WeightedScore> events;
    std::vector<WeightedScore> nonevents;
    for (int i = 0; i < 60; ++i) {
      const double eta = random.whole(-ties, ties);
      const bool event = random.whole(0, 1) == 1;
      if (grouped || event) events.push_back({eta, random.uniform()});
      if (grouped || !event) nonevents.push_back({eta, random.uniform()});
    }
    const double truth = auc_over_pairs(events, nonevents);
    const double found = rank_scores(sorted(events, nonevents), {}).auc;
    // The sums are compensated: what is left are the last products and the division.
    CHECK(std::abs(found - truth) <= 8 * std::numeric_limits<double>::epsilon());
  }
}

TEST_CASE("the AUC is 1 for perfect order, 0 for its reverse, 1/2 for one score") {
  CHECK(auc({2.0, 2.0, 3.0}, {1.0, -1.0}) == 1.0);
  CHECK(auc({1.0, -1.0}, {2.0, 2.0, 3.0}) == 0.0);
  CHECK(auc({5.0}, {5.0, 5.0}) == 0.5);
}

TEST_CASE("the AUC is undefined without events or without non-events") {
  CHECK(std::isnan(auc({1.0, 2.0}, {})));
  CHECK(std::isnan(auc({}, {1.0})));
  CHECK(std::isnan(auc({}, {})));
}

TEST_CASE("quantiles are R's type 7") {
  // quantile(c(10, 20, 40, 80), c(0, .25, .5, .6, 1)): positions 1 + 3 p among the sorted values.
  const std::vector<double> found =
      quantiles({40.0, 10.0}, {80.0, 20.0}, {0.0, 0.25, 0.5, 0.6, 1.0});
  CHECK(found[0] == 10.0);
  CHECK(found[1] == 17.5);
  CHECK(found[2] == 30.0);
  CHECK(found[3] == doctest::Approx(36.0).epsilon(1e-15));
  CHECK(found[4] == 80.0);
  CHECK(quantiles({7.0}, {}, {0.25}) == std::vector<double>{7.0});
}

TEST_CASE("a score of a weight stands for so many where rows are counted") {
  const std::vector<WeightedScore> events = {{40.0, 2.0}, {10.0, 3.0}};
  const std::vector<WeightedScore> nonevents = {{80.0, 1.0}, {20.0, 2.0}};
  const QuantilePlaces places(8, {0.0, 0.25, 0.5, 0.75, 1.0});
  const auto found = places.quantiles(
      rank_scores(sorted(events, nonevents), places.places(), Places::of_weights).etas);
  CHECK(found ==
        quantiles({40.0, 40.0, 10.0, 10.0, 10.0}, {80.0, 20.0, 20.0}, {0.0, 0.25, 0.5, 0.75, 1.0}));
}

TEST_CASE("the place of a score counts both lists") {
  Random random(62);
  for (int problem = 0; problem < 40; ++problem) {
    CAPTURE(problem);
    std::vector<double> all;
    std::vector<PlainScore> lists[2];
    std::vector<Index> places;
    for (int i = 0; i < 1 + problem; ++i) {
      all.push_back(random.whole(-9, 9));
      lists[random.whole(0, 3) == 0 ? 0 : 1].push_back({all.back()});
      places.push_back(i);
    }
    std::ranges::sort(all);
    CHECK(rank_scores(sorted(lists[0], lists[1]), places).etas == all);
  }
}

template <class Score>
void check_any_memory(const std::vector<Score> (&lists)[2]) {
  const std::vector<Index> places = {0, 1, 7'499, 15'000, 29'998, 29'999};
  const Ranking whole = rank_scores(sorted(lists[0], lists[1], Index{1} << 30), places);
  for (const Index memory : {Index{0}, Index{100'000}, Index{400'000}}) {
    CAPTURE(memory);
    const Ranking parts = rank_scores(sorted(lists[0], lists[1], memory), places);
    CHECK(parts.auc == whole.auc);
    CHECK(parts.etas == whole.etas);
  }
}

TEST_CASE("the ranking is the same, to the bit, whatever part of the scores fits into memory") {
  Random random(63);
  std::vector<WeightedScore> weighted[2];
  std::vector<PlainScore> plain[2];
  for (int i = 0; i < 30'000; ++i) {  // with ties, whose weights are added in the order of the rows
    const int list = random.whole(0, 1);
    const double eta = random.whole(-500, 500) / 64.0;
    weighted[list].push_back({eta, random.uniform()});
    plain[list].push_back({eta});
  }
  check_any_memory(weighted);
  check_any_memory(plain);
}

TEST_CASE("the AUC of rows that are one observation each counts pairs, ties one half") {
  Random random(64);
  for (int problem = 0; problem < 40; ++problem) {
    CAPTURE(problem);
    std::vector<WeightedScore> weighted[2];
    std::vector<double> plain[2];
    for (int i = 0; i < 90; ++i) {
      const int list = random.whole(0, 2) == 0 ? 0 : 1;
      const double eta = problem % 2 == 0 ? random.whole(-5, 5) : random.normal();
      weighted[list].push_back({eta, 1.0});
      plain[list].push_back(eta);
    }
    CHECK(auc(plain[0], plain[1]) == auc_over_pairs(weighted[0], weighted[1]));
  }
}

}  // namespace odds
