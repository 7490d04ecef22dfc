#include "fit/auc.hpp"

#include "support/random_data.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

namespace odds {
namespace {

using test::Random;

/// Every event against every non-event: 1 for a win, 1/2 for a tie, each with both weights.
double auc_over_pairs(const std::vector<Score>& scores) {
  long double wins = 0.0L;
  long double pairs = 0.0L;
  for (const Score& event : scores) {
    for (const Score& other : scores) {
      const long double weight = static_cast<long double>(event.events) * other.nonevents;
      pairs += weight;
      if (event.eta > other.eta) wins += weight;
      if (event.eta == other.eta) wins += weight / 2;
    }
  }
  return static_cast<double>(wins / pairs);
}

std::vector<Score> scores_of(std::initializer_list<double> etas) {
  std::vector<Score> scores;
  for (const double eta : etas) scores.push_back({.eta = eta, .events = 1.0, .nonevents = 0.0});
  sort_scores(scores);
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
    std::vector<Score> scores;
    for (int i = 0; i < 60; ++i) {
      const double weight = random.uniform();
      const bool event = random.whole(0, 1) == 1;
      scores.push_back({.eta = static_cast<double>(random.whole(-ties, ties)),
                        .events = grouped || event ? weight : 0.0,
                        .nonevents = grouped || !event ? random.uniform() : 0.0});
    }
    const double truth = auc_over_pairs(scores);
    sort_scores(scores);
    // The sums are compensated: what is left are the last products and the division.
    CHECK(std::abs(auc(scores) - truth) <= 8 * std::numeric_limits<double>::epsilon());
  }
}

TEST_CASE("the AUC is 1 for perfect order, 0 for its reverse, 1/2 for one score") {
  std::vector<Score> scores = {{.eta = 1.0, .events = 0.0, .nonevents = 2.0},
                               {.eta = 2.0, .events = 3.0, .nonevents = 0.0}};
  CHECK(auc(scores) == 1.0);
  std::swap(scores[0].events, scores[0].nonevents);
  std::swap(scores[1].events, scores[1].nonevents);
  CHECK(auc(scores) == 0.0);
  CHECK(auc({{.eta = 5.0, .events = 3.0, .nonevents = 4.0}}) == 0.5);
}

TEST_CASE("the AUC is undefined without events or without non-events") {
  CHECK(std::isnan(auc(scores_of({1.0, 2.0}))));
  CHECK(std::isnan(auc({})));
}

TEST_CASE("quantiles are R's type 7") {
  // quantile(c(10, 20, 40, 80), c(0, .25, .5, .6, 1)): positions 1 + 3 p among the sorted values.
  const std::vector<Score> scores = scores_of({40.0, 10.0, 80.0, 20.0});
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

}  // namespace odds
