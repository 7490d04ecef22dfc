#include "design/design_expander.hpp"

#include <algorithm>
#include <numeric>

namespace odds {
namespace {

constexpr std::size_t kSkipNone = static_cast<std::size_t>(-1);

const Expression& expression_of(const DesignPlan& plan, const NumericPart& part) {
  return plan.expressions[static_cast<std::size_t>(part.expression)];
}

bool depends_on(const Expression& expression, const std::string& variable) {
  const std::vector<std::string> names = variables(expression);
  return std::ranges::find(names, variable) != names.end();
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

/// values^power by repeated multiplication, as the formula's own powers are computed.
void multiply_by_power(const Vector& values, int power, Vector& product) {
  for (int k = 0; k < power; ++k) product.array() *= values.array();
}

std::int32_t level_of(std::span<const std::int32_t> levels, Index i) {
  return levels.size() == 1 ? levels.front() : levels[static_cast<std::size_t>(i)];
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

DesignExpander DesignExpander::terms_with(const DesignPlan& plan, const std::string& variable) {
  std::vector<Index> terms;
  for (std::size_t t = 0; t < plan.terms.size(); ++t) {
    if (holds(plan, plan.terms[t], variable)) terms.push_back(static_cast<Index>(t));
  }
  return {plan, std::move(terms)};
}

DesignExpander DesignExpander::derivative(const DesignPlan& plan, const std::string& variable) {
  std::vector<std::optional<Expression>> slopes(plan.expressions.size());
  for (std::size_t e = 0; e < slopes.size(); ++e) {
    Expression slope = odds::derivative(plan.expressions[e], variable);
    if (slope != Expression{}) slopes[e] = std::move(slope);  // not the number 0
  }
  std::vector<Index> terms;
  for (std::size_t t = 0; t < plan.terms.size(); ++t) {
    const bool varies = std::ranges::any_of(plan.terms[t].numeric, [&](const NumericPart& part) {
      return slopes[static_cast<std::size_t>(part.expression)].has_value();
    });
    if (varies) terms.push_back(static_cast<Index>(t));
  }
  DesignExpander result(plan, std::move(terms));
  result.slopes_ = std::move(slopes);
  return result;
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
    const auto& slope = slopes_[static_cast<std::size_t>(term.numeric.front().expression)];
    if (slope->kind != Expression::Kind::number) return std::nullopt;
    result[term.first_column] = slope->number / plan_.centring.scale[term.first_column];
  }
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
  data_ = computed_.data();
}

DesignExpander::Values DesignExpander::evaluate_parts(const DesignInput& input) const {
  Values values;
  values.plain.resize(plan_.expressions.size());
  values.slopes.resize(slopes_.size());
  for (std::size_t e = 0; e < values.plain.size(); ++e) {
    if (!needed_[e]) continue;
    values.plain[e] = ExpressionValues(plan_.expressions[e], input);
    if (!slopes_.empty() && slopes_[e]) values.slopes[e] = ExpressionValues(*slopes_[e], input);
  }
  return values;
}

void DesignExpander::expand(const DesignInput& input, DesignBlock& out) const {
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
      out.eliminated = {.first_column = term.first_column, .met = met_levels(all.code)};
      continue;
    }
    expand_indicators(term, input, out.indicators[group]);
    std::vector<double>& multiplier = out.indicators[group++].multiplier;
    multiplier.resize(term.numeric.empty() ? 0 : static_cast<std::size_t>(input.rows));
    if (term.numeric.empty()) continue;
    write_column(term, values, Eigen::Map<Vector>(multiplier.data(), input.rows));
  }
}

/// prod_k (f_k - c_k)^a_k, the factor `skip` with one power less.
Vector DesignExpander::product(const DesignTerm& term, const Values& values, std::size_t skip,
                               Index rows) const {
  Vector result = Vector::Ones(rows);
  for (std::size_t k = 0; k < term.numeric.size(); ++k) {
    const Index e = term.numeric[k].expression;
    const int power = term.numeric[k].power - (k == skip ? 1 : 0);
    const double centre = term.recentred ? plan_.centring.centres[e] : 0.0;
    const Vector part = values.plain[static_cast<std::size_t>(e)].view().array() - centre;
    multiply_by_power(part, power, result);
  }
  return result;
}

/// The working column of a term, or its derivative when there are slopes (the product rule).
void DesignExpander::write_column(const DesignTerm& term, const Values& values,
                                  Eigen::Ref<Vector> out) const {
  const double shift = plan_.centring.shift[term.first_column];
  const double unit = 1.0 / plan_.centring.scale[term.first_column];
  if (values.slopes.empty() && term.is_single()) {  // no copies for the most common term
    const Index e = term.numeric.front().expression;
    const double centre = term.recentred ? plan_.centring.centres[e] : 0.0;
    const auto view = values.plain[static_cast<std::size_t>(e)].view();
    out = ((view.array() - centre) - shift) * unit;
    return;
  }
  if (values.slopes.empty()) {
    out = (product(term, values, kSkipNone, out.size()).array() - shift) * unit;
    return;
  }
  out.setZero();
  for (std::size_t k = 0; k < term.numeric.size(); ++k) {
    const ExpressionValues& slope =
        values.slopes[static_cast<std::size_t>(term.numeric[k].expression)];
    if (slope.is_empty()) continue;
    out.array() +=
        term.numeric[k].power * slope.view().array() * product(term, values, k, out.size()).array();
  }
  out *= unit;
}

void DesignExpander::expand_indicators(const DesignTerm& term, const DesignInput& input,
                                       IndicatorGroup& out) const {
  out.first_column = term.first_column;
  out.columns = term.columns;
  out.code.assign(static_cast<std::size_t>(input.rows), 0);
  Index stride = 1;
  for (const FactorUse& use : term.factors) {
    const DesignVariable& variable = plan_.variables[static_cast<std::size_t>(use.variable)];
    const std::span<const std::int32_t> levels =
        input.levels[static_cast<std::size_t>(use.variable)];
    for (Index i = 0; i < input.rows; ++i) {
      std::int32_t& code = out.code[static_cast<std::size_t>(i)];
      const Index column = use.column(level_of(levels, i));
      if (code >= 0) code = column < 0 ? -1 : code + static_cast<std::int32_t>(column * stride);
    }
    stride *= static_cast<Index>(variable.levels.size()) - (use.base < 0 ? 0 : 1);
  }
}

}  // namespace odds
