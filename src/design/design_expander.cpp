#include "design/design_expander.hpp"

#include "design/residual_columns.hpp"
#include "math/elementwise.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numeric>

namespace odds {
namespace {

const Expression& expression_of(const DesignPlan& plan, const NumericPart& part) {
  return plan.expressions[static_cast<std::size_t>(part.expression)];
}

bool holds(const DesignPlan& plan, const DesignTerm& term, const std::string& variable) {
  return std::ranges::any_of(term.numeric,
                             [&](const NumericPart& part) {
                               return depends_on(expression_of(plan, part), variable);
                             }) ||
         std::ranges::any_of(term.factors, [&](const FactorUse& use) {
           return plan.variables[static_cast<std::size_t>(use.variable)].name == variable;
         });
}

bool holds(const DesignPlan& plan, const DesignTerm& term,
           const std::vector<std::string>& variables) {
  return std::ranges::any_of(
      variables, [&](const std::string& variable) { return holds(plan, term, variable); });
}

/// The positions of the terms that `wanted` says yes to.
template <class Wanted>
std::vector<Index> terms_that(const DesignPlan& plan, Wanted wanted) {
  std::vector<Index> terms;
  for (std::size_t t = 0; t < plan.terms.size(); ++t) {
    if (wanted(plan.terms[t])) terms.push_back(static_cast<Index>(t));
  }
  return terms;
}

/// prod_k (f_k - c_k)^a_k, where each mention of k in `less` takes one off a_k. Powers are
/// products, as those of formulas are.
Vector product(const DesignPlan& plan, const DesignTerm& term,
               const std::vector<ExpressionValues>& values, std::initializer_list<std::size_t> less,
               Index rows) {
  Vector result = Vector::Ones(rows);
  for (std::size_t k = 0; k < term.numeric.size(); ++k) {
    const Index e = term.numeric[k].expression;
    const auto taken = static_cast<int>(std::ranges::count(less, k));
    const double centre = term.recentred ? plan.centring.centres[e] : 0.0;
    const auto view = values[static_cast<std::size_t>(e)].view();
    for (int power = taken; power < term.numeric[k].power; ++power) {
      result.array() *= view.array() - centre;
    }
  }
  return result;
}

/// Entry e of `values` becomes the values of entry e of `expressions`, if it has one.
void evaluate_at(const std::vector<std::optional<Expression>>& expressions, std::size_t e,
                 const DesignInput& input, std::vector<ExpressionValues>& values) {
  if (!expressions.empty() && expressions[e]) values[e] = ExpressionValues(*expressions[e], input);
}

std::int32_t level_of(std::span<const std::int32_t> levels, Index i) {
  return levels.size() == 1 ? levels.front() : levels[static_cast<std::size_t>(i)];
}

/// The columns of the levels within their factor, as FactorUse has them; without branches, so that
/// compilers take many rows at a time.
void write_columns(const FactorUse& use, std::span<const std::int32_t> levels,
                   std::vector<std::int32_t>& columns) {
  if (levels.size() == 1 && columns.size() != 1) {
    std::ranges::fill(columns, static_cast<std::int32_t>(use.column(levels.front())));
    return;
  }
  if (use.base < 0) {
    std::ranges::copy(levels, columns.begin());
    return;
  }
  const auto base = static_cast<std::int32_t>(use.base);
  std::ranges::transform(levels, columns.begin(), [base](std::int32_t level) {
    return level == base ? -1 : level - (level > base ? 1 : 0);
  });
}

/// Adds `stride` times the columns of a further factor to the codes; no code stays where it has no
/// column.
void add_columns(const FactorUse& use, std::span<const std::int32_t> levels, Index stride,
                 std::vector<std::int32_t>& codes) {
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const Index column = use.column(level_of(levels, static_cast<Index>(i)));
    if (codes[i] < 0) continue;
    codes[i] = column < 0 ? -1 : codes[i] + static_cast<std::int32_t>(column * stride);
  }
}

}  // namespace

