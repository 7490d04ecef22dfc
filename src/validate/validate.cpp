#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "inference/fitted_rows.hpp"
#include "inference/resampling.hpp"
#include "validate/folds.hpp"
#include "validate/validator.hpp"

#include <odds/error.hpp>
#include <odds/inference.hpp>
#include <odds/notes.hpp>
#include <odds/validate.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace odds {

namespace {

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

/// An index of all tested rows of a repeat together, of each repeat.
struct PooledParts {
  std::vector<double> values;
  std::vector<double> variances;

  void add(double value, double variance) {
    values.push_back(value);
    variances.push_back(variance);
  }
};

/// The mean over repeats, and the root of the mean variance.
void set_pooled(const PooledParts& parts, ValidatedIndex& index) {
  index.corrected = mean_of(parts.values);
  index.optimism = index.apparent - index.corrected;
  index.std_error = std::sqrt(mean_of(parts.variances));
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

/// Of small folds.
void note_single_outcomes(const Model& model, const std::vector<Tested>& all, Validation& result) {
  if (model.response.fractional()) return;
  const auto without = std::ranges::count_if(
      all, [](const Tested& one) { return one.fitted && std::isnan(one.tested.auc); });
  if (without == 0) return;
  result.notes.push_back(make_note(
      NoteCode::folds_of_one_outcome,
      fmt::format("{} of {} folds have no events, or no non-events, and so no AUC: {}.", without,
                  std::ssize(all),
                  without == std::ssize(all)
                      ? "with fewer folds there is one"
                      : "it is that of the others; with fewer folds there is one of each")));
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
  PooledParts slopes, intercepts;
  for (auto& folds : divide_into_folds(rows.reader(), by_outcome, options, execution)) {
    std::vector<Tested> repeat = validator.run(fold_plan(std::move(folds), options.folds));
    const Recalibration pooled = validator.pooled(repeat);
    slopes.add(pooled.with_slope.slope, pooled.with_slope.slope_variance);
    intercepts.add(pooled.in_the_large.intercept, pooled.in_the_large.intercept_variance);
    std::ranges::move(repeat, std::back_inserter(all));
  }
  take_fitted(all, result);
  note_divided_clusters(fit, result);
  note_single_outcomes(fit.model(), all, result);
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
  set_pooled(slopes, result.indices[3]);
  set_pooled(intercepts, result.indices[4]);
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
