// The area under the ROC curve and quantiles, from the scores of all rows.
#pragma once

#include "inference/score_runs.hpp"
#include "math/compensated_sum.hpp"
#include "parallel/block_pass.hpp"

#include <odds/execution.hpp>
#include <odds/types.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <span>
#include <tuple>
#include <type_traits>
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
  explicit OutcomeScores(Index memory) : events(memory / 2), nonevents(memory / 2) {}

  ScoreRuns<Score> events;
  ScoreRuns<Score> nonevents;

  Index size() const { return events.size() + nonevents.size(); }
  void sort(const Execution& execution) {
    constexpr Index kWorthAThread = 8192;  // scores that are sorted as fast as one wakes up
    if (std::min(events.size(), nonevents.size()) < kWorthAThread) {
      nonevents.sort();
      events.sort();
      return;
    }
    run_tasks(2, execution, [this](Index list) { (list == 0 ? nonevents : events).sort(); });
  }
};

/// The units in which places of quantiles count: scores, or the rows that their weights stand for.
enum class Places { of_scores, of_weights };

/// The findings of a walk through the scores.
struct Ranking {
  /// Pr(eta of a random event > eta of a random non-event) + half the probability of a tie: the
  /// Mann-Whitney statistic (Bamber 1975, J. Math. Psychology 12). NaN without events or
  /// non-events.
  double auc = std::numeric_limits<double>::quiet_NaN();

  /// The eta at each place that was asked for, when both lists are merged.
  std::vector<double> etas;
};

/// Walks once through the scores of events and those of others.
template <class Walk>
Ranking rank_walks(Walk events, Walk others, std::span<const Index> places, Places count) {
  const auto copies = [count](const Walk& walk) {
    return count == Places::of_weights ? walk.front().weight() : 1.0;
  };
  Ranking ranking;
  CompensatedSum wins;
  CompensatedSum all_events;
  CompensatedSum nonevents_below;
  double before = 0.0;  // scores or rows below the one at hand
  while (!events.ended() || !others.ended()) {
    const double eta = events.ended()   ? others.front().eta
                       : others.ended() ? events.front().eta
                                        : std::min(events.front().eta, others.front().eta);
    const double below = nonevents_below.value();
    double tied_events = 0.0;
    double tied_nonevents = 0.0;
    for (; !events.ended() && events.front().eta == eta; events.next()) {
      tied_events += events.front().weight();
      before += copies(events);
    }
    for (; !others.ended() && others.front().eta == eta; others.next()) {
      before += copies(others);
      tied_nonevents += others.front().weight();
      nonevents_below += others.front().weight();
    }
    if (tied_events > 0.0) wins += tied_events * (below + 0.5 * tied_nonevents);
    all_events += tied_events;
    while (ranking.etas.size() < places.size() &&
           static_cast<double>(places[ranking.etas.size()]) < before) {
      ranking.etas.push_back(eta);
    }
  }
  ranking.auc = wins.value() / (all_events.value() * nonevents_below.value());
  return ranking;
}

using PlainScores = std::span<const PlainScore>;

/// The pairs of an event and another score, that `is_below(other, event)` says yes to; both lists
/// ascend. Without a branch on scores, whose order follows no pattern.
template <class IsBelow>
Index count_pairs(PlainScores events, PlainScores others, IsBelow is_below) {
  std::size_t event = 0;
  std::size_t below = 0;
  std::size_t pairs = 0;
  while (event < events.size() && below < others.size()) {
    const bool is_next = is_below(others[below].eta, events[event].eta);
    pairs += is_next ? 0 : below;
    below += is_next ? 1 : 0;
    event += is_next ? 0 : 1;
  }
  return static_cast<Index>(pairs + (events.size() - event) * below);
}

/// The score at `place`, from 0, of two ascending lists that are merged.
inline double merged_score(PlainScores first, PlainScores second, Index place) {
  // Between `low` and `high` of the scores before it come from the first list.
  Index low = std::max<Index>(0, place - std::ssize(second));
  Index high = std::min<Index>(place, std::ssize(first));
  const auto eta = [](PlainScores list, Index i) {
    return i < std::ssize(list) ? list[static_cast<std::size_t>(i)].eta
                                : std::numeric_limits<double>::infinity();
  };
  while (low < high) {
    const Index middle = low + (high - low) / 2;
    if (eta(first, middle) < eta(second, place - 1 - middle)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return std::min(eta(first, low), eta(second, place - low));
}

/// The same ranking as by a walk, of scores that count one each: the sums of a walk are whole and
/// half numbers, which are exact, so that pairs can be counted in any order.
inline Ranking rank_plain(PlainScores events, PlainScores others, std::span<const Index> places) {
  Ranking ranking;
  const Index wins = count_pairs(events, others, std::less<>());
  const Index wins_and_ties = count_pairs(events, others, std::less_equal<>());
  ranking.auc = 0.5 * static_cast<double>(wins + wins_and_ties) /
                (static_cast<double>(events.size()) * static_cast<double>(others.size()));
  ranking.etas.reserve(places.size());
  for (const Index place : places) ranking.etas.push_back(merged_score(events, others, place));
  return ranking;
}

/// Walks once through both lists, which are sorted. `places`, from 0, ascend and lie below size(),
/// or below the sum of the weights, which are then whole numbers.
template <class Score>
Ranking rank_scores(const OutcomeScores<Score>& scores, std::span<const Index> places,
                    Places count = Places::of_scores) {
  using Runs = ScoreRuns<Score>;
  if (scores.events.is_short() && scores.nonevents.is_short()) {
    if constexpr (std::is_same_v<Score, PlainScore>) {
      return rank_plain(scores.events.short_list(), scores.nonevents.short_list(), places);
    }
    return rank_walks(typename Runs::ShortWalk(scores.events),
                      typename Runs::ShortWalk(scores.nonevents), places, count);
  }
  return rank_walks(typename Runs::Walk(scores.events), typename Runs::Walk(scores.nonevents),
                    places, count);
}

/// Where the quantiles of `size` values lie, R's type 7: at the places floor and floor + 1 of
/// p (size - 1), as far as there are so many.
class QuantilePlaces {
 public:
  /// `probabilities` ascend.
  QuantilePlaces(Index size, std::vector<double> probabilities)
      : size_(size), probabilities_(std::move(probabilities)) {
    places_.reserve(2 * probabilities_.size());
    for (const double p : probabilities_) {
      const auto below = static_cast<Index>(position(p));
      places_.push_back(below);
      places_.push_back(std::min(below + 1, size - 1));
    }
    std::ranges::sort(places_);
    places_.erase(std::unique(places_.begin(), places_.end()), places_.end());
  }

  const std::vector<Index>& places() const { return places_; }

  /// The quantiles, when `values` stand at the places.
  std::vector<double> quantiles(const std::vector<double>& values) const {
    const auto value_at = [&](Index place) {
      return values[static_cast<std::size_t>(std::ranges::lower_bound(places_, place) -
                                             places_.begin())];
    };
    std::vector<double> result;
    for (const double p : probabilities_) {
      const auto below = static_cast<Index>(position(p));
      const double low = value_at(below);
      const double high = value_at(std::min(below + 1, size_ - 1));
      result.push_back(low + (position(p) - static_cast<double>(below)) * (high - low));
    }
    return result;
  }

 private:
  double position(double p) const { return p * static_cast<double>(size_ - 1); }

  Index size_;
  std::vector<double> probabilities_;
  std::vector<Index> places_;
};

}  // namespace odds