DesignExpander::DesignExpander(const DesignPlan& plan, std::vector<Index> terms)
    : plan_(plan), terms_(std::move(terms)), needed_(plan.expressions.size(), false) {
  for (const Index t : terms_) {
    for (const NumericPart& part : plan.terms[static_cast<std::size_t>(t)].numeric) {
      needed_[static_cast<std::size_t>(part.expression)] = true;
    }
  }
}

DesignExpander::DesignExpander(const DesignPlan& plan)
    : DesignExpander(plan, [&] {
        std::vector<Index> all(plan.terms.size());
        std::iota(all.begin(), all.end(), Index{0});
        return all;
      }()) {}

DesignExpander DesignExpander::terms_with(const DesignPlan& plan,
                                          const std::vector<std::string>& variables) {
  return terms_naming(plan, plan.with_conditions_on(variables));
}

DesignExpander DesignExpander::terms_naming(const DesignPlan& plan,
                                            const std::vector<std::string>& variables) {
  return {plan,
          terms_that(plan, [&](const DesignTerm& term) { return holds(plan, term, variables); })};
}

bool DesignExpander::depends_only_on(const std::vector<std::string>& variables) const {
  const auto is_given = [&](const std::string& name) {
    return std::ranges::find(variables, name) != variables.end();
  };
  const auto among_them = [&](const std::string& name) {
    if (is_given(name)) return true;
    const auto& definition = plan_.variable(*plan_.find_variable(name)).definition;
    return definition && std::ranges::all_of(odds::variables(*definition), is_given);
  };
  return std::ranges::all_of(terms_, [&](Index t) {
    const DesignTerm& term = plan_.terms[static_cast<std::size_t>(t)];
    return !plan_.is_eliminated(term) &&
           std::ranges::all_of(term.numeric,
                               [&](const NumericPart& part) {
                                 return std::ranges::all_of(
                                     odds::variables(expression_of(plan_, part)), among_them);
                               }) &&
           std::ranges::all_of(term.factors, [&](const FactorUse& use) {
             return among_them(plan_.variables[static_cast<std::size_t>(use.variable)].name);
           });
  });
}

DesignExpander::Derivatives DesignExpander::first_derivatives(const DesignPlan& plan,
                                                              const std::string& variable) {
  Derivatives slopes(plan.expressions.size());
  for (std::size_t e = 0; e < slopes.size(); ++e) {
    Expression slope = odds::derivative(plan.expressions[e], variable);
    if (slope != Expression{}) slopes[e] = std::move(slope);  // not the number 0
  }
  return slopes;
}

DesignExpander DesignExpander::derivative(const DesignPlan& plan, const std::string& variable) {
  Derivatives slopes = first_derivatives(plan, variable);
  const auto varies = [&](const DesignTerm& term) {
    return std::ranges::any_of(term.numeric, [&](const NumericPart& part) {
      return slopes[static_cast<std::size_t>(part.expression)].has_value();
    });
  };
  DesignExpander result(plan, terms_that(plan, varies));
  result.order_ = DesignOrder::first;
  result.d1_ = std::move(slopes);
  return result;
}

DesignExpander DesignExpander::second_derivative(const DesignPlan& plan, const std::string& first,
                                                 const std::string& second) {
  DesignExpander every(plan);
  every.d1_ = first_derivatives(plan, first);
  every.d1_second_ = first_derivatives(plan, second);
  every.d2_.resize(plan.expressions.size());
  for (std::size_t e = 0; e < every.d2_.size(); ++e) {
    if (!every.d1_[e]) continue;
    Expression bend = odds::derivative(*every.d1_[e], second);
    if (bend != Expression{}) every.d2_[e] = std::move(bend);
  }
  DesignExpander result(
      plan, terms_that(plan, [&](const DesignTerm& term) { return every.has_d2(term); }));
  result.order_ = DesignOrder::second;
  result.d1_ = std::move(every.d1_);
  result.d1_second_ = std::move(every.d1_second_);
  result.d2_ = std::move(every.d2_);
  return result;
}

