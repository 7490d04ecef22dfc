#include "effects/combined.hpp"

#include "design/centring.hpp"
#include "effects/normal_draws.hpp"
#include "math/distributions.hpp"

#include <odds/inference.hpp>

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

constexpr double kRankTolerance = 1e-10;

/// Rounding of a derivative along a dependency, where it is 0; else it has the size of its parts.
constexpr double kEstimable = 1e-7;

/// Without levels `all` has no columns, and may have no rows either.
void add_row(const Matrix& all, Index from, double weight, Index row, Matrix& result) {
  if (all.cols() > 0) result.row(row) += weight * all.row(from);
}

bool is_ratio(const Combination& combination) {
  return combination.measure == Measure::risk_ratio || combination.measure == Measure::odds_ratio;
}

/// F, m x r, with F F' the correlations of a covariance; r is its rank.
Matrix correlation_factor(const Matrix& covariance) {
  const Vector scale = covariance.diagonal().cwiseSqrt().cwiseInverse();
  const Matrix correlation = scale.asDiagonal() * covariance * scale.asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(correlation);
  const Vector& values = eigen.eigenvalues();
  const double least = kRankTolerance * values.cwiseAbs().maxCoeff();
  Index first = 0;
  while (first < values.size() && values[first] <= least) ++first;
  const Index rank = values.size() - first;
  return eigen.eigenvectors().rightCols(rank) * values.tail(rank).cwiseSqrt().asDiagonal();
}

}  // namespace

double inner(const Combination& combination, double average) {
  if (combination.measure == Measure::risk_ratio) return std::log(average);
  if (combination.measure == Measure::odds_ratio) return std::log(average) - std::log1p(-average);
  return average;
}

double inner_slope(const Combination& combination, double average) {
  if (combination.measure == Measure::risk_ratio) return 1.0 / average;
  if (combination.measure == Measure::odds_ratio) return 1.0 / (average * (1.0 - average));
  return 1.0;
}

double outer(const Combination& combination, double value) {
  if (is_ratio(combination)) return std::exp(value);
  return combination.measure == Measure::nnt ? 1.0 / value : value;
}

std::vector<std::pair<Index, double>> derivative_terms(const Combination& combination,
                                                       VectorRef averages) {
  std::vector<std::pair<Index, double>> result = combination.terms;
  for (auto& term : result) term.second *= inner_slope(combination, averages[term.first]);
  return result;
}

Vector combined_values(const MarginPlan& plan, VectorRef averages) {
  Vector values = Vector::Zero(static_cast<Index>(plan.combinations.size()));
  for (Index c = 0; c < values.size(); ++c) {
    const Combination& combination = plan.combinations[static_cast<std::size_t>(c)];
    for (const auto& [average, weight] : combination.terms) {
      values[c] += weight * inner(combination, averages[average]);
    }
  }
  return values;
}

Combined combine(const MarginPlan& plan, const Averages& averages) {
  const auto count = static_cast<Index>(plan.combinations.size());
  const ArrowJacobian& all = averages.jacobian;
  Combined result{.values = combined_values(plan, averages.values),
                  .jacobian = {.core = Matrix::Zero(count, all.core.cols()),
                               .levels = {all.levels.levels, count}},
                  .by_guess = Vector::Zero(count)};
  for (Index c = 0; c < count; ++c) {
    const Combination& combination = plan.combinations[static_cast<std::size_t>(c)];
    for (const auto& [average, weight] : derivative_terms(combination, averages.values)) {
      add_row(all.core, average, weight, c, result.jacobian.core);
      add_row(all.levels.values, average, weight, c, result.jacobian.levels.values);
      result.by_guess[c] += weight * averages.by_guess[average];
    }
  }
  return result;
}

Matrix delta_covariance(const Model& model, const Combined& combined) {
  Matrix covariance = model.covariance.sandwich(combined.jacobian);
  if (!model.estimated_guess) return covariance;
  const Vector both = combined.jacobian.core * model.estimated_guess->covariance;
  const Vector& guess = combined.by_guess;
  covariance += both * guess.transpose() + guess * both.transpose() +
                model.estimated_guess->variance * guess * guess.transpose();
  return covariance;
}

