#include "design/term_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <stdexcept>

namespace odds {
namespace {

std::set<std::string> spellings(const Term& term) {
  std::set<std::string> result;
  for (const Factor& factor : term.factors) result.insert(factor.spelling);
  return result;
}

bool is_categorical(const DesignPlan& plan, const Factor& factor) {
  if (factor.kind == Factor::Kind::categorical) return true;
  const auto variable = factor.expression.kind == Expression::Kind::variable
                            ? plan.find_variable(factor.expression.name)
                            : std::nullopt;
  return variable && plan.variable(*variable).type == ColumnType::factor;
}

/// `race[black]`: of the first level that has a column.
std::string first_piece(const DesignPlan& plan, const Factor& factor, const FactorUse& use) {
  const auto level = static_cast<std::size_t>(use.base == 0 ? 1 : 0);
  const std::vector<std::string>& levels = plan.variable(use.variable).levels;
  return level < levels.size() ? fmt::format("{}[{}]", factor.spelling, levels[level])
                               : std::string();
}

/// What the first column of the term would be called, were it laid out as `laid_out`; nothing if it
/// has other factors.
std::optional<std::string> first_name(const DesignPlan& plan, const Term& term,
                                      const DesignTerm& laid_out) {
  std::string name;
  std::size_t used = 0;
  for (const Factor& factor : term.factors) {
    if (!name.empty()) name += ':';
    if (!is_categorical(plan, factor)) {
      name += factor.spelling;
      continue;
    }
    if (used == laid_out.factors.size()) return std::nullopt;
    name += first_piece(plan, factor, laid_out.factors[used++]);
  }
  return used == laid_out.factors.size() ? std::optional(name) : std::nullopt;
}

}  // namespace

// A term of a constant factor may have no columns, and one that is eliminated has the last ones:
// the rest stands in the order of the formula.
std::vector<TermColumns> term_columns(const Formula& formula, const DesignPlan& plan) {
  std::vector<TermColumns> result;
  auto next = formula.terms.begin();
  for (const DesignTerm& laid_out : plan.terms) {
    if (laid_out.numeric.empty() && laid_out.factors.empty()) continue;  // the intercept
    const std::string& name = plan.names[static_cast<std::size_t>(laid_out.first_column)];
    const auto is_it = [&](const Term& term) { return first_name(plan, term, laid_out) == name; };
    const bool moved = plan.is_eliminated(laid_out);
    const auto found =
        std::find_if(moved ? formula.terms.begin() : next, formula.terms.end(), is_it);
    if (found == formula.terms.end()) throw std::logic_error("no term has the column " + name);
    result.push_back({*found, found->spelling(), laid_out.first_column, laid_out.columns});
    if (!moved) next = found + 1;
  }
  return result;
}

bool contains(const Term& high, const Term& low) {
  return high.factors.size() > low.factors.size() &&
         std::ranges::includes(spellings(high), spellings(low));
}

bool same_factors(const Term& one, const Term& other) { return spellings(one) == spellings(other); }

}  // namespace odds
