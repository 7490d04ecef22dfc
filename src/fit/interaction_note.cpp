#include "fit/interaction_note.hpp"

#include "formula/expression.hpp"
#include "formula/inverse.hpp"
#include "formula/quote.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace odds {
namespace {

/// The expressions and the factors that a term multiplies.
using Parts = std::set<std::pair<bool, Index>>;

Parts parts_of(const DesignTerm& term) {
  Parts parts;
  for (const NumericPart& part : term.numeric) parts.emplace(false, part.expression);
  for (const FactorUse& use : term.factors) parts.emplace(true, use.variable);
  return parts;
}

const Expression& expression_of(const DesignPlan& plan, Index expression) {
  return plan.expressions[static_cast<std::size_t>(expression)];
}

/// The one variable of an expression that rises or falls with it; null: there is none.
const DesignVariable* only_variable(const DesignPlan& plan, const Expression& expression) {
  const std::vector<std::string> names = variables(expression);
  if (names.size() != 1 || !can_be_inverted(expression)) return nullptr;
  return &plan.variable(*plan.find_variable(names.front()));
}

double value_at(const Expression& expression, const DesignVariable& variable, double number) {
  return evaluate(expression, {{variable.name, {.numbers = {&number, 1}}}}, 1)[0];
}

/// Whether 0 is a value like others: of 0/1 columns, conditions, and what is centred.
bool is_natural_zero(const DesignPlan& plan, const Expression& expression) {
  const bool centred = expression.name == "scale" || expression.name == "center";
  const std::vector<std::string> names = variables(expression);
  const bool binary = names.size() == 1 && plan.variable(*plan.find_variable(names[0])).binary;
  return binary || is_condition(expression) ||
         (expression.kind == Expression::Kind::call && centred);
}

/// An expression as the formula writes it, where it is a term.
std::string formula_name(const DesignPlan& plan, Index expression) {
  for (const DesignTerm& term : plan.terms) {
    const bool is_term = term.factors.empty() && term.is_single();
    if (!is_term || term.numeric.front().expression != expression) continue;
    return plan.names[static_cast<std::size_t>(term.first_column)];
  }
  return spelling(expression_of(plan, expression));
}

/// `age = 0, outside of the rows (14 to 45)`
std::string zero_text(const DesignPlan& plan, Index index) {
  const Expression& expression = expression_of(plan, index);
  const std::string text = formula_name(plan, index) + " = 0";
  const DesignVariable* variable = only_variable(plan, expression);
  if (variable == nullptr) return text;
  const auto [low, high] = std::minmax({value_at(expression, *variable, variable->moments.min),
                                        value_at(expression, *variable, variable->moments.max)});
  if (!(low > 0.0 || high < 0.0)) return text;
  return fmt::format("{}, outside of the rows ({:.6g} to {:.6g})", text, low, high);
}

/// `smoke`, `race`, `race:ht`
std::string term_name(const DesignPlan& plan, const Parts& parts) {
  std::string name;
  for (const auto& [is_factor, index] : parts) {
    if (!name.empty()) name += ':';
    name += is_factor ? quote_name(plan.variable(index).name) : formula_name(plan, index);
  }
  return name;
}

/// By term, the numbers without a natural 0 that multiply it in a higher one.
std::map<Parts, std::set<Index>> numbers_beside(const DesignPlan& plan) {
  constexpr std::size_t kMostParts = 12;  // of a term whose parts of parts are looked through
  std::map<Parts, std::set<Index>> result;
  const auto has_parts = [](const DesignTerm& term) {
    return term.numeric.size() + term.factors.size() > 1;
  };
  if (std::ranges::none_of(plan.terms, has_parts)) return result;
  std::set<Parts> terms;
  for (const DesignTerm& term : plan.terms) terms.insert(parts_of(term));
  for (const Parts& high : terms) {
    if (high.size() < 2 || high.size() > kMostParts) continue;
    for (std::size_t chosen = 1; chosen + 1 < (std::size_t{1} << high.size()); ++chosen) {
      Parts low;
      Parts others;
      std::size_t k = 0;
      for (const auto& part : high) ((chosen >> k++ & 1) != 0 ? low : others).insert(part);
      if (!terms.contains(low)) continue;
      for (const auto& [is_factor, index] : others) {
        const bool counts = !is_factor && !is_natural_zero(plan, expression_of(plan, index));
        if (counts) result[low].insert(index);
      }
    }
  }
  return result;
}

}  // namespace

std::optional<Note> interaction_note(const Model& model) {
  constexpr std::size_t kMostNamed = 6;
  std::string list;
  std::size_t named = 0;
  for (const auto& [term, numbers] : numbers_beside(model.plan)) {
    if (++named > kMostNamed) break;
    std::string zeros;
    for (const Index number : numbers) {
      zeros += (zeros.empty() ? "" : " and ") + zero_text(model.plan, number);
    }
    list += fmt::format("{}{} at {}", list.empty() ? "" : "; ", term_name(model.plan, term), zeros);
  }
  if (list.empty()) return std::nullopt;
  if (named > kMostNamed) list += "; and others";
  return make_note(
      NoteCode::coefficients_at_zero,
      fmt::format("Within interactions a coefficient is that at 0 of the others: {}.{}", list,
                  model.curve.link == Link::logit && model.roles.strata.empty()
                      ? " margins --measure cor has odds ratios elsewhere."
                      : ""));
}

}  // namespace odds
