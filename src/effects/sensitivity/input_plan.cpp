#include "effects/sensitivity/input_plan.hpp"

#include "base/special_values.hpp"
#include "effects/margins/margin_call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace odds {
namespace {

Quantity slope_of(Index variable, EffectScale scale) {
  Quantity quantity;
  quantity.form = Quantity::Form::d1;
  quantity.first = variable;
  quantity.scale = scale;
  return quantity;
}

Quantity bend_of(Index variable) {
  Quantity quantity;
  quantity.form = Quantity::Form::d2;
  quantity.first = variable;
  quantity.second = variable;
  return quantity;
}

EstimateRow estimate(const Combined& combined, const CombinedCovariance& covariance, Index c,
                     double level) {
  return wald_row(combined.values[c], covariance.std_error(c), level, covariance.degrees_of(c));
}

/// The row of `factor` times what `row` estimates.
EstimateRow scaled(EstimateRow row, double factor) {
  for (double* number : {&row.estimate, &row.std_error, &row.conf_low, &row.conf_high}) {
    *number *= factor;
  }
  return row;
}

EstimateRow blank() { return {kNaN, kNaN, kNaN, kNaN, kNaN, kNaN}; }

EstimateRow probability_at(const MarginPlan& plan, const Combined& combined,
                           const CombinedCovariance& covariance, Index c, double level) {
  return combined_row(plan.combinations[static_cast<std::size_t>(c)], combined[c],
                      covariance.std_error(c), wald_reference(level, covariance.degrees_of(c)));
}

/// Of two averages of P, which may both be next to 1.
double difference(Average one, Average other) {
  const bool upper = one.complement < 0.5 && other.complement < 0.5;
  return upper ? other.complement - one.complement : one.value - other.value;
}

}  // namespace

InputPlan::InputPlan(const Model& model, const std::vector<Effect>& inputs, const Setting& setting)
    : model_(model), setting_(setting) {
  plan_.effects = inputs;
  plan_.settings = {setting};
  for (std::size_t e = 0; e < inputs.size(); ++e) {
    const auto effect = static_cast<Index>(e);
    places_.push_back(inputs[e].is_derivative() ? number_places(inputs[e].index, effect)
                                                : level_places(inputs[e].index));
  }
  probability_ = add_combination(-1, {{.quantity = add_quantity({}, setting_)}});
  plan_.combinations.back().is_probability = true;
  plan_.combinations.back().scale = model_.curve.interval_scale();
}

const DesignVariable& InputPlan::variable(Index index) const {
  return model_.plan.variables[static_cast<std::size_t>(index)];
}

Index InputPlan::add_quantity(Quantity quantity, const Setting& setting) {
  const auto found = std::ranges::find(plan_.settings, setting);
  quantity.setting = found - plan_.settings.begin();
  if (found == plan_.settings.end()) plan_.settings.push_back(setting);
  plan_.quantities.push_back(quantity);
  return static_cast<Index>(plan_.quantities.size()) - 1;
}

Index InputPlan::add_combination(Index effect, std::vector<AverageTerm> terms) {
  Combination combination;
  combination.effect = effect;
  combination.terms = std::move(terms);
  plan_.combinations.push_back(std::move(combination));
  return static_cast<Index>(plan_.combinations.size()) - 1;
}

InputPlan::Places InputPlan::number_places(Index variable, Index effect) {
  const auto add = [&](const Quantity& quantity) {
    return add_combination(effect, {{.quantity = add_quantity(quantity, setting_)}});
  };
  Places places;
  places.variable = variable;
  places.effect = add(slope_of(variable, EffectScale::dydx));
  places.curvature = add(bend_of(variable));
  if (this->variable(variable).moments.min > 0.0) {
    places.elasticity = add(slope_of(variable, EffectScale::eyex));
  }
  return places;
}

InputPlan::Places InputPlan::level_places(Index variable) {
  Places places;
  places.variable = variable;
  places.levels = values_of(model_, variable);
  for (const SetCell& level : places.levels) {
    places.quantities.push_back(add_quantity({}, setting_.with({level})));
  }
  return places;
}

