#include "base/special_values.hpp"
#include "effects/margins/margin_errors.hpp"
#include "math/normal_draws.hpp"
#include "parallel/block_reduce.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace odds {
namespace {

struct DrawSums {
  Matrix values;       // m x draws
  Matrix complements;  // likewise, as in AverageSums
  Vector weight;       // groups

  DrawSums& operator+=(const DrawSums& other) {
    values += other.values;
    complements += other.complements;
    weight += other.weight;
    return *this;
  }
  auto fields() { return std::tie(values, complements, weight); }
};

DrawSums no_draws(const AverageTask& task, Index draws) {
  return {.values = Matrix::Zero(task.size(), draws),
          .complements = Matrix::Zero(task.size(), draws),
          .weight = Vector::Zero(task.groups)};
}

/// Coefficients and curves drawn from the distribution of the parameters: p x draws, and draws.
struct DrawnModels {
  Matrix coefficients;
  std::vector<ResponseCurve> curves;
};

DrawnModels draw(const Model& model, const MarginsOptions& options) {
  const Index p = model.coefficients.size();
  const Index q = model.curve.own_parameters();
  const Matrix& covariance = model.covariance.core;
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(covariance);
  const Matrix factor =
      eigen.eigenvectors() * eigen.eigenvalues().cwiseMax(0.0).cwiseSqrt().asDiagonal();
  NormalDraws normal(options.seed);
  const Matrix moved = factor * normal.matrix(covariance.rows(), options.draws);
  DrawnModels drawn{.coefficients = moved.topRows(p).colwise() + model.coefficients,
                    .curves = {static_cast<std::size_t>(options.draws), model.curve}};
  for (Index d = 0; q > 0 && d < options.draws; ++d) {
    const Vector own = (model.curve.own_values() + moved.col(d).tail(q)).cwiseMax(0.0);
    drawn.curves[static_cast<std::size_t>(d)] = model.curve.with_own_values(own);
  }
  return drawn;
}

/// Adds the quantities of one setting under all draws.
template <class Rows>
void add_setting(const AverageTask& task, const DrawnModels& drawn, const Rows& rows, Index s,
                 DrawSums& sums) {
  const LinearForm eta = rows.predictor(s);
  std::vector<std::pair<Index, QuantityForms>> own;
  for (Index q = 0; q < static_cast<Index>(task.quantities.size()); ++q) {
    const Quantity& quantity = task.quantities[static_cast<std::size_t>(q)];
    if (quantity.setting == s) own.emplace_back(q, quantity_forms(quantity, rows, eta));
  }
  if (own.empty()) return;
  for (Index d = 0; d < drawn.coefficients.cols(); ++d) {
    const Vector gamma = drawn.coefficients.col(d);
    const CurveValues curve = drawn.curves[static_cast<std::size_t>(d)].values(eta.values(gamma));
    for (const auto& [q, forms] : own) {
      const Jet jet = quantity_jet(task.quantities[static_cast<std::size_t>(q)], forms, curve,
                                   gamma, task.function);
      for (Index i = 0; i < rows.rows(); ++i) {
        const Index group = rows.groups().empty() ? 0 : rows.groups()[static_cast<std::size_t>(i)];
        const Index m = task.numbering().number(group, q);
        sums.values(m, d) += rows.weight()[i] * jet.value[i];
        sums.complements(m, d) +=
            jet.complement.size() > 0 ? rows.weight()[i] * jet.complement[i] : kNaN;
      }
    }
  }
}

template <class Rows>
DrawSums sum_draws(const AverageTask& task, const DrawnModels& drawn, const Rows& rows) {
  DrawSums sums = no_draws(task, drawn.coefficients.cols());
  for (Index i = 0; i < rows.rows(); ++i) {
    const Index group = rows.groups().empty() ? 0 : rows.groups()[static_cast<std::size_t>(i)];
    sums.weight[group] += rows.weight()[i];
  }
  const auto settings = static_cast<Index>(task.design.settings().size());
  for (Index s = 0; s < settings; ++s) add_setting(task, drawn, rows, s, sums);
  return sums;
}

}  // namespace

Matrix simulated_values(const AverageTask& task, const MarginPlan& plan,
                        const CounterfactualPass& pass, const MarginsOptions& options) {
  const DrawnModels drawn = draw(task.design.model(), options);
  DrawSums sums;
  if (options.point == MarginPoint::observed) {
    sums = sum_over_blocks(
        pass.reader, pass.execution, no_draws(task, options.draws),
        [&](DesignRows& rows) {
          const TableRows set_rows(task.design, rows,
                                   groups_of_rows(pass.summary, pass.needs, rows));
          return sum_draws(task, drawn, set_rows);
        },
        "simulating");
  } else {
    sums = sum_draws(task, drawn, PointRows(task.design, point_cells(pass.summary, options.point)));
  }
  Matrix result(options.draws, static_cast<Index>(plan.combinations.size()));
  for (Index d = 0; d < options.draws; ++d) {
    const auto average = [&](const AverageTerm& term) -> Average {
      const Index m = task.numbering().number(term.group, term.quantity);
      const double weight = sums.weight[term.group];
      return {sums.values(m, d) / weight, sums.complements(m, d) / weight};
    };
    for (Index c = 0; c < result.cols(); ++c) {
      result(d, c) =
          combined_average(plan.combinations[static_cast<std::size_t>(c)], average).value;
    }
  }
  return result;
}

CombinedCovariance draw_covariance(const Matrix& draws, const Vector& unit) {
  const Matrix scaled = draws * unit.cwiseInverse().asDiagonal();
  const Matrix centred = scaled.rowwise() - scaled.colwise().mean();
  const auto degrees = static_cast<double>(draws.rows() - 1);
  return {.unit = unit,
          .matrix = centred.transpose() * centred / degrees,
          .root = centred.transpose() / std::sqrt(degrees),
          .own_degrees = nullptr};
}

}  // namespace odds
