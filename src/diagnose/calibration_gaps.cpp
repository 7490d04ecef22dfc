#include "diagnose/calibration_gaps.hpp"

#include "diagnose/log_odds.hpp"
#include "diagnose/order_statistics.hpp"
#include "inference/gather_scores.hpp"
#include "inference/score_runs.hpp"
#include "likelihood/model_likelihood.hpp"
#include "math/compensated_sum.hpp"
#include "parallel/add_fields.hpp"
#include "parallel/block_reduce.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace odds {
namespace {

/// The distance of a row, called as sorted lists call it.
struct RowGap {
  double eta = 0.0;
  double weight = 0.0;

  auto fields() { return std::tie(eta, weight); }
};

struct GapSums {
  CompensatedSum gaps;
  CompensatedSum weight;
  double largest = 0.0;

  GapSums& operator+=(const GapSums& other) {
    gaps += other.gaps;
    weight += other.weight;
    largest = std::max(largest, other.largest);
    return *this;
  }
  auto fields() { return std::tie(gaps, weight, largest); }
};

std::pair<GapSums, std::vector<RowGap>> gaps_of_block(const DesignRows& rows, const Model& model,
                                                      const CalibrationSpline& spline) {
  const ResponseCurve sigmoid;
  const Vector eta = linear_predictor(rows, model.coefficients);
  const Vector smooth = spline.basis(log_odds(eta, model.curve)) * spline.coefficients;
  std::pair<GapSums, std::vector<RowGap>> result;
  auto& [sums, list] = result;
  for (Index i = 0; i < rows.rows(); ++i) {
    const double gap = std::abs(sigmoid.at(smooth[i]).value - model.curve.at(eta[i]).value);
    const RowGap own{rows.is_at_limit(i) ? 0.0 : gap, rows.weight[i]};
    sums.gaps += own.weight * own.eta;
    sums.weight += own.weight;
    sums.largest = std::max(sums.largest, own.eta);
    list.push_back(own);
  }
  return result;
}

template <class Walk>
void walk_gaps(Walk walk, OrderStatistics& quantiles) {
  for (; !walk.ended(); walk.next()) quantiles.add(walk.front().eta, walk.front().weight);
}

std::vector<OrderPair> quantile_pairs(ScoreRuns<RowGap>& list, OrderStatistics quantiles) {
  list.sort();
  if (list.is_short()) {
    walk_gaps(ScoreRuns<RowGap>::ShortWalk(list), quantiles);
  } else {
    walk_gaps(ScoreRuns<RowGap>::Walk(list), quantiles);
  }
  return quantiles.pairs();
}

}  // namespace

Index CalibrationSpline::columns() const {
  return knots.empty() ? 2 : static_cast<Index>(knots.size());
}

Matrix CalibrationSpline::basis(const Vector& log_odds) const {
  Matrix result(log_odds.size(), columns());
  result.col(0).setOnes();
  if (knots.empty()) {
    result.col(1) = log_odds;
  } else {
    result.rightCols(columns() - 1) = NaturalSpline(knots).basis(log_odds);
  }
  return result;
}

CalibrationGaps calibration_gaps(const ModelRows& rows, const CalibrationSpline& spline,
                                 bool has_counts) {
  constexpr Index kShareOfGaps = 8;
  const Execution& execution = rows.execution;
  ScoreRuns<RowGap> list(execution.memory_bytes() / kShareOfGaps);
  const auto kernel = [&](DesignRows& block) { return gaps_of_block(block, rows.model, spline); };
  const auto use = [&](std::vector<RowGap>&& block) { list.add(block); };
  const GapSums sums = sum_and_use_blocks(
      rows.reader, execution, GapSums(),
      KernelWithOutput<decltype(kernel), decltype(use)>{kernel, use}, "calibration");
  gather_scores(list, execution.communicator());
  const double total = sums.weight.value();
  const std::vector<double> shares = {0.5, 0.9};
  const std::vector<OrderPair> pairs = on_first_rank(
      execution,
      [&] {
        return quantile_pairs(list, has_counts ? OrderStatistics::of_counts(shares, total)
                                               : OrderStatistics::of_weights(shares, total));
      },
      "ranking");
  return {.mean = sums.gaps.value() / total,
          .median = pairs[0].value(),
          .p90 = pairs[1].value(),
          .largest = sums.largest};
}

}  // namespace odds
