#include "formula/inverse.hpp"

#include "base/special_values.hpp"
#include "formula/expression.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>

namespace odds {
namespace {

using Kind = Expression::Kind;

/// One step of arithmetic with constants: shift + slope * inner.
struct Layer {
  double shift = 0.0;
  double slope = 1.0;
  const Expression* inner = nullptr;
};

/// The one operand that is not constant; null if there are several.
const Expression* only_variable_operand(const Expression& e) {
  const Expression* found = nullptr;
  for (const Expression& operand : e.arguments) {
    if (is_constant(operand)) continue;
    if (found != nullptr) return nullptr;
    found = &operand;
  }
  return found;
}

Layer sum_layer(const Expression& e, const Expression& inner) {
  Layer layer{.shift = 0.0, .slope = 1.0, .inner = &inner};
  for (const Expression& operand : e.arguments) {
    if (&operand != &inner) layer.shift += evaluate_constant(operand);
  }
  return layer;
}

Layer difference_layer(const Expression& e, const Expression& inner) {
  if (&inner == &e.arguments[0]) return {-evaluate_constant(e.arguments[1]), 1.0, &inner};
  return {evaluate_constant(e.arguments[0]), -1.0, &inner};
}

Layer product_layer(const Expression& e, const Expression& inner) {
  Layer layer{.shift = 0.0, .slope = 1.0, .inner = &inner};
  for (const Expression& operand : e.arguments) {
    if (&operand != &inner) layer.slope *= evaluate_constant(operand);
  }
  return layer;
}

/// `scale(x, mean, sd)` and `center(x, mean)`.
Layer centred_layer(const Expression& e, const Expression& inner) {
  const double spread = e.arguments.size() > 2 ? evaluate_constant(e.arguments[2]) : 1.0;
  return {-evaluate_constant(e.arguments[1]) / spread, 1.0 / spread, &inner};
}

/// Nothing if the outermost operation is no such arithmetic.
std::optional<Layer> affine_layer(const Expression& e) {
  if (e.kind != Kind::call) return std::nullopt;
  const Expression* inner = only_variable_operand(e);
  if (inner == nullptr) return std::nullopt;
  if (e.name == "neg") return Layer{0.0, -1.0, inner};
  if (e.name == "+") return sum_layer(e, *inner);
  if (e.name == "-") return difference_layer(e, *inner);
  if (e.name == "*") return product_layer(e, *inner);
  if (e.name == "/" && inner == &e.arguments[0]) {
    return Layer{0.0, 1.0 / evaluate_constant(e.arguments[1]), inner};
  }
  if (e.name == "scale" || e.name == "center") return centred_layer(e, *inner);
  return std::nullopt;
}

/// log(value), for values that an exponential has.
double log_of_positive(double value) { return value > 0.0 ? std::log(value) : -kInfinity; }

/// x > 0 with x^exponent = value.
double root_of(double value, double exponent) {
  if (value > 0.0) return std::pow(value, 1.0 / exponent);
  return exponent > 0.0 ? 0.0 : kInfinity;
}

using InverseRule = double (*)(double value);

const std::map<std::string_view, InverseRule>& inverse_functions() {
  static const std::map<std::string_view, InverseRule> kRules = {
      {"log", [](double v) { return std::exp(v); }},
      {"log2", [](double v) { return std::exp2(v); }},
      {"log10", [](double v) { return std::pow(10.0, v); }},
      {"log1p", [](double v) { return std::expm1(v); }},
      {"exp", log_of_positive},
      {"sqrt", [](double v) { return root_of(v, 0.5); }},
  };
  return kRules;
}

/// The larger, or smaller, of a variable and a constant: flat on one side of that.
bool is_floor(const Expression& e) {
  return (e.name == "pmax" || e.name == "pmin") && e.arguments.size() == 2;
}

double constant_operand(const Expression& e) {
  return evaluate_constant(e.arguments[is_constant(e.arguments[0]) ? 0 : 1]);
}

bool is_power(const Expression& e) { return e.name == "^" || e.name == "pow"; }

/// Whether one step that is no affine layer can be undone.
bool is_one_to_one(const Expression& e) {
  if (inverse_functions().contains(e.name)) return true;
  if (only_variable_operand(e) == nullptr) return false;
  if (is_floor(e)) return std::isfinite(constant_operand(e));
  if (e.name == "/") return evaluate_constant(e.arguments[0]) != 0.0;
  if (!is_power(e)) return false;
  if (is_constant(e.arguments[0])) {
    const double base = evaluate_constant(e.arguments[0]);
    return base > 0.0 && base != 1.0;
  }
  const double exponent = evaluate_constant(e.arguments[1]);
  return exponent < 0.0 || (exponent > 0.0 && exponent != std::trunc(exponent));
}

double undo(const Expression& e, double value) {
  const auto rule = inverse_functions().find(e.name);
  if (rule != inverse_functions().end()) return rule->second(value);
  if (e.name == "pmax") return std::max(value, constant_operand(e));
  if (e.name == "pmin") return std::min(value, constant_operand(e));
  if (e.name == "/") return root_of(value / evaluate_constant(e.arguments[0]), -1.0);
  if (is_constant(e.arguments[0])) {
    return log_of_positive(value) / std::log(evaluate_constant(e.arguments[0]));
  }
  return root_of(value, evaluate_constant(e.arguments[1]));
}

}  // namespace

bool has_flat_part(const Expression& expression) {
  return is_floor(expression) || std::ranges::any_of(expression.arguments, has_flat_part);
}

AffineForm affine_form(const Expression& expression) {
  AffineForm form;
  const Expression* rest = &expression;
  for (auto layer = affine_layer(*rest); layer; layer = affine_layer(*rest)) {
    form.shift += form.slope * layer->shift;
    form.slope *= layer->slope;
    rest = layer->inner;
  }
  form.core = *rest;
  return form;
}

bool can_be_inverted(const Expression& expression) {
  const AffineForm form = affine_form(expression);
  if (form.slope == 0.0 || !std::isfinite(form.slope)) return false;
  if (form.core.kind == Kind::variable) return true;
  if (form.core.kind != Kind::call || !is_one_to_one(form.core)) return false;
  return can_be_inverted(*only_variable_operand(form.core));
}

double invert(const Expression& expression, double value) {
  const AffineForm form = affine_form(expression);
  const double rest = (value - form.shift) / form.slope;
  if (form.core.kind == Kind::variable) return rest;
  return invert(*only_variable_operand(form.core), undo(form.core, rest));
}

}  // namespace odds
