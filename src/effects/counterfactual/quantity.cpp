#include "effects/counterfactual/quantity.hpp"

namespace odds {
namespace {

Jet probability_jet(const CurveValues& curve, const std::optional<PredictionFunction>& function) {
  Jet jet;
  jet.value = curve.value;
  jet.eta = curve.d1;
  jet.own = curve.value_by_own();
  if (!function) {
    jet.complement = curve.complement;
    return jet;
  }
  Vector slope(curve.value.size());
  for (Index i = 0; i < curve.value.size(); ++i) {
    jet.value[i] = function->value(curve.value[i]);
    slope[i] = function->slope(curve.value[i]);
  }
  jet.eta.array() *= slope.array();
  jet.own.array().colwise() *= slope.array();
  return jet;
}

Jet predictor_jet(const LinearForm& eta, VectorRef gamma, Index own_parameters) {
  Jet jet;
  jet.value = eta.values(gamma);
  jet.eta = Vector::Ones(eta.rows());
  jet.own = Matrix::Zero(eta.rows(), own_parameters);
  return jet;
}

/// g = h(eta) eta_x: h is P', or P' / P.
Jet d1_jet(const CurveValues& curve, bool relative, const Vector& eta_slope) {
  Jet jet;
  jet.first = relative ? curve.relative_d1() : curve.d1;
  jet.eta = (relative ? curve.relative_d2() : curve.d2).cwiseProduct(eta_slope);
  jet.own = relative ? curve.relative_d1_by_own() : curve.d1_by_own();
  jet.own.array().colwise() *= eta_slope.array();
  jet.value = jet.first.cwiseProduct(eta_slope);
  return jet;
}

void multiply(Jet& jet, const Vector& by) {
  for (Vector* part : {&jet.value, &jet.eta, &jet.first}) part->array() *= by.array();
  jet.own.array().colwise() *= by.array();
}

/// g = P' eta_ab + P'' eta_a eta_b.
Jet d2_jet(const CurveValues& curve, const Vector& first, const Vector& second,
           const Vector& both) {
  const auto product = first.array() * second.array();
  Jet jet;
  jet.value = curve.d1.array() * both.array() + curve.d2.array() * product;
  jet.eta = curve.d2.array() * both.array() + curve.d3.array() * product;
  jet.first = curve.d2.cwiseProduct(second);
  jet.second = curve.d2.cwiseProduct(first);
  jet.both = curve.d1;
  jet.own =
      both.asDiagonal() * curve.d1_by_own() + product.matrix().asDiagonal() * curve.d2_by_own();
  return jet;
}

}  // namespace

void prepare(const Quantity& quantity, CounterfactualDesign& design) {
  if (!quantity.is_derivative()) return;
  design.need_slope(quantity.first);
  if (quantity.form != Quantity::Form::d2) return;
  design.need_slope(quantity.second);
  design.need_bend(quantity.first, quantity.second);
}

Jet quantity_jet(const Quantity& quantity, const QuantityForms& forms, const CurveValues& curve,
                 VectorRef gamma, const std::optional<PredictionFunction>& function) {
  if (quantity.form == Quantity::Form::probability) return probability_jet(curve, function);
  if (quantity.form == Quantity::Form::predictor) {
    return predictor_jet(*forms.eta, gamma, curve.own_parameters);
  }
  const Vector first = forms.first->values(gamma);
  if (quantity.form == Quantity::Form::d2) {
    const Vector second = forms.second ? forms.second->values(gamma) : first;
    Jet jet = d2_jet(curve, first, second, forms.both->values(gamma));
    if (forms.second) return jet;
    jet.first += jet.second;  // one form plays both parts
    jet.second.resize(0);
    return jet;
  }
  const bool relative = quantity.scale == EffectScale::eyex || quantity.scale == EffectScale::eydx;
  Jet jet = d1_jet(curve, relative, first);
  if (forms.numbers.size() > 0) multiply(jet, forms.numbers);
  return jet;
}

}  // namespace odds