/// Whether the second derivative of a term is more than 0 everywhere.
bool DesignExpander::has_d2(const DesignTerm& term) const {
  for (std::size_t k = 0; k < term.numeric.size(); ++k) {
    const auto e = static_cast<std::size_t>(term.numeric[k].expression);
    if (d2_[e]) return true;
    for (std::size_t l = 0; l < term.numeric.size(); ++l) {
      const auto other = static_cast<std::size_t>(term.numeric[l].expression);
      const bool both = d1_[e] && d1_second_[other];
      if (both && (k != l || term.numeric[k].power > 1)) return true;
    }
  }
  return false;
}

std::vector<Index> DesignExpander::columns() const {
  std::vector<Index> columns;
  for (const Index t : terms_) {
    const DesignTerm& term = plan_.terms[static_cast<std::size_t>(t)];
    for (Index j = 0; j < term.columns; ++j) columns.push_back(term.first_column + j);
  }
  return columns;
}

std::optional<Vector> DesignExpander::constant_derivative() const {
  Vector result = Vector::Zero(plan_.columns());
  for (const Index t : terms_) {
    const DesignTerm& term = plan_.terms[static_cast<std::size_t>(t)];
    if (!term.factors.empty() || !term.is_single()) return std::nullopt;
    const auto& slope = d1_[static_cast<std::size_t>(term.numeric.front().expression)];
    if (slope->kind != Expression::Kind::number) return std::nullopt;
    result[term.first_column] = slope->number / plan_.centring.scale[term.first_column];
  }
  take_residuals(plan_.centring.residuals, result);
  return result;
}

ExpressionValues::ExpressionValues(const Expression& expression, const DesignInput& input)
    : rows_(input.rows) {
  if (expression.kind == Expression::Kind::variable) {
    const Binding& binding = input.bindings->find(expression.name)->second;
    if (static_cast<Index>(binding.numbers.size()) == rows_) {
      data_ = binding.numbers.data();
      return;
    }
  }
  computed_ = evaluate(expression, *input.bindings, rows_);
  for (double& value : computed_) {
    if (input.stand_in > 0.0 && std::isinf(value)) value = std::copysign(input.stand_in, value);
  }
  data_ = computed_.data();
}

DesignExpander::Values DesignExpander::evaluate_parts(const DesignInput& input) const {
  Values values;
  values.plain.resize(plan_.expressions.size());
  values.d1.resize(d1_.size());
  values.d1_second.resize(d1_second_.size());
  values.d2.resize(d2_.size());
  for (std::size_t e = 0; e < values.plain.size(); ++e) {
    if (!needed_[e]) continue;
    values.plain[e] = ExpressionValues(plan_.expressions[e], input);
    evaluate_at(d1_, e, input, values.d1);
    evaluate_at(d1_second_, e, input, values.d1_second);
    evaluate_at(d2_, e, input, values.d2);
  }
  return values;
}

void DesignExpander::expand(const DesignInput& input, DesignBlock& out) const {
  expand_centred(input, out);
  take_residuals(plan_.centring.residuals, out);
}

void DesignExpander::expand_centred(const DesignInput& input, DesignBlock& out) const {
  const Values values = evaluate_parts(input);
  out.rows = input.rows;
  out.dense_columns.clear();
  std::size_t groups = 0;
  out.eliminated.reset();
  for (const Index t : terms_) {
    const DesignTerm& term = plan_.terms[static_cast<std::size_t>(t)];
    if (term.factors.empty()) {
      out.dense_columns.push_back(term.first_column);
    } else if (!plan_.is_eliminated(term)) {
      ++groups;
    }
  }
  out.dense.resize(input.rows, static_cast<Index>(out.dense_columns.size()));
  out.indicators.resize(groups);
  Index dense = 0;
  std::size_t group = 0;
  for (const Index t : terms_) {
    const DesignTerm& term = plan_.terms[static_cast<std::size_t>(t)];
    if (term.factors.empty()) {
      write_column(term, values, out.dense.col(dense++));
      continue;
    }
    if (plan_.is_eliminated(term)) {
      IndicatorGroup all;
      expand_indicators(term, input, all);
      out.eliminated = {.first_column = term.first_column, .met = observed_levels(all.code)};
      continue;
    }
    expand_indicators(term, input, out.indicators[group]);
    std::vector<double>& multiplier = out.indicators[group++].multiplier;
    multiplier.resize(term.numeric.empty() ? 0 : static_cast<std::size_t>(input.rows));
    if (term.numeric.empty()) continue;
    write_column(term, values, Eigen::Map<Vector>(multiplier.data(), input.rows));
  }
}

