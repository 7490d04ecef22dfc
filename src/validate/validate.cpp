#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "inference/fitted_rows.hpp"
#include "inference/gather_scores.hpp"
#include "inference/resampling.hpp"
#include "likelihood/model_likelihood.hpp"
#include "model/coordinates.hpp"
#include "parallel/block_reduce.hpp"
#include "solve/maximize.hpp"
#include "solve/restricted_objective.hpp"
#include "validate/folds.hpp"
#include "validate/performance.hpp"

#include <odds/error.hpp>
#include <odds/inference.hpp>
#include <odds/notes.hpp>
#include <odds/validate.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace odds {

inline auto fields_of(Performance& p) {
  return std::tie(p.auc, p.brier, p.log_loss, p.slope, p.intercept);
}

namespace {

/// A fit to some rows of the data: by unit, how often its rows count there, and when it is tested.
struct Replicate {
  std::vector<double> trained;
  std::vector<double> tested;
};

/// A division of the rows into units, and the replicates that are made of them.
struct ReplicatePlan {
  std::vector<std::int32_t> unit_of_row;
  Index count = 0;
  std::function<Replicate(Index)> replicate;
  bool tests_training = false;  ///< whether its own rows are of interest, too
  bool keeps_scores = false;    ///< whether those of the tested rows are
};

constexpr Index kShareOfScores = 8;  // of memory

/// The predictors of the rows of a block by outcome.
struct BlockPredictors {
  std::vector<WeightedScore> events;
  std::vector<WeightedScore> nonevents;

  auto fields() { return std::tie(events, nonevents); }
};

/// Of a replicate; `fitted`: false where it has no estimates.
struct Tested {
  bool fitted = false;
  Performance trained;
  Performance tested;
  BlockPredictors scores;  ///< of the tested rows, if the plan wants them; in rank 0

  auto fields() { return std::tie(fitted, trained, tested, scores); }
};

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

/// Fits to parts of the rows of a fit, and what they are worth on others.
class Validator {
 public:
  Validator(const FittedRows& rows, const Model& model, const Execution& execution)
      : reader_(rows.reader()),
        model_(model),
        curve_(model.curve.known()),
        execution_(execution),
        likelihood_(reader_, inner_, curve_),
        shared_(reader_, execution, curve_),
        kept_(rows.kept()) {
    inner_.memory = execution.memory_bytes() / 8;
  }

  /// Of the fit itself, on all its rows.
  Performance apparent() const {
    return performance_of(model_.coefficients.head(model_.plan.columns()), nullptr, execution_);
  }

  /// Slope and intercept of all tested rows of the folds together. Frees their scores.
  Recalibration pooled(std::vector<Tested>& folds) const {
    return on_first_rank(execution_, [&] {
      OutcomePredictors all(execution_.memory_bytes() / kShareOfScores);
      for (Tested& fold : folds) {
        all.events.add(fold.scores.events);
        all.nonevents.add(fold.scores.nonevents);
        fold.scores = {};
      }
      all.sort(execution_);
      return recalibrate(all, curve_);
    });
  }

