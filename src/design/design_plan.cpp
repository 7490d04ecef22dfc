#include "design/design_plan.hpp"

#include "data/columns/name_index.hpp"
#include "formula/expression.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>
#include <unordered_map>

namespace odds {
namespace {

/// A factor of a term of the formula whose kind is settled: `variable` is its index if it is
/// categorical.
struct ResolvedFactor {
  const Factor& written;
  std::string key;  ///< equal for factors that mean the same
  std::optional<Index> variable;
};

using ResolvedTerm = std::vector<ResolvedFactor>;
using TermKey = std::set<std::string>;

ResolvedFactor resolve(const DesignPlan& plan, const NameIndex& variables, const Factor& factor) {
  ResolvedFactor result{factor, {}, {}};
  if (factor.expression.kind == Expression::Kind::variable) {
    const Index variable = variables.find(factor.expression.name);
    if (variable < 0) throw std::logic_error("the plan has no " + factor.expression.name);
    const bool categorical =
        factor.kind == Factor::Kind::categorical ||
        plan.variables[static_cast<std::size_t>(variable)].type == ColumnType::factor;
    if (categorical) {
      result.variable = variable;
      result.key = fmt::format("factor {} {}", variable, factor.base.value_or(""));
      return result;
    }
  }
  result.key = "number " + spelling(factor.expression);
  return result;
}

std::vector<ResolvedTerm> resolve(const DesignPlan& plan, const Formula& formula) {
  const NameIndex variables(plan.variables, &DesignVariable::name);
  std::vector<ResolvedTerm> terms;
  terms.reserve(formula.terms.size() + 1);
  if (formula.intercept) terms.emplace_back();
  for (const Term& term : formula.terms) {
    ResolvedTerm& resolved = terms.emplace_back();
    resolved.reserve(term.factors.size());
    for (const Factor& factor : term.factors) {
      resolved.push_back(resolve(plan, variables, factor));
    }
  }
  return terms;
}

TermKey key_of(const ResolvedTerm& term) {
  TermKey key;
  for (const ResolvedFactor& factor : term) key.insert(factor.key);
  return key;
}

Index base_level(const DesignVariable& variable, const ResolvedFactor& factor) {
  const std::optional<std::string>& base = factor.written.base;
  if (!base) return 0;
  const auto found = std::ranges::find(variable.levels, *base);
  if (found != variable.levels.end()) return found - variable.levels.begin();
  throw Error(ErrorKind::usage,
              {.what = fmt::format("the base \"{}\" in {} is not a level of \"{}\"", *base,
                                   factor.written.spelling, variable.name),
               .where = {},
               .hint = suggest_name(*base, variable.levels, "levels"),
               .excerpt = {}});
}

FactorUse use_factor(const DesignPlan& plan, const ResolvedFactor& factor, bool with_base) {
  const DesignVariable& variable = plan.variables[static_cast<std::size_t>(*factor.variable)];
  if (!with_base) return {.variable = *factor.variable, .base = -1};
  if (variable.levels.size() < 2) {
    throw Error(
        ErrorKind::model,
        {.what = fmt::format("the factor \"{}\" has only the level \"{}\" in the rows used",
                             variable.name, variable.levels.empty() ? "" : variable.levels.front()),
         .where = {},
         .hint = "leave it out of the formula",
         .excerpt = {}});
  }
  return {.variable = *factor.variable, .base = base_level(variable, factor)};
}

/// The expressions of a plan by their spelling, which tells one from any other.
class ExpressionTable {
 public:
  explicit ExpressionTable(DesignPlan& plan) : plan_(plan) {}

  /// The position in the plan, to which a new one is added.
  Index position_of(const Expression& expression) {
    const auto next = static_cast<Index>(plan_.expressions.size());
    const auto [found, is_new] = positions_.emplace(spelling(expression), next);
    if (is_new) plan_.expressions.push_back(expression);
    return found->second;
  }

