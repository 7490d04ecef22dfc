#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "comparison/aligned_rows.hpp"
#include "comparison/model_rows.hpp"
#include "comparison/stacked_scores.hpp"
#include "effects/margins/margins_jacobian.hpp"
#include "inference/set_variance.hpp"
#include "inference/wald.hpp"
#include "model/coordinates.hpp"
#include "model/model.hpp"
#include "parallel/helpers.hpp"

#include <odds/compare_effects.hpp>
#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace odds {
namespace {

/// A variance of a difference that is this small beside those of both parts is rounding; so is the
/// difference then, if it is this small beside both.
constexpr double kNoVariance = 1e-13;
constexpr double kNoDifference = 1e-12;

using DifferenceKind = EffectDifference::Kind;

/// What a model lacks for its scores to be stacked; empty: nothing.
std::string without_scores(const Fit& fit) {
  if (reduces_bias(fit.method())) return "a bias-reduced fit is no root of the score of the rows";
  if (!fit.coefficients_label().empty()) return "its coefficients were given";
  if (fit.guess_rate() == GuessRate::estimated) return "its guess rate was estimated";
  if (fit.eliminated() > 0) return "a factor with very many levels is eliminated";
  if (fit.matched_sets().any()) return "a conditional fit has no scores of single rows";
  return {};
}

void require_stackable(const NamedFit& first, const NamedFit& second) {
  for (const NamedFit* model : {&first, &second}) {
    const std::string why = without_scores(model->fit);
    if (!why.empty())
      refuse(fmt::format("{} has no scores to compare effects by: {}", model->name, why));
  }
  const std::string& one = first.fit.model().roles.frequency_weights;
  const std::string& other = second.fit.model().roles.frequency_weights;
  if (one == other) return;
  refuse(fmt::format("{} and {} have different frequency weights: a row would stand for different "
                     "numbers of rows",
                     first.name, second.name),
         "fit both with the same --fweight");
}

/// The column by which the scores of both models are summed; none.
std::vector<std::string> clusters_of(const NamedFit& first, const NamedFit& second) {
  std::vector<std::string> one = first.fit.variance_choice().clusters;
  std::vector<std::string> other = second.fit.variance_choice().clusters;
  if (one.size() > 1 || other.size() > 1) {
    refuse("differences of effects take one column of clusters",
           "fit both with one column of clusters, as in --vcov cluster:ID");
  }
  if (one.empty()) return other;
  if (!other.empty() && one != other) {
    refuse(fmt::format("{} has clusters of {}, and {} of {}", first.name, one.front(), second.name,
                       other.front()),
           "fit both with the same clusters, as in --vcov cluster:ID");
  }
  return one;
}

/// An estimate of a model, and its derivatives in the working coefficients.
struct NamedEstimate {
  std::string variable;
  std::string contrast;
  std::string base;  ///< of a coefficient of a factor
  double value = 0.0;
  Vector gradient;

