#include "effects/counterfactual/quantity.hpp"

namespace odds {
namespace {

Jet probability_jet(const MeanCurve& curve, const std::optional<PredictionFunction>& function) {
  Jet jet;
  jet.value = curve.value;
  jet.eta = curve.slope;
  jet.guess = curve.value_by_guess();
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
  jet.guess.array() *= slope.array();
  return jet;
}

Jet log_odds_jet(const LinearForm& eta, VectorRef gamma) {
  Jet jet;
  jet.value = eta.values(gamma);
  jet.eta = Vector::Ones(eta.rows());
  jet.guess = Vector::Zero(eta.rows());
  return jet;
}

/// g = h(eta) eta_x: h is P', or P' / P.
Jet slope_jet(const MeanCurve& curve, bool relative, const Vector& eta_slope) {
  Jet jet;
  jet.first = relative ? curve.relative_slope() : curve.slope;
  jet.eta = (relative ? curve.relative_bend() : curve.bend).cwiseProduct(eta_slope);
  jet.guess =
      (relative ? curve.relative_slope_by_guess() : curve.slope_by_guess()).cwiseProduct(eta_slope);
  jet.value = jet.first.cwiseProduct(eta_slope);
  return jet;
}

void multiply(Jet& jet, const Vector& by) {
  for (Vector* part : {&jet.value, &jet.eta, &jet.first, &jet.guess}) part->array() *= by.array();
}

/// g = P' eta_ab + P'' eta_a eta_b.
Jet bend_jet(const MeanCurve& curve, const Vector& first, const Vector& second,
             const Vector& both) {
  const auto product = first.array() * second.array();
  Jet jet;
  jet.value = curve.slope.array() * both.array() + curve.bend.array() * product;
  jet.eta = curve.bend.array() * both.array() + curve.turn.array() * product;
  jet.first = curve.bend.cwiseProduct(second);
  jet.second = curve.bend.cwiseProduct(first);
  jet.both = curve.slope;
  jet.guess =
      curve.slope_by_guess().array() * both.array() + curve.bend_by_guess().array() * product;
  return jet;
}

}  // namespace

void prepare(const Quantity& quantity, TrialDesign& design) {
  if (!quantity.is_derivative()) return;
  design.need_slope(quantity.first);
  if (quantity.form != Quantity::Form::bend) return;
  design.need_slope(quantity.second);
  design.need_bend(quantity.first, quantity.second);
}

Jet quantity_jet(const Quantity& quantity, const QuantityForms& forms, const MeanCurve& curve,
                 VectorRef gamma, const std::optional<PredictionFunction>& function) {
  if (quantity.form == Quantity::Form::probability) return probability_jet(curve, function);
  if (quantity.form == Quantity::Form::log_odds) return log_odds_jet(*forms.eta, gamma);
  const Vector first = forms.first->values(gamma);
  if (quantity.form == Quantity::Form::bend) {
    const Vector second = forms.second ? forms.second->values(gamma) : first;
    Jet jet = bend_jet(curve, first, second, forms.both->values(gamma));
    if (forms.second) return jet;
    jet.first += jet.second;  // one form plays both parts
    jet.second.resize(0);
    return jet;
  }
  const bool relative = quantity.scale == EffectScale::eyex || quantity.scale == EffectScale::eydx;
  Jet jet = slope_jet(curve, relative, first);
  if (forms.numbers.size() > 0) multiply(jet, forms.numbers);
  return jet;
}

}  // namespace odds