 private:
  DesignPlan& plan_;
  std::unordered_map<std::string, Index> positions_;
};

void add_numeric_part(ExpressionTable& expressions, const Expression& expression,
                      DesignTerm& term) {
  const auto power = as_power(expression);
  const Index index = expressions.position_of(power ? power->first : expression);
  const int exponent = power ? power->second : 1;
  const auto same = std::ranges::find(term.numeric, index, &NumericPart::expression);
  if (same != term.numeric.end()) {
    same->power += exponent;
  } else {
    term.numeric.push_back({index, exponent});
    std::ranges::sort(term.numeric);
  }
}

/// One piece of a column's name for each column of a factor: `race[black]`.
std::vector<std::string> column_names(const DesignVariable& variable, const FactorUse& use,
                                      const std::string& spelling) {
  std::vector<std::string> names;
  for (std::size_t level = 0; level < variable.levels.size(); ++level) {
    if (use.column(static_cast<Index>(level)) < 0) continue;
    names.push_back(fmt::format("{}[{}]", spelling, variable.levels[level]));
  }
  return names;
}

void append_piece(std::string& name, const std::string& piece) {
  if (!name.empty()) name += ':';
  name += piece;
}

/// Appends `pieces` to each of `names`, the existing part varying fastest.
void extend_names(std::vector<std::string>& names, const std::vector<std::string>& pieces) {
  std::vector<std::string> longer;
  longer.reserve(names.size() * pieces.size());
  for (const std::string& piece : pieces) {
    for (const std::string& name : names) append_piece(longer.emplace_back(name), piece);
  }
  names = std::move(longer);
}

/// Labels the columns of a term, which are the last ones.
void add_labels(DesignPlan& plan, const ResolvedTerm& factors, const DesignTerm& term) {
  plan.labels.resize(plan.names.size());
  if (factors.size() != 1 || term.factors.size() != 1) return;
  const FactorUse use = term.factors.front();
  const DesignVariable& variable = plan.variables[static_cast<std::size_t>(use.variable)];
  for (std::size_t level = 0; level < variable.levels.size(); ++level) {
    const Index column = use.column(static_cast<Index>(level));
    if (column < 0) continue;
    plan.labels[static_cast<std::size_t>(term.first_column + column)] = {
        .factor = factors.front().written.spelling,
        .level = variable.levels[level],
        .base = use.base < 0 ? "" : variable.levels[static_cast<std::size_t>(use.base)]};
  }
}

Index size_of(const std::vector<std::string>& names) {
  Index bytes = 0;
  for (const std::string& name : names) bytes += static_cast<Index>(name.size());
  return bytes;
}

/// Refuses to extend the names of a term before there are too many, or too long ones.
void require_room(const DesignPlan& plan, const std::vector<std::string>& names,
                  const std::vector<std::string>& pieces, const PlanLimits& limits) {
  const auto fail = [](std::string what) {
    throw Error(ErrorKind::model, {.what = std::move(what),
                                   .where = {},
                                   .hint = "leave out interactions of factors with many levels",
                                   .excerpt = {}});
  };
  const auto old_names = static_cast<Index>(names.size());
  const auto new_pieces = static_cast<Index>(pieces.size());
  if (plan.columns() + old_names * new_pieces > limits.columns) {
    fail(fmt::format("the design has more than {} columns", limits.columns));
  }
  if (size_of(names) * new_pieces + size_of(pieces) * old_names > limits.name_bytes) {
    fail(fmt::format("the names of the columns take more than {} bytes", limits.name_bytes));
  }
}

/// The terms laid out so far.
class EarlierTerms {
 public:
  void add(const TermKey& key) {
    for (const std::string& factor : key) with_factor_[factor].push_back(key);
  }

  /// Whether one of them has all factors of `key`, or there are none to have.
  bool contain(const TermKey& key) const {
    if (key.empty()) return true;
    const std::vector<TermKey>* fewest = nullptr;  // the terms that have its rarest factor
    for (const std::string& factor : key) {
      const auto found = with_factor_.find(factor);
      if (found == with_factor_.end()) return false;
      if (fewest == nullptr || found->second.size() < fewest->size()) fewest = &found->second;
    }
    return std::ranges::any_of(
        *fewest, [&](const TermKey& earlier) { return std::ranges::includes(earlier, key); });
  }