/// The centred column of a term, or a derivative of it (the product rule).
void DesignExpander::write_column(const DesignTerm& term, const Values& values,
                                  Eigen::Ref<Vector> out) const {
  const double shift = plan_.centring.shift[term.first_column];
  const double unit = 1.0 / plan_.centring.scale[term.first_column];
  if (order_ == DesignOrder::value && term.is_single()) {  // no copies for the most common term
    const Index e = term.numeric.front().expression;
    const double centre = term.recentred ? plan_.centring.centres[e] : 0.0;
    const auto view = values.plain[static_cast<std::size_t>(e)].view();
    write_centred({view.data(), static_cast<std::size_t>(view.size())}, centre, shift, unit,
                  out.data());
    return;
  }
  if (order_ == DesignOrder::value && term.numeric.empty()) {
    out.setConstant((1.0 - shift) * unit);
    return;
  }
  if (order_ == DesignOrder::value) {
    out = (product(plan_, term, values.plain, {}, out.size()).array() - shift) * unit;
    return;
  }
  out.setZero();
  if (order_ == DesignOrder::first) {
    add_d1(term, values, out);
  } else {
    add_d2(term, values, out);
  }
  out *= unit;
}

/// sum_k a_k f_k' prod of the rest.
void DesignExpander::add_d1(const DesignTerm& term, const Values& values,
                            Eigen::Ref<Vector> out) const {
  for (std::size_t k = 0; k < term.numeric.size(); ++k) {
    const NumericPart& part = term.numeric[k];
    const ExpressionValues& slope = values.d1[static_cast<std::size_t>(part.expression)];
    if (slope.is_empty()) continue;
    const Vector rest = product(plan_, term, values.plain, {k}, out.size());
    out.array() += part.power * slope.view().array() * rest.array();
  }
}

/// sum_k a_k f_k'' prod of the rest + sum_kl a_k a_l f_k' f_l' prod of the rest, where the rest of
/// k = l is a_k (a_k - 1) f_k^(a_k - 2) and the other factors.
void DesignExpander::add_d2(const DesignTerm& term, const Values& values,
                            Eigen::Ref<Vector> out) const {
  for (std::size_t k = 0; k < term.numeric.size(); ++k) {
    const NumericPart& part = term.numeric[k];
    const auto e = static_cast<std::size_t>(part.expression);
    if (!values.d2[e].is_empty()) {
      const Vector rest = product(plan_, term, values.plain, {k}, out.size());
      out.array() += part.power * values.d2[e].view().array() * rest.array();
    }
    if (values.d1[e].is_empty()) continue;
    for (std::size_t l = 0; l < term.numeric.size(); ++l) {
      const NumericPart& other = term.numeric[l];
      const ExpressionValues& slope = values.d1_second[static_cast<std::size_t>(other.expression)];
      const int times = part.power * (k == l ? part.power - 1 : other.power);
      if (slope.is_empty() || times == 0) continue;
      const Vector rest = product(plan_, term, values.plain, {k, l}, out.size());
      out.array() += times * values.d1[e].view().array() * slope.view().array() * rest.array();
    }
  }
}

void DesignExpander::expand_indicators(const DesignTerm& term, const DesignInput& input,
                                       IndicatorGroup& out) const {
  out.first_column = term.first_column;
  out.columns = term.columns;
  out.code.resize(static_cast<std::size_t>(input.rows));
  Index stride = 1;
  for (const FactorUse& use : term.factors) {
    const DesignVariable& variable = plan_.variables[static_cast<std::size_t>(use.variable)];
    const std::span<const std::int32_t> levels =
        input.levels[static_cast<std::size_t>(use.variable)];
    if (&use == &term.factors.front()) {
      write_columns(use, levels, out.code);
    } else {
      add_columns(use, levels, stride, out.code);
    }
    stride *= static_cast<Index>(variable.levels.size()) - (use.base < 0 ? 0 : 1);
  }
}

}  // namespace odds
