// The area under the ROC curve and quantiles, from the scores of all rows.
#pragma once

#include "math/compensated_sum.hpp"
#include "math/radix_sort.hpp"

#include <odds/types.hpp>

#include <algorithm>
#include <tuple>
#include <vector>

namespace odds {

/// A row as a classifier sees it: `eta` is any increasing function of the probability.
struct PlainScore {
  double eta = 0.0;
  static constexpr double weight() { return 1.0; }
  auto fields() { return std::tie(eta); }
};

struct WeightedScore {
  double eta = 0.0;
  double row_weight = 0.0;
  double weight() const { return row_weight; }
  auto fields() { return std::tie(eta, row_weight); }
};

/// The scores of the rows that hold events, and of those that hold non-events. A row with both is
/// in both lists, with the weight of that outcome.
template <class Score>
struct OutcomeScores {
  std::vector<Score> events;
  std::vector<Score> nonevents;

  std::size_t size() const { return events.size() + nonevents.size(); }
  auto fields() { return std::tie(events, nonevents); }

  void append(const OutcomeScores& other) {
    events.insert(events.end(), other.events.begin(), other.events.end());
    nonevents.insert(nonevents.end(), other.nonevents.begin(), other.nonevents.end());
  }

  void sort() {
    const auto eta = [](const Score& score) { return score.eta; };
    radix_sort(events, eta);
    radix_sort(nonevents, eta);
  }
};

/// Pr(eta of a random event > eta of a random non-event) + half the probability of a tie: the
/// Mann-Whitney statistic (Bamber 1975, J. Math. Psychology 12). NaN without events or non-events.
/// Requires sorted lists.
template <class Score>
double auc(const OutcomeScores<Score>& sorted) {
  CompensatedSum wins;
  CompensatedSum events;
  CompensatedSum nonevents_below;
  const auto end = sorted.nonevents.end();
  auto other = sorted.nonevents.begin();
  for (auto event = sorted.events.begin(); event != sorted.events.end();) {
    const double eta = event->eta;
    double tied_events = 0.0;
    for (; event != sorted.events.end() && event->eta == eta; ++event) {
      tied_events += event->weight();
    }
    for (; other != end && other->eta < eta; ++other) nonevents_below += other->weight();
    double tied_nonevents = 0.0;
    for (auto tie = other; tie != end && tie->eta == eta; ++tie) tied_nonevents += tie->weight();
    wins += tied_events * (nonevents_below.value() + 0.5 * tied_nonevents);
    events += tied_events;
  }
  for (; other != end; ++other) nonevents_below += other->weight();
  return wins.value() / (events.value() * nonevents_below.value());
}

/// The eta that stands at place k (from 0) when both sorted lists are merged.
template <class Score>
double eta_at(const OutcomeScores<Score>& sorted, std::size_t k) {
  const auto& first = sorted.events;
  const auto& second = sorted.nonevents;
  // How many of the k least are in `first`: as few as leave no smaller one behind.
  std::size_t low = k > second.size() ? k - second.size() : 0;
  std::size_t high = std::min(k, first.size());
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (first[middle].eta < second[k - middle - 1].eta) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == first.size()) return second[k - low].eta;
  if (k - low == second.size()) return first[low].eta;
  return std::min(first[low].eta, second[k - low].eta);
}

/// The quantile of eta over all scores, R's type 7 on the scale that `of` maps eta to. Requires
/// sorted lists, not both empty.
template <class Score, class Scale>
double quantile(const OutcomeScores<Score>& sorted, double probability, Scale of) {
  const double position = probability * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const double low = of(eta_at(sorted, below));
  if (below + 1 == sorted.size()) return low;
  return low + (position - static_cast<double>(below)) * (of(eta_at(sorted, below + 1)) - low);
}

}  // namespace odds
