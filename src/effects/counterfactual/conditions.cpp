#include "effects/counterfactual/conditions.hpp"

#include "formula/expression.hpp"
#include "formula/functions.hpp"
#include "model/fit_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace odds {
namespace {

/// Adds the variables of `expression` that stand outside of conditions to `names`.
void add_outside(const Expression& expression, std::vector<std::string>& names) {
  if (expression.kind == Expression::Kind::variable) names.push_back(expression.name);
  if (is_condition(expression)) return;
  for (const Expression& argument : expression.arguments) add_outside(argument, names);
}

bool holds_condition(const Expression& expression) {
  return is_condition(expression) || std::ranges::any_of(expression.arguments, holds_condition);
}

/// Operators need `I()` around them in a formula, calls of functions do not.
std::string formula_spelling(const Expression& expression) {
  const bool is_function = find_function(expression.name) != nullptr;
  return is_function ? spelling(expression) : fmt::format("I({})", spelling(expression));
}

DesignVariable variable_of(const Expression& condition, std::string name) {
  DesignVariable variable;
  variable.name = std::move(name);
  variable.moments.max = 1.0;
  variable.binary = true;
  variable.definition = condition;
  return variable;
}

/// Puts variables in the place of conditions.
class Conditions {
 public:
  explicit Conditions(DesignPlan& plan)
      : plan_(plan), original_(plan.expressions), columns_(plan.variables.size()) {}

  void replace() {
    for (Expression& expression : plan_.expressions) {
      std::vector<std::string> outside;
      add_outside(expression, outside);
      replace(expression, outside);
    }
  }

 private:
  void replace(Expression& expression, const std::vector<std::string>& outside) {
    if (!is_condition(expression)) {
      for (Expression& argument : expression.arguments) replace(argument, outside);
      return;
    }
    const bool stays = std::ranges::any_of(
        outside, [&](const std::string& name) { return depends_on(expression, name); });
    const std::string name = name_of(expression);
    if (stays || is_column(name)) return;
    if (!plan_.find_variable(name)) plan_.variables.push_back(variable_of(expression, name));
    expression = variable_expression(name);
  }

  /// As the formula writes it where it is a term.
  std::string name_of(const Expression& condition) const {
    for (const DesignTerm& term : plan_.terms) {
      if (!term.factors.empty() || !term.is_single()) continue;
      const auto e = static_cast<std::size_t>(term.numeric.front().expression);
      if (original_[e] == condition) {
        return plan_.names[static_cast<std::size_t>(term.first_column)];
      }
    }
    return formula_spelling(condition);
  }

  /// A column may be called as a condition is spelled; then it keeps the name.
  bool is_column(const std::string& name) const {
    const auto found = plan_.find_variable(name);
    return found && *found < static_cast<Index>(columns_);
  }

  DesignPlan& plan_;
  std::vector<Expression> original_;
  std::size_t columns_;  // of the table, among the variables
};

}  // namespace

std::shared_ptr<const Model> model_with_conditions(const Fit& fit) {
  const Model& model = fit.model();
  if (std::ranges::none_of(model.plan.expressions, holds_condition)) return fit.parts().model;
  DesignPlan plan = model.plan;
  Conditions(plan).replace();
  if (plan.variables.size() == model.plan.variables.size()) return fit.parts().model;
  auto changed = std::make_shared<Model>(model);
  changed->plan = std::move(plan);
  return changed;
}

std::string conditions_on(const DesignPlan& plan, const std::string& variable) {
  const std::vector<std::string> names = plan.with_conditions_on({variable});
  return fmt::format("{}", fmt::join(names.begin() + 1, names.end(), ", "));
}

}  // namespace odds
