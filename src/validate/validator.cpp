#include "validate/validator.hpp"

#include "inference/gather_scores.hpp"
#include "inference/resampling.hpp"
#include "model/coordinates.hpp"
#include "parallel/block_reduce.hpp"
#include "solve/maximize.hpp"
#include "solve/restricted_objective.hpp"

#include <tuple>
#include <utility>

namespace odds {

/// For `pack`: what rank 0 tells the other processes.
inline auto fields_of(Performance& p) {
  return std::tie(p.auc, p.brier, p.log_loss, p.slope, p.intercept);
}

namespace {

constexpr Index kShareOfScores = 8;  // of memory

/// Of rows that count `factor` times, by unit.
BlockPredictors predictors_of(const DesignRows& rows, const Vector& eta,
                              const RowMultiplicity* multiplicity) {
  BlockPredictors result;
  for (Index i = 0; i < rows.rows(); ++i) {
    double weight = rows.weight[i];
    if (multiplicity != nullptr) {
      const Index row = rows.data.first + rows.data.position[static_cast<std::size_t>(i)];
      const std::int32_t unit = multiplicity->unit_of_row[static_cast<std::size_t>(row)];
      weight *= multiplicity->factor[static_cast<std::size_t>(unit)];
    }
    const double events = weight * rows.share[i];
    const double nonevents = weight * (1.0 - rows.share[i]);
    if (events > 0.0) result.events.push_back({eta[i], events});
    if (nonevents > 0.0) result.nonevents.push_back({eta[i], nonevents});
  }
  return result;
}

std::vector<WeightedScore> all_of(const ScoreRuns<WeightedScore>& list) {
  ScoreRuns<WeightedScore>::Walk walk(list);
  return take_scores<WeightedScore>(walk, list.size());
}

}  // namespace

Validator::Validator(const FittedRows& rows, const Model& model, const Execution& execution)
    : reader_(rows.reader()),
      model_(model),
      curve_(model.curve.known()),
      execution_(execution),
      likelihood_(reader_, inner_, curve_),
      shared_(reader_, execution, curve_),
      kept_(rows.kept()) {
  inner_.memory = execution.memory_bytes() / 8;
}

Performance Validator::apparent() const {
  return performance_of(model_.coefficients.head(model_.plan.columns()), nullptr, execution_);
}

Recalibration Validator::pooled(std::vector<Tested>& folds) const {
  return on_first_rank(execution_, [&] {
    OutcomePredictors all(execution_.memory_bytes() / kShareOfScores);
    for (Tested& fold : folds) {
      all.events.add(fold.scores.events);
      all.nonevents.add(fold.scores.nonevents);
      fold.scores = {};
    }
    all.sort(execution_);
    return recalibrate(outcome_walk(all), curve_);
  });
}

std::vector<Tested> Validator::run(const ReplicatePlan& plan) const {
  std::vector<Tested> all;
  if (execution_.communicator().size() > 1) {
    for (Index r = 0; r < plan.count; ++r) {
      all.push_back(tested(plan, plan.replicate(r), shared_, execution_));
    }
    return all;
  }
  write_blocks_in_order(
      Resamples(plan.count), execution_,
      [&](Index r) { return tested(plan, plan.replicate(r), likelihood_, inner_); },
      [&](Tested&& one) { all.push_back(std::move(one)); }, "validating");
  return all;
}

Tested Validator::tested(const ReplicatePlan& plan, const Replicate& replicate,
                         const ModelLikelihood& all, const Execution& execution) const {
  const RowMultiplicity training{plan.unit_of_row, replicate.trained};
  const RowMultiplicity testing{plan.unit_of_row, replicate.tested};
  const ModelLikelihood of_training = all.resampled(training);
  const Maximum maximum =
      maximize(RestrictedObjective(of_training, kept_), model_.coefficients(kept_));
  if (!maximum.converged()) return {};
  Vector coefficients = Vector::Zero(model_.plan.columns());
  coefficients(kept_) = maximum.point;
  Tested result;
  result.fitted = true;
  if (plan.tests_training) result.trained = performance_of(coefficients, &training, execution);
  result.tested = performance_of(coefficients, &testing, execution,
                                 plan.keeps_scores ? &result.scores : nullptr);
  return result;
}

/// Collective where `execution` has several processes; rank 0 gets the scores.
Performance Validator::performance_of(const Vector& coefficients,
                                      const RowMultiplicity* multiplicity,
                                      const Execution& execution,
                                      BlockPredictors* kept_scores) const {
  OutcomePredictors scores(execution.memory_bytes() / kShareOfScores);
  const auto kernel = [&](DesignRows& rows) {
    const Vector eta = linear_predictor(rows, coefficients);
    return std::pair(Index{1}, predictors_of(rows, eta, multiplicity));
  };
  const auto use = [&](BlockPredictors&& block) {
    scores.events.add(block.events);
    scores.nonevents.add(block.nonevents);
  };
  sum_and_use_blocks(reader_, execution, Index{0},
                     KernelWithOutput<decltype(kernel), decltype(use)>{kernel, use});
  gather_scores(scores.events, execution.communicator());
  gather_scores(scores.nonevents, execution.communicator());
  return on_first_rank(execution, [&] {
    scores.sort(execution);
    if (kept_scores != nullptr) {
      kept_scores->events = all_of(scores.events);
      kept_scores->nonevents = all_of(scores.nonevents);
    }
    return performance(scores, curve_, !model_.response.fractional());
  });
}

}  // namespace odds
