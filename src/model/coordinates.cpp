#include "model/coordinates.hpp"

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

/// The identity, but for the column of the dropped coefficient: its weights on those that take
/// over.
SparseMatrix handing_on(const Dependency& dropped) {
  const Index p = dropped.weights.size();
  std::vector<Eigen::Triplet<double>> entries;
  for (Index j = 0; j < p; ++j) {
    if (j != dropped.column) entries.emplace_back(j, j, 1.0);
    if (dropped.weights[j] != 0.0) entries.emplace_back(j, dropped.column, dropped.weights[j]);
  }
  SparseMatrix result(p, p);
  result.setFromTriplets(entries.begin(), entries.end());
  return result;
}

/// Estimates on the formula's own columns.
struct Estimates {
  Vector coefficients;
  Vector variances;   ///< as many
  Matrix covariance;  ///< of those that are not eliminated
};

/// The covariance of the first k coefficients, and the variances of all. `map` changes nothing
/// about levels but by what it takes for them from the others: with V = E P E' + D of `covariance`,
/// that of the formula's coefficients is (map E) P (map E)' + D.
void set_covariance_with_levels(Estimates& estimates, const SparseMatrix& map,
                                const ArrowInverse& covariance) {
  const Index k = covariance.core_size();
  const Index levels = covariance.levels();
  const Matrix core = map.topLeftCorner(k, k);
  const Matrix of_levels = Matrix(map.bottomLeftCorner(levels, k)) - covariance.slope.transpose();
  estimates.covariance = core * covariance.core * core.transpose();
  const Matrix half = of_levels * covariance.core;
  estimates.variances = Vector(k + levels);
  estimates.variances << estimates.covariance.diagonal(),
      half.cwiseProduct(of_levels).rowwise().sum() + covariance.variance;
}

void set_dense_covariance(Estimates& estimates, const SparseMatrix& map, const Matrix& covariance) {
  const Matrix half = map * covariance;
  estimates.covariance = map * half.transpose();
  estimates.variances = estimates.covariance.diagonal();
}

/// There are no numbers for a column that was left out.
void blank(Estimates& estimates, Index aliased) {
  constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
  estimates.coefficients[aliased] = kNothing;
  estimates.variances[aliased] = kNothing;
  estimates.covariance.row(aliased).setConstant(kNothing);
  estimates.covariance.col(aliased).setConstant(kNothing);
}

/// The undecided rows say of these only where they go.
void set_infinite(Estimates& estimates, const Recession& recession, FitParts& fit) {
  fit.infinite_terms.clear();
  for (const EscapingColumn& escaping : recession.columns) {
    blank(estimates, escaping.column);
    if (escaping.sign != 0) {
      estimates.coefficients[escaping.column] =
          escaping.sign * std::numeric_limits<double>::infinity();
    }
    fit.infinite_terms.push_back(
        {fit.names[static_cast<std::size_t>(escaping.column)], escaping.sign});
  }
}

/// Degrees of freedom of each of the formula's coefficients, which the rows of `map` combine; empty
/// where all have the same.
std::vector<double> degrees_of_each(const SparseMatrix& map, const Model& model) {
  if (!model.contrast_degrees) return {};
  const Matrix dense = map;
  const auto p = static_cast<std::size_t>(map.rows());
  std::vector<double> degrees(p);
  for (std::size_t j = 0; j < p; ++j) {
    degrees[j] = model.degrees_of(dense.row(static_cast<Index>(j)).transpose());
  }
  for (const Dependency& dependency : model.dependencies) {
    degrees[static_cast<std::size_t>(dependency.column)] = std::numeric_limits<double>::quiet_NaN();
  }
  return degrees;
}

}  // namespace

bool is_aliased_column(const Model& model, Index column) {
  return std::ranges::find(model.dependencies, column, &Dependency::column) !=
         model.dependencies.end();
}

