#include "diagnose/spline_knots.hpp"

#include "diagnose/order_statistics.hpp"
#include "inference/gather_scores.hpp"
#include "inference/score_runs.hpp"
#include "parallel/block_reduce.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

namespace odds {

/// For `pack`: what rank 0 tells the other processes.
inline auto fields_of(NumberSpread& spread) {
  return std::tie(spread.least, spread.values, spread.knots);
}

namespace {

constexpr Index kMostOwnKnots = 5;
const std::vector<double> kKnotShares = {0.05, 0.275, 0.5, 0.725, 0.95};

struct NumberScore {
  double eta = 0.0;  ///< the value, by which it is sorted
  double copies = 0.0;
  auto fields() { return std::tie(eta, copies); }
};

/// A pass adds up the copies of what it hands on: frequencies, and trials.
struct Copies {
  double count = 0.0;
  Copies& operator+=(const Copies& other) {
    count += other.count;
    return *this;
  }
  auto fields() { return std::tie(count); }
};

using NumberBlock = std::pair<Copies, std::vector<NumberScore>>;

NumberBlock number_scores(const DesignRows& rows, const Expression& number) {
  const Vector values = evaluate(number, rows.data.bindings, rows.rows());
  Vector copies = rows.copies();
  if (rows.data.trials.size() > 0) copies.array() *= rows.data.trials.array();
  NumberBlock result;
  for (Index i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) continue;
    result.first.count += copies[i];
    result.second.push_back({.eta = values[i] + 0.0, .copies = copies[i]});
  }
  return result;
}

void make_different(std::vector<double>& values) {
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

NumberSpread spread_of(ScoreRuns<NumberScore>& scores, double count) {
  scores.sort();
  NumberSpread spread;
  std::vector<double> first;  // different values
  double last = std::numeric_limits<double>::quiet_NaN();
  OrderStatistics quantiles = OrderStatistics::of_counts(kKnotShares, count);
  for (ScoreRuns<NumberScore>::Walk walk(scores); !walk.ended(); walk.next()) {
    const NumberScore& score = walk.front();
    quantiles.add(score.eta, score.copies);
    if (score.eta != last && first.size() <= kMostOwnKnots) first.push_back(score.eta);
    last = score.eta;
  }
  spread.values = static_cast<Index>(first.size());
  if (first.empty()) return spread;
  spread.least = first.front();
  if (spread.values <= kMostOwnKnots) {
    spread.knots = first;
    return spread;
  }
  for (const OrderPair& pair : quantiles.pairs()) spread.knots.push_back(pair.value());
  make_different(spread.knots);
  if (spread.knots.size() < 3) {
    spread.knots.insert(spread.knots.end(), {spread.least, last});
    make_different(spread.knots);
  }
  return spread;
}

}  // namespace

NumberSpread number_spread(const ModelRows& rows, const Expression& number) {
  constexpr Index kShareOfScores = 8;
  ScoreRuns<NumberScore> scores(rows.execution.memory_bytes() / kShareOfScores);
  const auto kernel = [&](DesignRows& block) { return number_scores(block, number); };
  const auto use = [&](std::vector<NumberScore>&& block) { scores.add(block); };
  const Copies copies = sum_and_use_blocks(
      rows.reader, rows.execution, Copies(),
      KernelWithOutput<decltype(kernel), decltype(use)>{kernel, use}, "quantiles");
  gather_scores(scores, rows.execution.communicator());
  return on_first_rank(
      rows.execution, [&] { return spread_of(scores, copies.count); }, "quantiles");
}

}  // namespace odds
