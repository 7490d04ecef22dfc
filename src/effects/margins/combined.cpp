#include "effects/margins/combined.hpp"

#include "base/special_values.hpp"
#include "design/centring.hpp"

#include <odds/inference.hpp>

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

/// Rounding of a derivative along a dependency, where it is 0; else it has the size of its parts.
constexpr double kEstimable = 1e-7;

/// Without levels `all` has no columns, and may have no rows either.
void add_row(const Matrix& all, Index from, double weight, Index row, Matrix& result) {
  if (all.cols() > 0) result.row(row) += weight * all.row(from);
}

bool is_ratio(const Combination& combination) {
  return combination.measure && is_ratio(*combination.measure);
}

/// Whether a combination is a difference of averages of P that are next to 1: there that of the
/// averages of 1 - P keeps its digits.
bool is_upper_difference(const Combination& combination, const AverageOf& average) {
  double weights = 0.0;
  bool upper = !is_ratio(combination);
  for (const AverageTerm& term : combination.terms) {
    upper = upper && average(term).complement < 0.5;
    weights += term.weight;
  }
  return upper && weights == 0.0;
}

/// The row of an average of P: no test, and an interval on the scale of a link.
EstimateRow probability_row(EstimateRow row, Average average, double reach, Link scale) {
  row.statistic = row.p_value = kNaN;
  if (!(average.value > 0.0 && average.complement > 0.0)) return row;
  const ProbabilityInterval limits = link_interval(average.value, average.complement, reach, scale);
  row.conf_low = limits.low;
  row.conf_high = limits.high;
  return row;
}

/// The row of a measure, from that of the combination on its own scale.
EstimateRow measure_row(const Combination& combination, EstimateRow row) {
  row.estimate = outer(combination, row.estimate);
  row.conf_low = outer(combination, row.conf_low);
  row.conf_high = outer(combination, row.conf_high);
  if (is_ratio(combination)) row.std_error *= row.estimate;
  if (combination.measure == Measure::nnt) {
    row.std_error = row.estimate * (row.estimate * row.std_error);  // a square may overflow
    std::swap(row.conf_low, row.conf_high);                         // 1 / x falls on each side of 0
    if (row.conf_low > row.conf_high) std::swap(row.conf_low, row.conf_high);
  }
  return row;
}

}  // namespace

double inner(const Combination& combination, Average average) {
  if (combination.measure == Measure::risk_ratio) return std::log(average.value);
  if (combination.measure == Measure::odds_ratio) {
    return std::log(average.value) - std::log(average.complement);
  }
  return average.value;
}

double inner_slope(const Combination& combination, Average average) {
  if (combination.measure == Measure::risk_ratio) return 1.0 / average.value;
  if (combination.measure == Measure::odds_ratio) {
    return 1.0 / (average.value * average.complement);
  }
  return 1.0;
}

double outer(const Combination& combination, double value) {
  if (is_ratio(combination)) return std::exp(value);
  return combination.measure == Measure::nnt ? 1.0 / value : value;
}

std::vector<std::pair<Index, double>> derivative_terms(const Combination& combination,
                                                       const Averages& averages) {
  std::vector<std::pair<Index, double>> result;
  for (const AverageTerm& term : combination.terms) {
    const Index m = averages.numbering.number(term.group, term.quantity);
    result.emplace_back(m, term.weight * inner_slope(combination, averages[m]));
  }
  return result;
}

Average combined_average(const Combination& combination, const AverageOf& average) {
  const bool upper = is_upper_difference(combination, average);
  Average result{.value = 0.0, .complement = kNaN};
  for (const AverageTerm& term : combination.terms) {
    result.value +=
        term.weight * (upper ? -average(term).complement : inner(combination, average(term)));
  }
  if (combination.is_probability) {
    result.complement = average(combination.terms.front()).complement;
  }
  return result;
}

Combined combine(const MarginPlan& plan, const Averages& averages) {
  const auto count = static_cast<Index>(plan.combinations.size());
  const ArrowJacobian& all = averages.jacobian;
  Combined result{.values = Vector(count),
                  .complements = Vector(count),
                  .jacobian = {.core = Matrix::Zero(count, all.core.cols()),
                               .levels = {all.levels.keys, count}}};
  for (Index c = 0; c < count; ++c) {
    const Combination& combination = plan.combinations[static_cast<std::size_t>(c)];
    const Average here = combined_average(combination, [&](const AverageTerm& term) {
      return averages[averages.numbering.number(term.group, term.quantity)];
    });
    result.values[c] = here.value;
    result.complements[c] = here.complement;
    for (const auto& [average, weight] : derivative_terms(combination, averages)) {
      add_row(all.core, average, weight, c, result.jacobian.core);
      add_row(all.levels.values, average, weight, c, result.jacobian.levels.values);
    }
  }
  return result;
}

EstimateRow combined_row(const Combination& combination, Average average, double std_error,
                         const WaldReference& reference) {
  const EstimateRow row = wald_row(average.value, std_error, reference);
  if (combination.is_probability) {
    return probability_row(row, average, reference.critical * std_error, combination.scale);
  }
  return combination.measure ? measure_row(combination, row) : row;
}

std::vector<bool> inestimable(const Model& model, const Combined& combined) {
  std::vector<bool> result(static_cast<std::size_t>(combined.values.size()), false);
  if (model.dependencies.empty()) return result;
  // X rho = 0 on the formula's columns is Z B^-1 rho = 0 on the working ones. What centring adds to
  // a column stands before it: B is triangular.
  const Index core = model.plan.core_columns();
  const auto jacobian = combined.jacobian.core.leftCols(core);
  const SparseMatrix map = to_original_coordinates(model.plan).topLeftCorner(core, core);
  for (const Dependency& dependency : model.dependencies) {
    Vector relation = -dependency.weights;
    relation[dependency.column] += 1.0;
    const Vector working = map.triangularView<Eigen::Upper>().solve(relation.head(core));
    const Vector along = jacobian * working;
    const Vector parts = jacobian.cwiseAbs() * working.cwiseAbs();
    for (Index c = 0; c < along.size(); ++c) {
      if (std::abs(along[c]) > kEstimable * parts[c]) result[static_cast<std::size_t>(c)] = true;
    }
  }
  return result;
}

}  // namespace odds
