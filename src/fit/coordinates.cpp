#include "fit/coordinates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace odds {
namespace {

/// Weights this small beside the column they stand for are rounding.
constexpr double kNoWeight = 1e-7;

/// Rounds to a neighbouring decimal of few digits where the rest is rounding.
double tidy(double weight) {
  const double rounded = std::round(weight * 1e6) / 1e6;
  return std::abs(rounded - weight) <= 1e-7 * std::abs(weight) ? rounded : weight;
}

}  // namespace

std::vector<Dependency> original_dependencies(const DesignPlan& plan, const Aliasing& aliasing) {
  const SparseMatrix to_original = to_original_coordinates(plan);
  std::vector<Dependency> result;
  for (const Aliasing::Dropped& dropped : aliasing.dropped) {
    Vector working = Vector::Zero(plan.columns());
    working[dropped.column] = 1.0;
    for (std::size_t k = 0; k < aliasing.kept.size(); ++k) {
      working[aliasing.kept[k]] = -dropped.weights[static_cast<Index>(k)];
    }
    // X relation = 0 with a nonzero entry at the dropped column, which stands last in it.
    Vector relation = to_original * working;
    for (const Dependency& earlier : result) {
      relation += relation[earlier.column] * earlier.weights;
      relation[earlier.column] = 0.0;
    }
    Dependency dependency{
        .column = dropped.column, .weights = -relation / relation[dropped.column], .gap = 0.0};
    dependency.weights[dropped.column] = 0.0;
    result.push_back(std::move(dependency));
  }
  return result;
}

std::string dependency_text(const DesignPlan& plan, const Dependency& dependency) {
  const auto size_of = [&](Index j) { return plan.centring.scale[j]; };
  const double negligible = std::max(kNoWeight, 10.0 * dependency.gap);
  std::string text;
  for (Index j = 0; j < plan.columns(); ++j) {
    const double weight = dependency.weights[j];
    if (std::abs(weight) * size_of(j) < negligible * size_of(dependency.column)) continue;
    const std::string& name = plan.names[static_cast<std::size_t>(j)];
    const std::string factor = fmt::format("{:.6g}", std::abs(tidy(weight)));
    const std::string part = name == "(Intercept)" ? factor
                             : factor == "1"       ? name
                                                   : fmt::format("{}*{}", factor, name);
    if (text.empty()) {
      text = (weight < 0.0 ? "-" : "") + part;
    } else {
      text += (weight < 0.0 ? " - " : " + ") + part;
    }
  }
  return text.empty() ? "0 (no used row has it)" : text;
}

SparseMatrix estimate_map(const DesignPlan& plan, const std::vector<Dependency>& dependencies) {
  const SparseMatrix to_original = to_original_coordinates(plan);
  if (dependencies.empty()) return to_original;
  Matrix map = to_original;
  for (auto dropped = dependencies.rbegin(); dropped != dependencies.rend(); ++dropped) {
    const Eigen::RowVectorXd weight = map.row(dropped->column);
    map += dropped->weights * weight;
    map.row(dropped->column).setZero();
  }
  return map.sparseView();
}

void set_estimates(Fit& fit, const Model& model) {
  const SparseMatrix map = estimate_map(model.plan, model.dependencies);
  fit.coefficients = map * model.coefficients;
  const Matrix half = map * model.covariance;
  fit.covariance = map * half.transpose();
  fit.covariance = Matrix(0.5 * (fit.covariance + fit.covariance.transpose()));
  for (const Dependency& dependency : model.dependencies) {
    const Index j = dependency.column;
    fit.coefficients[j] = std::numeric_limits<double>::quiet_NaN();
    fit.covariance.row(j).setConstant(std::numeric_limits<double>::quiet_NaN());
    fit.covariance.col(j).setConstant(std::numeric_limits<double>::quiet_NaN());
  }
}

}  // namespace odds
