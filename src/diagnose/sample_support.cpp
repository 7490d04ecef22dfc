#include "diagnose/sample_support.hpp"

#include "diagnose/high_dimension.hpp"
#include "math/level_sums.hpp"
#include "model/coordinates.hpp"
#include "parallel/block_reduce.hpp"

#include <odds/optimizer.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace odds {
namespace {

/// Events and non-events by level of each variable of a plan; empty for a number with more than
/// two values.
struct OutcomeCells {
  std::vector<LevelSums> variables;

  OutcomeCells& operator+=(const OutcomeCells& other) {
    variables.resize(std::max(variables.size(), other.variables.size()));
    for (std::size_t v = 0; v < other.variables.size(); ++v) variables[v] += other.variables[v];
    return *this;
  }
  auto fields() { return std::tie(variables); }
};

LevelSums outcomes_by(std::span<const std::int32_t> levels, const DesignRows& rows) {
  ObservedLevels met = observed_levels(levels);
  LevelSums sums(std::move(met.levels), 2);
  for (Index i = 0; i < rows.rows(); ++i) {
    const std::int32_t place = met.place[static_cast<std::size_t>(i)];
    sums.values(0, place) += rows.weight[i] * rows.share[i];
    sums.values(1, place) += rows.weight[i] * (1.0 - rows.share[i]);
  }
  return sums;
}

OutcomeCells cells_of(const DesignRows& rows, const std::vector<DesignVariable>& variables) {
  OutcomeCells cells;
  for (std::size_t v = 0; v < variables.size(); ++v) {
    LevelSums sums;
    if (!rows.levels[v].empty()) {
      sums = outcomes_by(rows.levels[v], rows);
    } else if (variables[v].binary) {
      const auto& numbers = rows.data.bindings.find(variables[v].name)->second.numbers;
      const std::vector<std::int32_t> values(numbers.begin(), numbers.end());
      sums = outcomes_by(values, rows);
    }
    cells.variables.push_back(std::move(sums));
  }
  return cells;
}

std::string level_name(const DesignVariable& variable, std::int32_t level) {
  if (variable.levels.empty()) return std::to_string(level);
  return variable.levels[static_cast<std::size_t>(level)];
}

std::vector<RareCell> rare_cells(const OutcomeCells& cells, const DesignPlan& plan) {
  std::vector<RareCell> rare;
  for (std::size_t v = 0; v < cells.variables.size(); ++v) {
    const LevelSums& sums = cells.variables[v];
    for (std::size_t l = 0; l < sums.keys.size(); ++l) {
      const auto counts = sums.values.col(static_cast<Index>(l));
      if (counts.minCoeff() >= SampleSupport::kFew) continue;
      rare.push_back({.column = plan.variables[v].name,
                      .level = level_name(plan.variables[v], sums.keys[l]),
                      .events = counts[0],
                      .nonevents = counts[1]});
    }
  }
  return rare;
}

Index slopes_of(const Model& model) {
  return std::ranges::count_if(kept_columns(model), [&](Index j) {
    return model.plan.names[static_cast<std::size_t>(j)] != "(Intercept)";
  });
}

/// Whether its likelihood ratio is one of maxima.
bool has_likelihood_ratio(const Fit& fit) {
  return fit.method() == Method::maximum_likelihood && !fit.pseudo_likelihood() &&
         fit.coefficients_label().empty();
}

/// Whether the theory of HighDimension is about it.
bool has_many_slopes(const ModelRows& rows, const Fit& fit, double slopes) {
  const Model& model = rows.model;
  const std::vector<std::string>& names = model.plan.names;
  return model.curve.is_sigmoid() && !fit.response().grouped && !model.roles.has_weights() &&
         !model.recession && std::ranges::find(names, "(Intercept)") != names.end() &&
         slopes >= HighDimension::kLeast &&
         slopes > HighDimension::kMany * fit.goodness().observations;
}

}  // namespace

SampleSupport sample_support(const ModelRows& rows, const Fit& fit) {
  const DesignPlan& plan = rows.model.plan;
  SampleSupport support;
  support.events = fit.response().events;
  support.nonevents = fit.response().nonevents;
  support.slopes = slopes_of(rows.model);
  const auto slopes = static_cast<double>(support.slopes);
  support.per_slope = std::min(support.events, support.nonevents) / slopes;
  if (support.slopes > 0 && has_likelihood_ratio(fit)) {
    const Goodness& goodness = fit.goodness();
    const double ratio =
        2.0 * (goodness.log_likelihood - goodness.null_log_likelihood) / rows.model.factor;
    support.shrinkage = (ratio - slopes) / ratio;
    if (has_many_slopes(rows, fit, slopes)) {
      support.high_dimension = dimension_factors(rows, slopes);
    }
  }
  const OutcomeCells cells = sum_over_blocks(
      rows.reader, rows.execution, OutcomeCells(),
      [&](DesignRows& block) { return cells_of(block, plan.variables); }, "counting outcomes");
  support.rare = rare_cells(cells, plan);
  return support;
}

}  // namespace odds