  bool is_same_question(const NamedEstimate& other) const {
    return variable == other.variable && contrast == other.contrast && base == other.base;
  }
};

std::vector<NamedEstimate> coefficients_of(const Fit& fit) {
  const Model& model = fit.model();
  const Matrix map = estimate_map(model.plan, model.dependencies);
  std::vector<NamedEstimate> estimates;
  for (std::size_t j = 0; j < fit.names().size(); ++j) {
    if (std::isnan(fit.coefficients()[j])) continue;
    estimates.push_back({.variable = fit.names()[j],
                         .contrast = {},
                         .base = fit.labels()[j].base,
                         .value = fit.coefficients()[j],
                         .gradient = map.row(static_cast<Index>(j)).transpose()});
  }
  return estimates;
}

std::vector<NamedEstimate> effects_of(const Fit& fit, const Table& table,
                                      const Execution& execution, std::vector<Note>& notes) {
  const MarginsWithJacobian found = margins_with_jacobian(fit, table, {}, execution);
  for (const Note& note : found.margins.notes) {
    if (note.kind == NoteKind::warning) notes.push_back(note);
  }
  std::vector<NamedEstimate> estimates;
  for (std::size_t c = 0; c < found.margins.rows.size(); ++c) {
    const MarginRow& row = found.margins.rows[c];
    if (std::isnan(row.estimate)) continue;
    estimates.push_back({.variable = row.variable,
                         .contrast = row.contrast,
                         .base = {},
                         .value = row.estimate,
                         .gradient = found.jacobian.row(static_cast<Index>(c)).transpose()});
  }
  return estimates;
}

/// The variance of d' b for d of both models, 0 where it is rounding: of models that give the same
/// estimate whatever the data.
double variance_of(const Vector& first, const Vector& second, const Matrix& covariance) {
  Vector gradient(covariance.rows());
  gradient << first, -second;
  const double variance = gradient.dot(covariance * gradient);
  const Index p = first.size();
  const double parts =
      first.dot(covariance.topLeftCorner(p, p) * first) +
      second.dot(covariance.bottomRightCorner(second.size(), second.size()) * second);
  return variance > kNoVariance * parts ? variance : 0.0;
}

/// Adds the differences of what both have.
void add_differences(const std::vector<NamedEstimate>& first,
                     const std::vector<NamedEstimate>& second, const Matrix& covariance,
                     DifferenceKind kind, EffectsComparison& result) {
  const WaldReference reference = wald_reference(result.level, kInfinity);
  for (const NamedEstimate& one : first) {
    for (const NamedEstimate& other : second) {
      if (!one.is_same_question(other)) continue;
      const double variance = variance_of(one.gradient, other.gradient, covariance);
      const double size = kNoDifference * std::max(std::abs(one.value), std::abs(other.value));
      const double difference = one.value - other.value;
      const bool is_nothing = variance == 0.0 && std::abs(difference) <= size;
      EffectDifference row;
      static_cast<EstimateRow&>(row) =
          wald_row(is_nothing ? 0.0 : difference, std::sqrt(variance), reference);
      row.kind = kind;
      row.variable = one.variable;
      row.contrast = one.contrast;
      row.first = one.value;
      row.second = other.value;
      result.rows.push_back(std::move(row));
    }
  }
}

}  // namespace

void CompareEffectsOptions::validate() const {
  check_option("level", level, "> 0 and < 1", level > 0.0 && level < 1.0);
}

EffectsComparison compare_effects(const NamedFit& first, const NamedFit& second, const Table& table,
                                  const CompareEffectsOptions& options,
                                  const Execution& execution) {
  const HelpersOfCall helpers;
  options.validate();
  execution.validate();
  require_stackable(first, second);
  const std::vector<std::string> clusters = clusters_of(first, second);
  const auto first_rows = rows_of_model(first, table, execution, clusters);
  const auto second_rows = rows_of_model(second, table, execution, clusters);
  const AlignedRows rows({&first_rows->reader(), &second_rows->reader()});
  const StackedCovariance stacked =
      stacked_covariance(rows, first.fit, second.fit, clusters, execution);
  EffectsComparison result;
  result.level = options.level;
  result.clusters = clusters.empty() ? std::string() : clusters.front();
  result.units = stacked.units;
  if (!clusters.empty() && result.units < kFewClusters) {
    result.notes.push_back(few_clusters_note(result.units, clusters.front(),
                                             ", and differences of effects have no other"));
  }
  result.shared = stacked.shared;
  result.first_only = stacked.first_only;
  result.second_only = stacked.second_only;
  add_differences(coefficients_of(first.fit), coefficients_of(second.fit), stacked.matrix,
                  DifferenceKind::coefficient, result);
  add_differences(effects_of(first.fit, table, execution, result.notes),
                  effects_of(second.fit, table, execution, result.notes), stacked.matrix,
                  DifferenceKind::effect, result);
  return result;
}

}  // namespace odds