std::vector<Index> kept_columns(const Model& model) {
  std::vector<Index> kept;
  for (Index j = 0; j < model.plan.columns(); ++j) {
    if (!is_aliased_column(model, j)) kept.push_back(j);
  }
  return kept;
}

std::vector<Dependency> original_dependencies(const DesignPlan& plan, const Aliasing& aliasing) {
  std::vector<Dependency> result;
  if (aliasing.dropped.empty()) return result;
  const SparseMatrix to_original = to_original_coordinates(plan);
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

Dependency near_dependency(const DesignPlan& plan, const ResidualColumn& residual) {
  const Index j = residual.column;
  const Vector relation = to_original_coordinates(plan) * Vector::Unit(plan.columns(), j);
  Dependency dependency{
      .column = j, .weights = -relation / relation[j], .gap = 1.0 / residual.factor};
  dependency.weights[j] = 0.0;
  return dependency;
}

std::string dependency_text(const DesignPlan& plan, const Dependency& dependency) {
  const auto part = [&](Index j) {
    return std::abs(dependency.weights[j]) * plan.centring.scale[j];
  };
  double size = plan.centring.scale[dependency.column];  // of what its centre leaves of the column
  for (Index j = 0; j < plan.core_columns(); ++j) size = std::max(size, part(j));
  const double negligible = std::max(kNoWeight, 10.0 * dependency.gap);
  std::string text;
  for (Index j = 0; j < plan.core_columns(); ++j) {
    const double weight = dependency.weights[j];
    if (part(j) < negligible * size) continue;
    const std::string& name = plan.names[static_cast<std::size_t>(j)];
    const std::string factor = fmt::format("{:.6g}", std::abs(tidy(weight)));
    const std::string product = name == "(Intercept)" ? factor
                                : factor == "1"       ? name
                                                      : fmt::format("{}*{}", factor, name);
    if (text.empty()) {
      text = (weight < 0.0 ? "-" : "") + product;
    } else {
      text += (weight < 0.0 ? " - " : " + ") + product;
    }
  }
  if (plan.eliminated > 0 && !dependency.weights.tail(plan.eliminated).isZero(negligible)) {
    const std::string levels =
        fmt::format("one number for each level of {}", plan.eliminated_variable()->name);
    text = text.empty() ? levels : text + " + " + levels;
  }
  return text.empty() ? "0 (no used row has it)" : text;
}

SparseMatrix estimate_map(const DesignPlan& plan, const std::vector<Dependency>& dependencies) {
  SparseMatrix map = to_original_coordinates(plan);
  if (dependencies.empty()) return map;
  for (auto dropped = dependencies.rbegin(); dropped != dependencies.rend(); ++dropped) {
    map = SparseMatrix(handing_on(*dropped) * map);
  }
  map.prune(0.0);
  return map;
}

void set_estimates(FitParts& fit, const Model& model) {
  const SparseMatrix map = estimate_map(model.plan, model.dependencies);
  Estimates estimates{.coefficients = map * model.coefficients, .variances = {}, .covariance = {}};
  fit.eliminated = model.plan.eliminated;
  if (fit.eliminated > 0) {
    set_covariance_with_levels(estimates, map, model.covariance);
  } else {
    set_dense_covariance(estimates, map, model.coefficient_covariance());
  }
  for (const Dependency& dependency : model.dependencies) blank(estimates, dependency.column);
  if (model.recession) set_infinite(estimates, *model.recession, fit);
  fit.coefficients = to_std(estimates.coefficients);
  fit.std_errors = to_std(estimates.variances.cwiseSqrt());
  fit.own_degrees = degrees_of_each(map, model);
  fit.covariance = to_symmetric(estimates.covariance);
  fit.coefficients_label = model.coefficients_label;
  fit.covariance_label = model.covariance_label;
  fit.link = model.curve.link;
  fit.asymptotes = model.curve.asymptotes;
  if (!model.curve.estimates_guess) return;
  fit.guess_rate = GuessRate::estimated;
  fit.guess_std_error = std::sqrt(model.own_covariance()(0, 0));
}

}  // namespace odds
