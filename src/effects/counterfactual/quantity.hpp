// Quantities of a row that are averaged, and their derivatives.
#pragma once

#include "curve/response_curve.hpp"
#include "effects/counterfactual/counterfactual_design.hpp"
#include "effects/counterfactual/linear_form.hpp"

#include <odds/margins.hpp>

#include <optional>

namespace odds {

/// A quantity g of a row under a setting.
///
/// | form        | g                                      |
/// |-------------|----------------------------------------|
/// | probability | P, or a function of it                 |
/// | predictor   | eta, of the curve between asymptotes   |
/// | d1          | dP/dx of `first`, on a scale           |
/// | d2          | d2P / d first d second (Ai and Norton) |
struct Quantity {
  enum class Form { probability, predictor, d1, d2 };
  Form form = Form::probability;
  Index setting = 0;
  Index first = -1;   ///< variable of the plan
  Index second = -1;  ///< variable of the plan
  EffectScale scale = EffectScale::dydx;

  bool is_derivative() const { return form == Form::d1 || form == Form::d2; }

  bool operator==(const Quantity&) const = default;
};

/// Prepares `design` for a quantity.
void prepare(const Quantity& quantity, CounterfactualDesign& design);

/// The linear forms that a quantity is made of: eta, d eta / d first, d eta / d second and the
/// second derivative, as far as it needs them.
struct QuantityForms {
  const LinearForm* eta = nullptr;
  std::optional<LinearForm> first;
  std::optional<LinearForm> second;  ///< nothing if it is `first`
  std::optional<LinearForm> both;
  Vector numbers;  ///< rows; of `first`, where the scale needs them
};

/// g in n rows, and its derivatives in eta, in the forms, and in q own parameters of the curve;
/// each n, or empty where g does not depend on it. With these
///
///     dg / d gamma = eta z + first z_first + second z_second + both z_both.
struct Jet {
  Vector value;
  Vector complement;  ///< 1 - g, where g is P itself
  Vector eta;
  Vector first;
  Vector second;
  Vector both;
  Matrix own;  ///< n x q
};

/// The jet of a quantity at coefficients `gamma`, whose curve is at hand.
Jet quantity_jet(const Quantity& quantity, const QuantityForms& forms, const CurveValues& curve,
                 VectorRef gamma, const std::optional<PredictionFunction>& function);

/// The forms of a quantity in `rows` (TableRows or PointRows).
template <class Rows>
QuantityForms quantity_forms(const Quantity& quantity, const Rows& rows, const LinearForm& eta) {
  QuantityForms forms;
  forms.eta = &eta;
  if (!quantity.is_derivative()) return forms;
  forms.first = rows.slope(quantity.setting, quantity.first);
  if (quantity.form == Quantity::Form::d2) {
    forms.both = rows.bend(quantity.setting, quantity.first, quantity.second);
    if (quantity.second != quantity.first) {
      forms.second = rows.slope(quantity.setting, quantity.second);
    }
    return forms;
  }
  if (quantity.scale == EffectScale::eyex || quantity.scale == EffectScale::dyex) {
    forms.numbers = rows.numbers(quantity.setting, quantity.first);
  }
  return forms;
}

}  // namespace odds
