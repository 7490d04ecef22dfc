#include "effects/margins/varying_ratio.hpp"

#include "formula/expression.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace odds {
namespace {

template <class T>
bool is_among(const std::vector<T>& all, const T& one) {
  return std::ranges::find(all, one) != all.end();
}

/// Whether a term changes by the same amount whatever the value that the variable is moved from.
bool is_linear(const DesignPlan& plan, const DesignTerm& term, const std::string& variable,
               const std::vector<std::string>& fixed) {
  const std::vector<std::string> moved = plan.with_conditions_on({variable});
  const auto is_fixed = [&](const std::string& name) { return is_among(fixed, name); };
  const auto is_moved = [&](const std::string& name) { return is_among(moved, name); };
  for (const NumericPart& part : term.numeric) {
    const Expression& expression = plan.expressions[static_cast<std::size_t>(part.expression)];
    const std::vector<std::string> names = variables(expression);
    if (std::ranges::none_of(names, is_moved)) {
      if (!std::ranges::all_of(names, is_fixed)) return false;
    } else if (expression != variable_expression(variable) || part.power != 1) {
      return false;
    }
  }
  return std::ranges::all_of(term.factors, [&](const FactorUse& use) {
    return is_fixed(plan.variable(use.variable).name);
  });
}

}  // namespace

bool varies_between_rows(const Model& model, Index variable, const Setting& setting) {
  const DesignPlan& plan = model.plan;
  const std::string& name = plan.variable(variable).name;
  std::vector<std::string> fixed;
  for (const SetCell& cell : setting.cells) {
    if (cell.number || cell.level) fixed.push_back(plan.variable(cell.variable).name);
  }
  const DesignExpander terms = DesignExpander::terms_with(plan, {name});
  if (is_among(fixed, name)) return !terms.depends_only_on(fixed);
  const std::vector<Index> columns = terms.columns();
  return std::ranges::any_of(plan.terms, [&](const DesignTerm& term) {
    return is_among(columns, term.first_column) && !is_linear(plan, term, name, fixed);
  });
}

}  // namespace odds