  /// Of each replicate, in their order.
  std::vector<Tested> run(const ReplicatePlan& plan) const {
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

 private:
  Tested tested(const ReplicatePlan& plan, const Replicate& replicate, const ModelLikelihood& all,
                const Execution& execution) const {
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
  Performance performance_of(const Vector& coefficients, const RowMultiplicity* multiplicity,
                             const Execution& execution,
                             BlockPredictors* kept_scores = nullptr) const {
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

  const DesignReader& reader_;
  const Model& model_;
  ResponseCurve curve_;
  const Execution& execution_;
  Execution inner_{.threads = 1, .memory = 0, .progress = {}, .processes = nullptr};
  ModelLikelihood likelihood_;  // of one thread
  ModelLikelihood shared_;      // of all processes
  std::vector<Index> kept_;
};

void require_maximum_likelihood(const Fit& fit, const char* what) {
  const Model& model = fit.model();
  require_maximum(fit);
  if (fit.method() != Method::maximum_likelihood || model.curve.estimates_guess ||
      !model.coefficients_label.empty()) {
    refuse(fmt::format("{} fits by maximum likelihood, the guess rate given: this fit is another",
                       what),
           "leave the flags of its method away");
  }
}

/// The mean of those that are numbers; NaN if none is.
double mean_of(const std::vector<double>& values) {
  double sum = 0.0;
  double count = 0.0;
  for (const double v : values) {
    if (std::isnan(v)) continue;
    sum += v;
    count += 1.0;
  }
  return sum / count;
}

/// Their variance, with the divisor n - 1.
double variance_of(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double squares = 0.0;
  double count = 0.0;
  for (const double v : values) {
    if (std::isnan(v)) continue;
    squares += (v - mean) * (v - mean);
    count += 1.0;
  }
  return count < 2.0 ? kNaN : squares / (count - 1.0);
}

/// The index at place `index` of each.
std::vector<double> column_of(const std::vector<Performance>& all, std::size_t index) {
  std::vector<double> values;
  for (const Performance& one : all) values.push_back(one.values()[index]);
  return values;
}

/// sqrt(mean over repeats of s^2 / K).
double error_over_folds(const std::vector<double>& values, Index folds) {
  std::vector<double> variances;
  for (auto first = values.begin(); first != values.end(); first += folds) {
    variances.push_back(variance_of({first, first + folds}) / static_cast<double>(folds));
  }
  return std::sqrt(mean_of(variances));
}

/// The mean over repeats, and the root of the mean squared error.
void set_pooled(const std::vector<Recalibration>& repeats, Recalibrated Recalibration::*part,
                ValidatedIndex& index) {
  std::vector<double> values, squares;
  for (const Recalibration& repeat : repeats) {
    values.push_back((repeat.*part).value);
    squares.push_back((repeat.*part).std_error * (repeat.*part).std_error);
  }
  index.corrected = mean_of(values);
  index.optimism = index.apparent - index.corrected;
  index.std_error = std::sqrt(mean_of(squares));
}

/// NaN of what is the same for each resample: slope and intercept are 1 and 0 on own rows.
double error_over_resamples(const std::vector<double>& values) {
  const double variance = variance_of(values);
  return variance > 0.0 ? std::sqrt(variance) : kNaN;
}

/// What is left of the replicates with estimates.
void take_fitted(const std::vector<Tested>& all, Validation& result) {
  const bool by_fold = result.method == Validation::Method::cross_validation;
  for (const Tested& one : all) {
    if (!one.fitted) ++result.left_out;
    // Each fold keeps its place; its indices are NaN.
    if (one.fitted || by_fold) result.tested.push_back(one.tested);
    if (one.fitted && !by_fold) result.trained.push_back(one.trained);
  }
  if (std::ssize(all) - result.left_out < 2) {
    throw Error(ErrorKind::model,
                {.what = fmt::format("{} of {} fits to parts of the rows have estimates: in the "
                                     "others the data are separated, or a column has no rows",
                                     std::ssize(all) - result.left_out, std::ssize(all)),
                 .where = {},
                 .hint = by_fold ? "more folds leave more rows for each fit" : "",
                 .excerpt = {}});
  }
  if (result.left_out == 0) return;
  result.notes.push_back(
      make_note(NoteCode::parts_without_estimates,
                fmt::format("{} of {} fits to parts of the rows have no estimates, since the data "
                            "are separated there, or a column has no rows: they are left out.",
                            result.left_out, std::ssize(all))));
}

/// Folds and resamples of rows, where the fit's errors go by clusters.
void note_divided_clusters(const Fit& fit, Validation& result) {
  if (fit.clusters().empty() || !result.clusters.empty()) return;
  const std::string& column = fit.clusters().front().columns.front();
  result.notes.push_back(make_note(
      NoteCode::clusters_divided,
      fmt::format("Rows of one cluster of {} are both fitted and tested, which flatters the fit: "
                  "N,{} in place of the number N keeps clusters whole.",
                  column, column)));
}

ReplicatePlan fold_plan(std::vector<std::int32_t> fold_of_row, Index folds) {
  return {.unit_of_row = std::move(fold_of_row),
          .count = folds,
          .replicate =
              [folds](Index fold) {
                const auto all = static_cast<std::size_t>(folds);
                Replicate replicate{.trained = std::vector<double>(all, 1.0),
                                    .tested = std::vector<double>(all, 0.0)};
                replicate.trained[static_cast<std::size_t>(fold)] = 0.0;
                replicate.tested[static_cast<std::size_t>(fold)] = 1.0;
                return replicate;
              },
          .keeps_scores = true};
}

ReplicatePlan resample_plan(ResamplingUnits units, const OptimismOptions& options) {
  const auto shared = std::make_shared<const ResamplingUnits>(std::move(units));
  return {.unit_of_row = shared->of_row,
          .count = options.resamples,
          .replicate =
              [shared, seed = options.seed](Index resample) {
                return Replicate{.trained = bootstrap_counts(*shared, seed, resample),
                                 .tested = std::vector<double>(shared->copies.size(), 1.0)};
              },
          .tests_training = true};
}

std::vector<std::string> columns_of(const std::string& clusters) {
  return clusters.empty() ? std::vector<std::string>() : std::vector{clusters};
}

void require_at_least(const char* field, Index value, Index least) {
  if (value >= least) return;
  refuse(fmt::format("{} = {}: it must be a whole number from {} on", field, value, least));
}

}  // namespace

void CrossValidationOptions::validate() const {
  require_at_least("folds", folds, 2);
  require_at_least("repeats", repeats, 1);
}

void OptimismOptions::validate() const { require_at_least("resamples", resamples, 2); }

Validation cross_validate(const Fit& fit, const Table& table, const CrossValidationOptions& options,
                          const Execution& execution) {
  options.validate();
  require_maximum_likelihood(fit, "cross-validation");
  const FittedRows rows(fit, table, execution, columns_of(options.clusters));
  const Validator validator(rows, fit.model(), execution);
  Validation result{.method = Validation::Method::cross_validation,
                    .folds = options.folds,
                    .repeats = options.repeats,
                    .clusters = options.clusters,
                    .seed = options.seed};
  const bool by_outcome = !fit.model().response.mixed();
  std::vector<Tested> all;
  std::vector<Recalibration> pooled;
  for (auto& folds : divide_into_folds(rows.reader(), by_outcome, options, execution)) {
    std::vector<Tested> repeat = validator.run(fold_plan(std::move(folds), options.folds));
    pooled.push_back(validator.pooled(repeat));
    std::ranges::move(repeat, std::back_inserter(all));
  }
  take_fitted(all, result);
  note_divided_clusters(fit, result);
  const std::array apparent = validator.apparent().values();
  for (std::size_t i = 0; i < apparent.size(); ++i) {
    const std::vector<double> values = column_of(result.tested, i);
    const double mean = mean_of(values);
    result.indices.push_back({.name = kPerformanceNames[i],
                              .apparent = apparent[i],
                              .optimism = apparent[i] - mean,
                              .corrected = mean,
                              .std_error = error_over_folds(values, options.folds)});
  }
  set_pooled(pooled, &Recalibration::slope, result.indices[3]);
  set_pooled(pooled, &Recalibration::intercept, result.indices[4]);
  return result;
}

Validation estimate_optimism(const Fit& fit, const Table& table, const OptimismOptions& options,
                             const Execution& execution) {
  options.validate();
  require_maximum_likelihood(fit, "the optimism of a fit");
  const std::vector<std::string> clusters = columns_of(options.clusters);
  const FittedRows rows(fit, table, execution, clusters);
  const Validator validator(rows, fit.model(), execution);
  Validation result{.method = Validation::Method::bootstrap,
                    .resamples = options.resamples,
                    .clusters = options.clusters,
                    .seed = options.seed};
  take_fitted(
      validator.run(resample_plan(resampling_units(rows.reader(), clusters, execution), options)),
      result);
  note_divided_clusters(fit, result);
  const std::array apparent = validator.apparent().values();
  for (std::size_t i = 0; i < apparent.size(); ++i) {
    const std::vector<double> trained = column_of(result.trained, i);
    std::vector<double> lost = trained;
    const std::vector<double> tested = column_of(result.tested, i);
    for (std::size_t r = 0; r < lost.size(); ++r) lost[r] -= tested[r];
    const double optimism = mean_of(lost);
    result.indices.push_back({.name = kPerformanceNames[i],
                              .apparent = apparent[i],
                              .optimism = optimism,
                              .corrected = apparent[i] - optimism,
                              .std_error = error_over_resamples(trained)});
  }
  return result;
}

}  // namespace odds
