#include "effects/margins/summary_needs.hpp"

#include "effects/margins/set_values.hpp"

#include <numeric>
#include <set>

namespace odds {
namespace {

void add_needs_of_values(const Model& model, const AtValues& at, SummaryNeeds& needs) {
  const Index variable = require_variable(model.plan, at.variable);
  if (need_quantiles(at.values)) needs.quantiles.insert(variable);
  needs.moments = needs.moments || need_moments(at.values);
}

void add_number_variables(const Model& model, const std::vector<Index>& variables,
                          std::set<Index>& numbers) {
  for (const Index variable : variables) {
    if (model.plan.variable(variable).type == ColumnType::number) numbers.insert(variable);
  }
}

std::vector<Index> all_variables(const Model& model) {
  std::vector<Index> variables(model.plan.variables.size());
  std::iota(variables.begin(), variables.end(), Index{0});
  return variables;
}

}  // namespace

SummaryNeeds summary_needs(const Model& model, const MarginsOptions& options,
                           const std::vector<Index>& variables) {
  SummaryNeeds needs;
  needs.over = options.over;
  needs.moments = options.point != MarginPoint::observed || options.step.kind == Step::Kind::sd;
  for (const AtValues& at : options.at) add_needs_of_values(model, at, needs);
  if (options.point == MarginPoint::typical) {
    add_number_variables(model, all_variables(model), needs.quantiles);
  }
  if (options.step.kind == Step::Kind::iqr || options.step.kind == Step::Kind::minmax) {
    add_number_variables(model, variables, needs.quantiles);
  }
  return needs;
}

}  // namespace odds
