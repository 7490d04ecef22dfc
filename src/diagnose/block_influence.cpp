#include "diagnose/block_influence.hpp"

#include "base/special_values.hpp"
#include "design/quadratic_forms.hpp"
#include "inference/heterogeneity.hpp"
#include "likelihood/model_likelihood.hpp"
#include "math/binomial.hpp"
#include "math/span_of.hpp"
#include "model/coordinates.hpp"

#include <cmath>
#include <utility>

namespace odds {
namespace {

/// Maps the score of a working row to what the formula's coefficients lose without it, in units of
/// their standard errors: p x p; NaN where aliased.
Matrix scaled_influence_map(const Model& model) {
  const SparseMatrix map = estimate_map(model.plan, model.dependencies);
  const Matrix inverse =
      model.information_inverse().core.topLeftCorner(model.plan.columns(), model.plan.columns()) /
      model.factor;
  Matrix by_score = map * inverse;
  const Vector errors = (by_score * map.transpose()).diagonal().cwiseSqrt();
  by_score = errors.cwiseInverse().asDiagonal() * by_score;
  for (const Dependency& dependency : model.dependencies) {
    by_score.row(dependency.column).setConstant(kNaN);
  }
  return by_score;
}

double gap_of(double y, double p, double complement) { return y * complement - (1.0 - y) * p; }

}  // namespace

double rest_of(double leverage) {
  constexpr double kLeastRest = 1e-10;
  const double rest = 1.0 - leverage;
  return rest > kLeastRest ? rest : kNaN;
}

BlockObservations observations_of(const DesignRows& rows) {
  return {.y = rows.share, .trials = rows.weight.cwiseQuotient(rows.copies())};
}

BlockObservations observations_of(const std::vector<PatternKey>& keys,
                                  const PatternTotals& patterns) {
  const auto n = static_cast<Index>(keys.size());
  BlockObservations observed{.y = Vector(n), .trials = Vector(n)};
  for (Index i = 0; i < n; ++i) {
    const auto totals = patterns.values.col(place_of(keys[static_cast<std::size_t>(i)], patterns));
    observed.y[i] = totals[0] / totals[1];
    observed.trials[i] = totals[1];
  }
  return observed;
}

InfluenceKernel::InfluenceKernel(const Model& model, bool dfbetas)
    : model_(model), coefficients_(static_cast<double>(kept_columns(model).size())) {
  if (dfbetas) by_score_ = scaled_influence_map(model);
}

BlockInfluence InfluenceKernel::operator()(const DesignRows& rows, Vector eta,
                                           const BlockObservations& observed) const {
  BlockTerms terms;
  model_.curve.add_up({.eta = span_of(std::as_const(eta)),
                       .y = span_of(observed.y),
                       .weight = span_of(observed.trials),
                       .frequency = {}},
                      Information::expected, terms);
  const Vector spread = quadratic_forms(rows.x, model_.information_inverse());
  BlockInfluence block{.eta = std::move(eta),
                       .value = Vector(spread.size()),
                       .complement = Vector(spread.size()),
                       .score = std::move(terms.residual),
                       .leverage = terms.expected.by_eta.cwiseProduct(spread) / model_.factor};
  for (Index i = 0; i < spread.size(); ++i) {
    const CurvePoint p = model_.curve.at(block.eta[i]);
    block.value[i] = p.value;
    block.complement[i] = p.complement;
  }
  return block;
}

double InfluenceKernel::cooks(const BlockInfluence& block, const BlockObservations& observed,
                              Index i) const {
  const double rest = rest_of(block.leverage[i]);
  return observed.trials[i] * pearson_term(observed.y[i], block.value[i], block.complement[i]) *
         block.leverage[i] / (rest * rest) / coefficients_;
}

std::vector<double> InfluenceKernel::dfbetas(const DesignRows& rows, double score, Index i) const {
  std::vector<DesignEntry> entries;
  read_row(rows.x, i, entries);
  Vector change = Vector::Zero(by_score_.rows());
  for (const DesignEntry& entry : entries) change += entry.value * by_score_.col(entry.column);
  return to_std(score * change);
}

RowInfluence InfluenceKernel::row(const DesignRows& rows, const BlockInfluence& block,
                                  const BlockObservations& observed, Index i,
                                  bool with_dfbetas) const {
  const CurvePoint p = model_.curve.at(block.eta[i]);
  const double y = observed.y[i];
  const double m = observed.trials[i];
  const double gap = gap_of(y, p.value, p.complement);
  const double h = block.leverage[i];
  const double rest = rest_of(h);
  const double chi2 = m * pearson_term(y, p.value, p.complement);
  const double deviance = 2.0 * m * half_deviance(y, p.value, p.complement);
  RowInfluence row;
  row.row = rows.data.first + rows.data.position[static_cast<std::size_t>(i)];
  row.used = true;
  row.y = y;
  row.trials = m;
  row.eta = block.eta[i];
  row.fitted = p.value;
  row.response = gap;
  row.pearson = std::copysign(std::sqrt(chi2), gap);
  row.std_pearson = row.pearson / std::sqrt(rest);
  row.deviance = std::copysign(std::sqrt(deviance), gap);
  row.std_deviance = row.deviance / std::sqrt(rest);
  row.working = gap == 0.0 ? 0.0 : gap / p.d1;
  row.leverage = h;
  row.cooks = cooks(block, observed, i);
  row.displacement = coefficients_ * row.cooks;
  row.delta_chi2 = chi2 / rest;
  row.delta_deviance = deviance + chi2 * h / rest;
  if (with_dfbetas) row.dfbetas = dfbetas(rows, block.score[i] / rest, i);
  return row;
}

}  // namespace odds
