#include "inference/combination.hpp"

#include "base/special_values.hpp"
#include "formula/expression.hpp"
#include "model/coordinates.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace odds {
namespace {

[[noreturn]] void refuse_at_estimates(std::string what, std::string hint = {}) {
  throw Error(ErrorKind::model,
              {.what = std::move(what), .where = {}, .hint = std::move(hint), .excerpt = {}});
}

/// Derivatives in the form that a factor that is eliminated asks for.
ArrowJacobian arrow_jacobian(const Eigen::SparseMatrix<double>& derivatives, Index core) {
  ArrowJacobian result{.core = derivatives.leftCols(core), .levels = {}};
  std::vector<std::int32_t> met;
  for (Index column = core; column < derivatives.cols(); ++column) {
    const bool has_any = derivatives.col(column).nonZeros() > 0;
    if (has_any) met.push_back(static_cast<std::int32_t>(column - core));
  }
  result.levels = LevelSums(met, derivatives.rows());
  for (std::size_t l = 0; l < met.size(); ++l) {
    result.levels.values.col(static_cast<Index>(l)) = derivatives.col(core + met[l]);
  }
  return result;
}

}  // namespace

CoefficientTable::CoefficientTable(const Fit& fit)
    : values_(fit.coefficients()), aliased_(fit.aliased()) {
  const Model& model = fit.model();
  if (model.recession) {
    model_ = &model;
    values_ = to_std(estimate_map(model.plan, model.dependencies) * model.coefficients);
    for (const Dependency& aliased : model.dependencies) {
      values_[static_cast<std::size_t>(aliased.column)] = kNaN;
    }
  }
  columns_.reserve(fit.names().size());
  for (const std::string& name : fit.names()) {
    columns_.emplace(name, static_cast<Index>(columns_.size()));
  }
}

void CoefficientTable::require_estimate(Index column, const std::string& name) const {
  if (!std::isnan(values_[static_cast<std::size_t>(column)])) return;
  const auto aliased = std::ranges::find(aliased_, name, &AliasedTerm::term);
  refuse_at_estimates(fmt::format(
      "\"{}\" has no estimate{}", name,
      aliased == aliased_.end() ? std::string() : ": it is aliased = " + aliased->dependency));
}

double CoefficientTable::checked(double value, const Expression& function) const {
  if (std::isfinite(value)) return value;
  std::string at;
  for (const std::string& name : variables(function)) {
    at += fmt::format("{}{} = {:.6g}", at.empty() ? "" : ", ", name,
                      values_[static_cast<std::size_t>(columns_.at(name))]);
  }
  refuse_at_estimates(fmt::format("\"{}\", or its derivative, is not finite at the estimates, {}",
                                  spelling(function), at),
                      "the delta method needs a smooth function there");
}

CoefficientFunction CoefficientTable::at_estimates(const Expression& function) const {
  Bindings bindings;
  const std::vector<std::string> names = variables(function);
  for (const std::string& name : names) {
    const Index column = columns_.at(name);
    require_estimate(column, name);
    bindings[name] = {
        .numbers = {&values_[static_cast<std::size_t>(column)], 1}, .codes = {}, .levels = {}};
  }
  CoefficientFunction result{.value = checked(evaluate(function, bindings, 1)[0], function),
                             .columns = {},
                             .gradient = {},
                             .linear = true};
  for (const std::string& name : names) {
    const Expression slope = derivative(function, name);
    result.linear = result.linear && is_constant(slope);
    result.columns.push_back(columns_.at(name));
    result.gradient.push_back(checked(evaluate(slope, bindings, 1)[0], function));
  }
  if (result.linear) {
    result.constant = result.value;
    for (std::size_t k = 0; k < names.size(); ++k) {
      result.constant -= result.gradient[k] * values_[static_cast<std::size_t>(result.columns[k])];
    }
  }
  if (model_ != nullptr) result.value = at_limit(result, function);
  return result;
}

double CoefficientTable::at_limit(const CoefficientFunction& found,
                                  const Expression& function) const {
  const Recession& recession = *model_->recession;
  const auto escapes = [&](Index column) {
    return std::ranges::find(recession.columns, column, &EscapingColumn::column);
  };
  const auto none = recession.columns.end();
  if (!found.linear) {
    const bool all_finite =
        std::ranges::all_of(found.columns, [&](Index column) { return escapes(column) == none; });
    if (all_finite) return found.value;
    refuse_at_estimates(
        fmt::format("\"{}\" holds a coefficient that is infinite at the limit of the "
                    "separated data",
                    spelling(function)),
        "linear combinations of such coefficients have limits: --lincom");
  }
  const Eigen::SparseMatrix<double, Eigen::RowMajor> map =
      estimate_map(model_->plan, model_->dependencies);
  Vector weights = Vector::Zero(map.cols());
  for (std::size_t k = 0; k < found.columns.size(); ++k) {
    weights += found.gradient[k] * Vector(map.row(found.columns[k]).transpose());
  }
  if (recession.determines(weights)) return found.value;
  if (recession.is_ray()) return std::copysign(kInfinity, weights.dot(recession.direction));
  if (found.columns.size() > 1) return kNaN;
  const int sign = escapes(found.columns.front())->sign;
  return sign == 0 ? kNaN : sign * std::copysign(kInfinity, found.gradient.front());
}

CombinationCovariance::CombinationCovariance(const Fit& fit)
    : model_(fit.model()), map_(estimate_map(model_.plan, model_.dependencies)) {}

EstimateCovariance::Weights EstimateCovariance::weights(
    const std::vector<CoefficientFunction>& combinations) const {
  std::vector<Eigen::Triplet<double>> entries;
  for (std::size_t i = 0; i < combinations.size(); ++i) {
    const CoefficientFunction& one = combinations[i];
    for (std::size_t k = 0; k < one.columns.size(); ++k) {
      entries.emplace_back(static_cast<Index>(i), one.columns[k], one.gradient[k]);
    }
  }
  Weights result(static_cast<Index>(combinations.size()), size());
  result.setFromTriplets(entries.begin(), entries.end());
  return result;
}

double CombinationCovariance::degrees_of(const Weights& weights) const {
  double least = model_.t_degrees;
  if (!model_.contrast_degrees) return least;
  const Matrix derivatives = Matrix(weights * Weights(map_));
  for (Index i = 0; i < derivatives.rows(); ++i) {
    least = std::min(least, model_.degrees_of(derivatives.row(i).transpose()));
  }
  return least;
}

JointReference CombinationCovariance::reference_of(const Weights& weights) const {
  return model_.reference_of(weights * Weights(map_));
}

Matrix CombinationCovariance::of(const Weights& weights) const {
  const Weights derivatives = weights * Weights(map_);  // by working coefficients
  if (model_.plan.eliminated == 0) {
    const Matrix half = derivatives * model_.coefficient_covariance();
    return half * derivatives.transpose();
  }
  return model_.covariance.sandwich(arrow_jacobian(derivatives, model_.plan.core_columns()));
}

}  // namespace odds
