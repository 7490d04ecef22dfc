#include "effects/effect.hpp"

#include "likelihood/logistic.hpp"
#include "math/sigmoid.hpp"
#include "math/span_of.hpp"

#include <fmt/format.h>

namespace odds {
namespace {

/// The level that the model's contrasts for a variable start from.
Index base_level(const Model& model, const DesignVariable& variable) {
  for (const DesignTerm& term : model.plan.terms) {
    for (const FactorUse& use : term.factors) {
      const bool same = &model.plan.variables[static_cast<std::size_t>(use.variable)] == &variable;
      if (same && use.base >= 0) return use.base;
    }
  }
  return 0;
}

}  // namespace

EffectSums EffectSums::zero(Index quantities, Index core_columns) {
  return {.values = Vector::Zero(quantities),
          .jacobian = {.core = Matrix::Zero(quantities, core_columns), .levels = {}},
          .weight = 0.0,
          .dropped = {}};
}

EffectSums& EffectSums::operator+=(const EffectSums& other) {
  values += other.values;
  jacobian.core += other.jacobian.core;
  jacobian.levels += other.jacobian.levels;
  weight += other.weight;
  dropped += other.dropped;
  return *this;
}

RowState row_state(const DesignRows& rows, VectorRef gamma, Index core_columns) {
  const Index n = rows.rows();
  RowState state{.rows = rows,
                 .eta = linear_predictor(rows, gamma),
                 .probability = Vector(n),
                 .slope = Vector(n),
                 .bend = Vector(n),
                 .slope_sum = 0.0,
                 .bend_sum = Vector::Zero(core_columns)};
  // Of a row with y = 0 and weight 1, the residual is -sigma and the curvature sigma'.
  const Vector none = Vector::Zero(n);
  const Vector one = Vector::Ones(n);
  logit_block(span_of(state.eta), span_of(none), span_of(one), span_of(state.probability),
              span_of(state.slope));
  state.probability = -state.probability;
  state.bend = state.slope.array() * (1.0 - 2.0 * state.probability.array());
  state.slope_sum = rows.weight.dot(state.slope);
  add_transposed_product(rows.x, rows.weight.cwiseProduct(state.bend), state.bend_sum);
  return state;
}

Effect::Effect(const Model& model, const DesignVariable& variable, DesignExpander expander)
    : model_(&model), variable_(&variable), expander_(std::move(expander)) {}

Effect Effect::derivative(const Model& model, const DesignVariable& variable) {
  Effect effect(model, variable, DesignExpander::derivative(model.plan, variable.name));
  effect.is_derivative_ = true;
  effect.contrasts_ = {{"dP/dx", 0, std::nullopt}};
  for (const Expression& offset : model.roles.offsets) {
    Expression slope = odds::derivative(offset, variable.name);
    if (slope == Expression{}) continue;  // the number 0
    effect.offset_slopes_.push_back(std::move(slope));
  }
  if (effect.offset_slopes_.empty()) effect.constant_ = effect.expander_.constant_derivative();
  return effect;
}

Effect Effect::levels(const Model& model, const DesignVariable& variable) {
  Effect effect(model, variable, DesignExpander::terms_with(model.plan, variable.name));
  effect.values_ = variable.level_values;
  const Index base = base_level(model, variable);
  for (Index level = 0; level < effect.quantities(); ++level) {
    if (level == base) continue;
    effect.contrasts_.push_back(
        {fmt::format("{} - {}", variable.levels[static_cast<std::size_t>(level)],
                     variable.levels[static_cast<std::size_t>(base)]),
         level, base});
  }
  return effect;
}

Effect Effect::switched(const Model& model, const DesignVariable& variable) {
  Effect effect(model, variable, DesignExpander::terms_with(model.plan, variable.name));
  effect.values_ = {0.0, 1.0};
  effect.contrasts_ = {{"1 - 0", 1, 0}};
  return effect;
}

Index Effect::quantities() const {
  if (is_derivative_) return 1;
  return static_cast<Index>(values_.empty() ? variable_->levels.size() : values_.size());
}

void Effect::add(const RowState& state, VectorRef gamma, Index first, EffectSums& sums) const {
  if (is_derivative_) return add_derivative(state, gamma, first, sums);
  const Remainder rest = remainder(state, gamma);
  for (Index value = 0; value < quantities(); ++value) add_value(rest, value, first + value, sums);
}

void Effect::add_derivative(const RowState& state, VectorRef gamma, Index row,
                            EffectSums& sums) const {
  if (constant_) return add_constant_derivative(state, gamma, row, sums);
  const Index n = state.rows.rows();
  DesignBlock change;  // dz / dx
  expander_.expand(state.rows.input(), change);
  Vector eta_slope = Vector::Zero(n);
  for (const Expression& slope : offset_slopes_) {
    eta_slope += evaluate(slope, state.rows.data.bindings, n);
  }
  add_linear_predictor(change, gamma, eta_slope);
  const Vector& weight = state.rows.weight;
  const Vector direct = weight.cwiseProduct(state.slope);
  const Vector curved = weight.cwiseProduct(state.bend).cwiseProduct(eta_slope);
  sums.values[row] += direct.dot(eta_slope);
  Vector gradient = Vector::Zero(state.bend_sum.size());
  add_transposed_product(state.rows.x, curved, gradient);
  add_transposed_product(change, direct, gradient);
  sums.jacobian.core.row(row) += gradient.transpose();
  add_level_products(state.rows.x, curved, row, sums.jacobian.levels);
}

/// With the same dz / dx in all rows, what remains to be summed is the same for every variable.
void Effect::add_constant_derivative(const RowState& state, VectorRef gamma, Index row,
                                     EffectSums& sums) const {
  const Index core = state.bend_sum.size();
  const double eta_slope = constant_->head(core).dot(gamma.head(core));
  sums.values[row] += eta_slope * state.slope_sum;
  sums.jacobian.core.row(row) +=
      (eta_slope * state.bend_sum + state.slope_sum * constant_->head(core)).transpose();
  if (!state.rows.x.eliminated) return;
  const Vector curved = eta_slope * state.rows.weight.cwiseProduct(state.bend);
  add_level_products(state.rows.x, curved, row, sums.jacobian.levels);
}

Effect::Remainder Effect::remainder(const RowState& state, VectorRef gamma) const {
  Remainder rest{.state = state, .gamma = gamma, .terms = {}, .eta = {}};
  expander_.expand(state.rows.input(), rest.terms);
  Vector part = Vector::Zero(state.rows.rows());
  add_linear_predictor(rest.terms, gamma, part);
  rest.eta = state.eta - state.rows.offset - part;
  return rest;
}

void Effect::add_value(const Remainder& rest, Index value, Index row, EffectSums& sums) const {
  const DesignRows& rows = rest.state.rows;
  const auto code = static_cast<std::int32_t>(value);
  Bindings bindings = rows.data.bindings;
  Binding& changed = bindings[variable_->name];
  if (values_.empty()) {
    changed = {.numbers = {}, .codes = {&code, 1}, .levels = variable_->levels};
  } else {
    changed = {
        .numbers = {&values_[static_cast<std::size_t>(value)], 1}, .codes = {}, .levels = {}};
  }
  DesignInput input = design_input(bindings, rows.levels, rows.rows());
  const auto position = static_cast<std::size_t>(variable_ - model_->plan.variables.data());
  if (!variable_->levels.empty()) input.levels[position] = {&code, 1};

  DesignBlock terms;
  expander_.expand(input, terms);
  Vector eta = rest.eta + offsets(bindings, rows.rows());
  add_linear_predictor(terms, rest.gamma, eta);
  Vector pull(rows.rows());  // a sigma'(eta)
  for (Index i = 0; i < rows.rows(); ++i) {
    const Sigmoid p = sigmoid(eta[i]);
    sums.values[row] += rows.weight[i] * p.value;
    pull[i] = rows.weight[i] * p.slope;
  }
  Vector gradient = Vector::Zero(rest.state.bend_sum.size());
  add_transposed_product(rows.x, pull, gradient);
  add_transposed_product(rest.terms, -pull, gradient);
  add_transposed_product(terms, pull, gradient);
  sums.jacobian.core.row(row) += gradient.transpose();
  add_level_products(rows.x, pull, row, sums.jacobian.levels);
}

Vector Effect::offsets(const Bindings& bindings, Index rows) const {
  Vector sum = Vector::Zero(rows);
  for (const Expression& offset : model_->roles.offsets) sum += evaluate(offset, bindings, rows);
  return sum;
}

}  // namespace odds