void InputPlan::choose_levels(const Averages& averages) {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    Places& places = places_[i];
    if (places.levels.empty()) continue;
    const auto base = static_cast<std::size_t>(base_level(model_, places.variable));
    std::size_t other = base == 0 ? 1 : 0;  // of levels that are all alike the first
    double largest = 0.0;
    for (std::size_t l = 0; l < places.levels.size(); ++l) {
      const double distance =
          std::abs(difference(averages[places.quantities[l]], averages[places.quantities[base]]));
      if (distance > largest) other = l;
      largest = std::max(largest, distance);
    }
    places.effect = add_combination(static_cast<Index>(i),
                                    {{.quantity = places.quantities[other], .weight = 1.0},
                                     {.quantity = places.quantities[base], .weight = -1.0}});
    plan_.combinations.back().contrast =
        fmt::format("{} - {}", places.levels[other].text, places.levels[base].text);
    plan_.combinations.back().sets_levels = true;
  }
}

InputSensitivity InputPlan::input(const Places& places, const Combined& combined,
                                  const CombinedCovariance& covariance,
                                  const std::vector<bool>& lost, double level) const {
  const auto c = static_cast<std::size_t>(places.effect);
  InputSensitivity input;
  input.variable = variable(places.variable).name;
  input.contrast = places.levels.empty() ? "dP/dx" : plan_.combinations[c].contrast;
  const double variance = covariance.matrix(places.effect, places.effect);
  const bool nothing = combined.values[places.effect] == 0.0 && variance == 0.0;
  const auto effect = static_cast<std::size_t>(plan_.combinations[c].effect);
  input.aliased =
      is_aliased(model_, plan_.effects[effect], nothing) || (!places.levels.empty() && lost[c]);
  const auto row = [&](Index place) {
    return input.aliased ? blank() : estimate(combined, covariance, place, level);
  };
  input.effect = row(places.effect);
  if (places.curvature >= 0) input.curvature = row(places.curvature);
  if (places.elasticity >= 0) input.elasticity = row(places.elasticity);
  return input;
}

std::vector<InputSensitivity> InputPlan::inputs(const Combined& combined,
                                                const CombinedCovariance& covariance,
                                                const std::vector<double>& std_devs,
                                                double level) const {
  const std::vector<bool> lost = inestimable(model_, combined);
  std::vector<InputSensitivity> result;
  for (const Places& places : places_) {
    result.push_back(input(places, combined, covariance, lost, level));
    InputSensitivity& last = result.back();
    const bool number = places.levels.empty();
    last.std_dev = number ? std_devs[static_cast<std::size_t>(places.variable)] : kNaN;
    last.per_sd = number ? scaled(last.effect, last.std_dev) : blank();
  }
  return result;
}

EstimateRow InputPlan::probability(const Combined& combined, const CombinedCovariance& covariance,
                                   double level) const {
  return probability_at(plan_, combined, covariance, probability_, level);
}

ProfilePlan::ProfilePlan(const Model& model, const std::vector<Setting>& settings, Index variable)
    : scale_(model.curve.interval_scale()) {
  plan_.settings = settings;
  for (std::size_t s = 0; s < settings.size(); ++s) {
    const auto setting = static_cast<Index>(s);
    places_.push_back({.value = *settings[s].find(variable)->number,
                       .probability = add({}, setting),
                       .slope = add(slope_of(variable, EffectScale::dydx), setting),
                       .curvature = add(bend_of(variable), setting),
                       .elasticity = add(slope_of(variable, EffectScale::eyex), setting)});
  }
}

Index ProfilePlan::add(Quantity quantity, Index setting) {
  quantity.setting = setting;
  Combination combination;
  combination.terms = {{.quantity = static_cast<Index>(plan_.quantities.size())}};
  combination.is_probability = quantity.form == Quantity::Form::probability;
  combination.scale = scale_;
  combination.settings = {setting};
  plan_.quantities.push_back(quantity);
  plan_.combinations.push_back(std::move(combination));
  return static_cast<Index>(plan_.combinations.size()) - 1;
}

std::vector<ProfilePoint> ProfilePlan::points(const Combined& combined,
                                              const CombinedCovariance& covariance,
                                              double level) const {
  std::vector<ProfilePoint> points;
  for (const Places& places : places_) {
    const auto row = [&](Index c) { return estimate(combined, covariance, c, level); };
    points.push_back(
        {.value = places.value,
         .probability = probability_at(plan_, combined, covariance, places.probability, level),
         .slope = row(places.slope),
         .curvature = row(places.curvature),
         .elasticity = row(places.elasticity),
         .outside = false});
  }
  return points;
}

}  // namespace odds
