#include "effects/margin_errors.hpp"
#include "effects/normal_draws.hpp"
#include "parallel/block_reduce.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <tuple>
#include <utility>

namespace odds {
namespace {

struct DrawSums {
  Matrix values;  // m x draws
  Vector weight;  // groups

  DrawSums& operator+=(const DrawSums& other) {
    values += other.values;
    weight += other.weight;
    return *this;
  }
  auto fields() { return std::tie(values, weight); }
};

/// Coefficients and guess rates drawn from their distribution: p x draws, and draws.
struct DrawnModels {
  Matrix coefficients;
  std::vector<Asymptotes> asymptotes;
};

DrawnModels draw(const Model& model, const MarginsOptions& options) {
  const Index p = model.coefficients.size();
  const bool guess = model.estimated_guess.has_value();
  Matrix covariance = Matrix::Zero(p + (guess ? 1 : 0), p + (guess ? 1 : 0));
  covariance.topLeftCorner(p, p) = model.covariance.core;
  if (guess) {
    covariance.col(p).head(p) = model.estimated_guess->covariance;
    covariance.row(p).head(p) = model.estimated_guess->covariance.transpose();
    covariance(p, p) = model.estimated_guess->variance;
  }
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(covariance);
  const Matrix factor =
      eigen.eigenvectors() * eigen.eigenvalues().cwiseMax(0.0).cwiseSqrt().asDiagonal();
  NormalDraws normal(options.seed);
  const Matrix moved = factor * normal.matrix(covariance.rows(), options.draws);
  DrawnModels drawn{.coefficients = moved.topRows(p).colwise() + model.coefficients,
                    .asymptotes = {static_cast<std::size_t>(options.draws), model.asymptotes}};
  for (Index d = 0; guess && d < options.draws; ++d) {
    double& rate = drawn.asymptotes[static_cast<std::size_t>(d)].guess;
    rate = std::max(0.0, rate + moved(p, d));
  }
  return drawn;
}

/// Adds the quantities of one setting under all draws.
template <class Rows>
void add_setting(const AverageTask& task, const DrawnModels& drawn, const Rows& rows, Index s,
                 DrawSums& sums) {
  const LinearForm eta = rows.predictor(s);
  const auto quantities = static_cast<Index>(task.quantities.size());
  std::vector<std::pair<Index, QuantityForms>> own;
  for (Index q = 0; q < quantities; ++q) {
    const Quantity& quantity = task.quantities[static_cast<std::size_t>(q)];
    if (quantity.setting == s) own.emplace_back(q, quantity_forms(quantity, rows, eta));
  }
  if (own.empty()) return;
  for (Index d = 0; d < drawn.coefficients.cols(); ++d) {
    const Vector gamma = drawn.coefficients.col(d);
    const MeanCurve curve =
        mean_curve(eta.values(gamma), drawn.asymptotes[static_cast<std::size_t>(d)]);
    for (const auto& [q, forms] : own) {
      const Jet jet = quantity_jet(task.quantities[static_cast<std::size_t>(q)], forms, curve,
                                   gamma, task.function);
      for (Index i = 0; i < rows.rows(); ++i) {
        const Index group = rows.groups().empty() ? 0 : rows.groups()[static_cast<std::size_t>(i)];
        sums.values(group * quantities + q, d) += rows.weight()[i] * jet.value[i];
      }
    }
  }
}

template <class Rows>
DrawSums sum_draws(const AverageTask& task, const DrawnModels& drawn, const Rows& rows) {
  DrawSums sums{.values = Matrix::Zero(task.size(), drawn.coefficients.cols()),
                .weight = Vector::Zero(task.groups)};
  for (Index i = 0; i < rows.rows(); ++i) {
    const Index group = rows.groups().empty() ? 0 : rows.groups()[static_cast<std::size_t>(i)];
    sums.weight[group] += rows.weight()[i];
  }
  const auto settings = static_cast<Index>(task.design.settings().size());
  for (Index s = 0; s < settings; ++s) add_setting(task, drawn, rows, s, sums);
  return sums;
}

}  // namespace

Matrix simulated_values(const AverageTask& task, const MarginPlan& plan, const TrialPass& pass,
                        const MarginsOptions& options) {
  const DrawnModels drawn = draw(task.design.model(), options);
  DrawSums sums;
  if (options.point == MarginPoint::observed) {
    const DrawSums zero{.values = Matrix::Zero(task.size(), options.draws),
                        .weight = Vector::Zero(task.groups)};
    sums = sum_over_blocks(
        pass.reader, pass.execution, zero,
        [&](DesignRows& rows) {
          const TableRows trial(task.design, rows, groups_of_rows(pass.survey, pass.needs, rows));
          return sum_draws(task, drawn, trial);
        },
        "simulating");
  } else {
    sums = sum_draws(task, drawn, PointRows(task.design, point_cells(pass.survey, options.point)));
  }
  const auto quantities = static_cast<Index>(task.quantities.size());
  Matrix result(options.draws, static_cast<Index>(plan.combinations.size()));
  for (Index d = 0; d < options.draws; ++d) {
    Vector averages = sums.values.col(d);
    for (Index m = 0; m < averages.size(); ++m) averages[m] /= sums.weight[m / quantities];
    result.row(d) = combined_values(plan, averages).transpose();
  }
  return result;
}

}  // namespace odds