EstimateRow combined_row(const Combination& combination, double value, double std_error,
                         double critical) {
  EstimateRow row = wald_row(value, std_error, 0.95);  // its interval comes now
  row.conf_low = value - critical * std_error;
  row.conf_high = value + critical * std_error;
  if (combination.is_probability && value > 0.0 && value < 1.0) {
    const double logit = std::log(value) - std::log1p(-value);
    const double reach = critical * std_error / (value * (1.0 - value));
    row.conf_low = sigmoid(logit - reach).value;
    row.conf_high = sigmoid(logit + reach).value;
  }
  if (!combination.measure) return row;
  row.estimate = outer(combination, value);
  row.conf_low = outer(combination, row.conf_low);
  row.conf_high = outer(combination, row.conf_high);
  if (is_ratio(combination)) row.std_error = row.estimate * std_error;
  if (combination.measure == Measure::nnt) {
    row.std_error = row.estimate * row.estimate * std_error;
    std::swap(row.conf_low, row.conf_high);  // 1 / x falls on each side of 0
    if (row.conf_low > row.conf_high) std::swap(row.conf_low, row.conf_high);
  }
  return row;
}

std::vector<bool> inestimable(const Model& model, const Combined& combined) {
  std::vector<bool> result(static_cast<std::size_t>(combined.values.size()), false);
  if (model.dependencies.empty()) return result;
  // X rho = 0 on the formula's columns is Z B^-1 rho = 0 on the working ones. What centring adds to
  // a column stands before it: B is triangular.
  const Index core = combined.jacobian.core.cols();
  const SparseMatrix map = to_original_coordinates(model.plan).topLeftCorner(core, core);
  for (const Dependency& dependency : model.dependencies) {
    Vector relation = -dependency.weights;
    relation[dependency.column] += 1.0;
    const Vector working = map.triangularView<Eigen::Upper>().solve(relation.head(core));
    const Vector along = combined.jacobian.core * working;
    const Vector parts = combined.jacobian.core.cwiseAbs() * working.cwiseAbs();
    for (Index c = 0; c < along.size(); ++c) {
      if (std::abs(along[c]) > kEstimable * parts[c]) result[static_cast<std::size_t>(c)] = true;
    }
  }
  return result;
}

std::vector<JointTest> joint_tests(const MarginPlan& plan, const Vector& values,
                                   const Matrix& covariance) {
  std::vector<JointTest> tests;
  if (!plan.joint) return tests;
  for (std::size_t e = 0; e < plan.effects.size(); ++e) {
    std::vector<Index> own;
    for (Index c = 0; c < values.size(); ++c) {
      const Combination& combination = plan.combinations[static_cast<std::size_t>(c)];
      const bool usable = std::isfinite(values[c]) && covariance(c, c) > 0.0;
      if (combination.effect == static_cast<Index>(e) && usable) own.push_back(c);
    }
    if (own.empty()) continue;
    const Vector scaled = values(own).array() / covariance.diagonal()(own).array().sqrt();
    const Matrix factor = correlation_factor(covariance(own, own));
    // The columns of the factor are orthogonal: its pseudo-inverse divides by their squares.
    const Vector along =
        (factor.transpose() * scaled).cwiseQuotient(factor.colwise().squaredNorm().transpose());
    JointTest test{.variable = plan.effects[e].variable,
                   .chi2 = along.squaredNorm(),
                   .df = factor.cols(),
                   .p_value = 1.0};
    test.p_value = chi_square_p_value(test.chi2, static_cast<double>(test.df));
    tests.push_back(std::move(test));
  }
  return tests;
}

double simultaneous_critical_value(const Matrix& covariance, double level, std::uint64_t seed) {
  constexpr Index kDraws = 100'000;
  constexpr Index kAtOnce = 1000;
  const Matrix factor = correlation_factor(covariance);
  NormalDraws draws(seed);
  std::vector<double> largest;
  for (Index done = 0; done < kDraws; done += kAtOnce) {
    const Matrix z = factor * draws.matrix(factor.cols(), kAtOnce);
    for (Index d = 0; d < kAtOnce; ++d) largest.push_back(z.col(d).cwiseAbs().maxCoeff());
  }
  const auto place = static_cast<std::ptrdiff_t>(level * static_cast<double>(kDraws));
  std::nth_element(largest.begin(), largest.begin() + place, largest.end());
  return largest[static_cast<std::size_t>(place)];
}

}  // namespace odds