 private:
  std::map<std::string, std::vector<TermKey>> with_factor_;
};

/// What a term is laid out by, beside its factors.
struct Layout {
  EarlierTerms earlier;
  ExpressionTable expressions;
  const ResolvedFactor* without_base;
  PlanLimits room;  ///< columns in all, and bytes of names that are left
};

/// Whether a factor of a term has no column for its base.
bool has_base(const ResolvedTerm& term, const ResolvedFactor& factor, const Layout& layout) {
  TermKey margin = key_of(term);
  margin.erase(factor.key);
  return &factor != layout.without_base && layout.earlier.contain(margin);
}

/// Whether a factor of the term has one level, and no column but that of the base it would lose.
bool has_constant_factor(const DesignPlan& plan, const ResolvedTerm& term, const Layout& layout) {
  return std::ranges::any_of(term, [&](const ResolvedFactor& factor) {
    return factor.variable && plan.variable(*factor.variable).levels.size() == 1 &&
           has_base(term, factor, layout);
  });
}

void add_term(DesignPlan& plan, const ResolvedTerm& factors, Layout& layout) {
  DesignTerm term;
  term.first_column = plan.columns();
  std::vector<std::string> names = {""};
  for (const ResolvedFactor& factor : factors) {
    if (!factor.variable) {
      add_numeric_part(layout.expressions, factor.written.expression, term);
      for (std::string& name : names) append_piece(name, factor.written.spelling);
      continue;
    }
    const FactorUse use = use_factor(plan, factor, has_base(factors, factor, layout));
    term.factors.push_back(use);
    const std::vector<std::string> pieces =
        column_names(plan.variable(use.variable), use, factor.written.spelling);
    require_room(plan, names, pieces, layout.room);
    extend_names(names, pieces);
  }
  if (factors.empty()) names = {"(Intercept)"};
  term.columns = static_cast<Index>(names.size());
  layout.room.name_bytes -= size_of(names);
  std::ranges::move(names, std::back_inserter(plan.names));
  add_labels(plan, factors, term);
  plan.terms.push_back(std::move(term));
}

/// Per variable of the plan, the terms that have it as a factor.
std::vector<Index> count_uses(const DesignPlan& plan, const std::vector<ResolvedTerm>& terms) {
  std::vector<Index> uses(plan.variables.size(), 0);
  for (const ResolvedTerm& term : terms) {
    std::set<Index> variables;
    for (const ResolvedFactor& factor : term) {
      if (factor.variable) variables.insert(*factor.variable);
    }
    for (const Index variable : variables) ++uses[static_cast<std::size_t>(variable)];
  }
  return uses;
}

/// Whether the term is a factor by itself that no other term has.
bool can_be_eliminated(const ResolvedTerm& term, const std::vector<Index>& uses) {
  return term.size() == 1 && term.front().variable &&
         uses[static_cast<std::size_t>(*term.front().variable)] == 1;
}

/// Moves the term of the largest factor that can be eliminated to the end, if it has more columns
/// than `dense_levels`. Returns whether there is one.
bool move_eliminated_last(const DesignPlan& plan, Index dense_levels,
                          std::vector<ResolvedTerm>& terms) {
  Index most = dense_levels + 1;  // levels, one of which may be the base
  auto largest = terms.end();
  const std::vector<Index> uses = count_uses(plan, terms);
  for (auto term = terms.begin(); term != terms.end(); ++term) {
    if (!can_be_eliminated(*term, uses)) continue;
    const DesignVariable& variable =
        plan.variables[static_cast<std::size_t>(*term->front().variable)];
    const auto levels = static_cast<Index>(variable.levels.size());
    if (levels <= most) continue;
    most = levels;
    largest = term;
  }
  if (largest == terms.end()) return false;
  std::rotate(largest, largest + 1, terms.end());
  return true;
}

/// Null: there are none but numbers.
const ResolvedFactor* first_factor(const std::vector<ResolvedTerm>& terms) {
  for (const ResolvedTerm& term : terms) {
    for (const ResolvedFactor& factor : term) {
      if (factor.variable) return &factor;
    }
  }
  return nullptr;
}

}  // namespace

std::vector<std::string> DesignPlan::with_conditions_on(std::vector<std::string> given) const {
  const auto count = static_cast<std::ptrdiff_t>(given.size());
  for (const DesignVariable& known : variables) {
    const auto defines = [&](const std::string& name) {
      return depends_on(*known.definition, name);
    };
    if (!known.definition || std::ranges::find(given, known.name) != given.end()) continue;
    if (std::any_of(given.begin(), given.begin() + count, defines)) given.push_back(known.name);
  }
  return given;
}

std::optional<Index> DesignPlan::find_variable(const std::string& name) const {
  const auto found = std::ranges::find(variables, name, &DesignVariable::name);
  if (found == variables.end()) return std::nullopt;
  return found - variables.begin();
}

const DesignVariable* DesignPlan::eliminated_variable() const {
  if (eliminated == 0) return nullptr;
  return &variables[static_cast<std::size_t>(terms.back().factors.front().variable)];
}

DesignPlan plan_design(const Formula& formula, std::vector<DesignVariable> variables,
                       const PlanLimits& limits) {
  DesignPlan plan;
  plan.variables = std::move(variables);
  std::vector<ResolvedTerm> terms = resolve(plan, formula);
  plan.terms.reserve(terms.size());
  // Without an intercept R gives every level of the first factor it meets a column.
  const ResolvedFactor* first = first_factor(terms);
  const ResolvedFactor* without_base = formula.intercept ? nullptr : first;
  const bool eliminates = move_eliminated_last(plan, limits.dense_levels, terms);
  Layout layout{.earlier = {},
                .expressions = ExpressionTable(plan),
                .without_base = without_base,
                .room = limits};
  for (const ResolvedTerm& term : terms) {
    const bool drops = limits.drops_constant_factors && has_constant_factor(plan, term, layout);
    if (!drops) add_term(plan, term, layout);
    if (first != nullptr) layout.earlier.add(key_of(term));  // numbers have no base
  }
  if (eliminates) plan.eliminated = plan.terms.back().columns;
  return plan;
}

}  // namespace odds
