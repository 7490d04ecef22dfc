#include "effects/dose/dose_scale.hpp"

#include "base/failure.hpp"
#include "formula/expression.hpp"

#include <odds/table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace odds {
namespace {

bool holds(const Expression& expression, const std::string& name) {
  const std::vector<std::string> names = variables(expression);
  return std::ranges::find(names, name) != names.end();
}

/// The numbers that terms are made of, in order of appearance.
std::vector<std::string> numbers_in_terms(const Model& model) {
  std::vector<std::string> names;
  for (const DesignVariable& variable : model.plan.variables) {
    const bool used = std::ranges::any_of(
        model.plan.expressions, [&](const Expression& e) { return holds(e, variable.name); });
    if (used && variable.type == ColumnType::number) names.push_back(variable.name);
  }
  return names;
}

std::string choose_variable(const Model& model, const std::string& asked) {
  const std::vector<std::string> known = numbers_in_terms(model);
  if (known.empty()) refuse("the model has no number that could be a dose", {});
  if (asked.empty()) {
    if (known.size() == 1) return known.front();
    refuse(fmt::format("the dose may be any of {}", fmt::join(known, ", ")),
           fmt::format("name it, as in --var {}", known.front()));
  }
  if (std::ranges::find(known, asked) == known.end()) {
    refuse(fmt::format("the model has no number \"{}\"", asked),
           suggest_name(asked, known, "numbers"));
  }
  return asked;
}

/// The one expression of the plan that holds the variable.
Index only_expression(const DesignPlan& plan, const std::string& name) {
  Index found = -1;
  for (Index e = 0; e < static_cast<Index>(plan.expressions.size()); ++e) {
    const Expression& expression = plan.expressions[static_cast<std::size_t>(e)];
    if (!holds(expression, name)) continue;
    if (found >= 0) {
      refuse(fmt::format("{} enters the model twice, as {} and as {}: a probability may belong to "
                         "several doses",
                         name, spelling(plan.expressions[static_cast<std::size_t>(found)]),
                         spelling(expression)),
             "keep one of them");
    }
    found = e;
  }
  return found;
}

void refuse_powers(const DesignPlan& plan, Index expression, const std::string& name) {
  for (const DesignTerm& term : plan.terms) {
    for (const NumericPart& part : term.numeric) {
      if (part.expression != expression || part.power == 1) continue;
      refuse(fmt::format(
                 "{} enters the model by a power: a probability may belong to several doses", name),
             fmt::format("use log({}), sqrt({}) or {} itself", name, name, name));
    }
  }
}

void refuse_other_uses(const Model& model, Index variable, const std::string& name) {
  for (const DesignTerm& term : model.plan.terms) {
    for (const FactorUse& use : term.factors) {
      if (use.variable == variable) {
        refuse(fmt::format("{} is a factor in the model, too", name), "keep it as a number only");
      }
    }
  }
  for (const Expression& offset : model.roles.offsets) {
    if (!holds(offset, name)) continue;
    refuse(fmt::format("{} is part of the offset {}, too", name, spelling(offset)), {});
  }
}

double value_at(const Expression& expression, const std::string& variable, double dose) {
  const Bindings bindings = {{variable, {.numbers = {&dose, 1}, .codes = {}, .levels = {}}}};
  return evaluate(expression, bindings, 1)[0];
}

/// Doses that the fit has seen must come back from what the model makes of them, or at least one of
/// those that it makes the same of.
bool comes_back(const Expression& expression, const DesignVariable& variable) {
  for (const double dose : {variable.moments.min, variable.moments.mean, variable.moments.max}) {
    const double value = value_at(expression, variable.name, dose);
    const double back = invert(expression, value);
    const double size = std::max(std::abs(variable.moments.min), std::abs(variable.moments.max));
    const bool same =
        has_flat_part(expression) && value_at(expression, variable.name, back) == value;
    if (!same && !(std::abs(back - dose) <= 1e-6 * size)) return false;
  }
  return true;
}

/// The one argument of a function of the variable by itself, or of its larger part.
bool is_of_bare_variable(const Expression& core) {
  if (core.arguments.size() != 1) return false;
  const Expression& inner = core.arguments.front();
  const auto is_variable = [](const Expression& e) { return e.kind == Expression::Kind::variable; };
  return is_variable(inner) ||
         (inner.name == "pmax" && std::ranges::any_of(inner.arguments, is_variable));
}

void require_inverse(const DesignVariable& variable, const Expression& expression) {
  if (variables(expression).size() > 1) {
    refuse(fmt::format("{} enters the model mixed with other variables, as {}", variable.name,
                       spelling(expression)),
           "write products as interactions");
  }
  if (can_be_inverted(expression) && comes_back(expression, variable)) return;
  refuse(fmt::format("{} cannot be solved for {}", spelling(expression), variable.name),
         "a dose enters as itself, or by one of log, log10, log2, log1p, sqrt, exp, pmax");
}

}  // namespace

std::string DoseScale::spelling() const { return odds::spelling(form.core); }

bool DoseScale::is_transformed() const {
  return logged > 0.0 || form.core.kind != Expression::Kind::variable;
}

double DoseScale::log_base() const {
  const Expression& core = form.core;
  if (core.kind == Expression::Kind::variable) return logged;
  if (!is_of_bare_variable(core)) return 0.0;
  if (core.name == "log") return std::numbers::e;
  if (core.name == "log2") return 2.0;
  return core.name == "log10" ? 10.0 : 0.0;
}

double DoseScale::dose_at(double measure) const {
  const double value = invert(form.core, measure);
  return logged > 0.0 ? std::pow(logged, value) : value;
}

bool DoseScale::reaches(double measure) const {
  if (!has_flat_part(form.core)) return true;
  const double back = value_at(form.core, variables(form.core).front(), dose_at(measure));
  return std::abs(back - measure) <= 1e-9 * (1.0 + std::abs(measure));
}

ConfidenceSet DoseScale::doses_of(const ConfidenceSet& measures) const {
  ConfidenceSet doses;
  for (const ConfidenceRange& range : measures) {
    const double first = dose_at(range.low);
    const double second = dose_at(range.high);
    doses.push_back({std::min(first, second), std::max(first, second)});
  }
  std::ranges::sort(doses, {}, &ConfidenceRange::low);
  return doses;
}

DoseScale find_dose(const Model& model, const DoseOptions& options) {
  const std::string name = choose_variable(model, options.variable);
  DoseScale scale;
  scale.variable = *model.plan.find_variable(name);
  scale.expression = only_expression(model.plan, name);
  scale.logged = options.logged;
  refuse_powers(model.plan, scale.expression, name);
  refuse_other_uses(model, scale.variable, name);
  const Expression& expression = model.plan.expressions[static_cast<std::size_t>(scale.expression)];
  require_inverse(model.plan.variables[static_cast<std::size_t>(scale.variable)], expression);
  scale.form = affine_form(expression);
  if (scale.logged > 0.0 && scale.form.core.kind != Expression::Kind::variable) {
    refuse(fmt::format("{} is a logarithm by the data and transformed by the formula, as {}", name,
                       scale.spelling()),
           "leave out --logged");
  }
  return scale;
}

}  // namespace odds
