#include "effects/margins/contrasts.hpp"

#include "base/failure.hpp"
#include "effects/margins/set_values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace odds {
namespace {

ContrastPart probability_with(std::vector<SetCell> cells, double weight) {
  return {.quantity = {}, .cells = std::move(cells), .weight = weight};
}

Contrast change(std::string name, SetCell high, SetCell low) {
  Contrast contrast{.name = std::move(name),
                    .parts = {},
                    .change = ChangeNames{.high = high.text, .low = low.text}};
  contrast.parts.push_back(probability_with({std::move(high)}, 1.0));
  contrast.parts.push_back(probability_with({std::move(low)}, -1.0));
  return contrast;
}

const char* scale_text(EffectScale scale) {
  switch (scale) {
    case EffectScale::dydx:
      break;
    case EffectScale::eyex:
      return "ey/ex";
    case EffectScale::eydx:
      return "ey/dx";
    case EffectScale::dyex:
      return "dy/ex";
  }
  return "dP/dx";
}

/// Elasticities are derivatives, of 0/1 columns too when they are asked for by name.
bool is_switched(const Model& model, Index variable, const MarginsOptions& options) {
  const DesignVariable& known = model.plan.variable(variable);
  return known.binary && options.scale == EffectScale::dydx &&
         std::ranges::find(options.continuous, known.name) == options.continuous.end();
}

/// The values between which the effect of a factor or a 0/1 column changes; none of other numbers.
std::vector<SetCell> discrete_values(const Model& model, Index variable,
                                     const MarginsOptions& options) {
  const bool discrete =
      !model.plan.variable(variable).levels.empty() || is_switched(model, variable, options);
  return discrete ? values_of(model, variable) : std::vector<SetCell>();
}

Effect level_effect(const Model& model, Index variable, const std::vector<SetCell>& values,
                    MarginContrast kind) {
  Effect effect{.variable = model.plan.variable(variable).name, .index = variable, .contrasts = {}};
  std::vector<std::string> names;
  for (const SetCell& value : values) names.push_back(value.text);
  const Index base = base_level(model, variable);
  for (const Difference& difference : differences(kind, static_cast<Index>(names.size()), base)) {
    Contrast contrast{.name = difference.text(names), .parts = {}, .change = {}};
    for (const auto& [value, weight] : difference.weights) {
      contrast.parts.push_back(probability_with({values[static_cast<std::size_t>(value)]}, weight));
    }
    if (contrast.parts.size() == 2) {
      contrast.change = {.high = contrast.parts[0].cells.front().text,
                         .low = contrast.parts[1].cells.front().text};
    }
    effect.contrasts.push_back(std::move(contrast));
  }
  return effect;
}

SetCell shifted(Index variable, double shift) {
  return {.variable = variable, .number = {}, .level = {}, .shift = shift, .text = {}};
}

/// From x to x + size, or from half of it below to half above.
Contrast shift_contrast(Index variable, double size, const std::string& name, bool centred) {
  SetCell high = shifted(variable, centred ? 0.5 * size : size);
  SetCell low = shifted(variable, centred ? -0.5 * size : 0.0);
  high.text = centred ? fmt::format("x + {}/2", name) : "x + " + name;
  low.text = centred ? fmt::format("x - {}/2", name) : "x";
  const std::string step = name.starts_with('-') ? name : "+" + name;
  Contrast contrast = change(centred ? step + " centred" : step, std::move(high), std::move(low));
  if (!centred) contrast.parts[1].cells.clear();  // x as it is
  return contrast;
}

Contrast fixed_contrast(const Model& model, Index variable, double high, double low,
                        const std::string& text) {
  return change(text, number_cell(model.plan, variable, high, fmt::format("{:.6g}", high)),
                number_cell(model.plan, variable, low, fmt::format("{:.6g}", low)));
}

Contrast step_contrast(const Model& model, Index variable, const Step& step,
                       const GroupSummary& rows) {
  const auto v = static_cast<std::size_t>(variable);
  switch (step.kind) {
    case Step::Kind::derivative:
    case Step::Kind::units:
      break;
    case Step::Kind::sd: {
      const std::string name = step.size == 1.0 ? "sd" : fmt::format("{:.6g}sd", step.size);
      return shift_contrast(variable, step.size * rows.std_devs[v], name, step.centred);
    }
    case Step::Kind::iqr:
      return fixed_contrast(model, variable, rows.sorted[v].quantile(0.75),
                            rows.sorted[v].quantile(0.25), "Q3 - Q1");
    case Step::Kind::minmax:
      return fixed_contrast(model, variable, rows.sorted[v].quantile(1.0),
                            rows.sorted[v].quantile(0.0), "max - min");
    case Step::Kind::between:
      return fixed_contrast(model, variable, step.high, step.low,
                            fmt::format("{:.6g} - {:.6g}", step.high, step.low));
  }
  return shift_contrast(variable, step.size, fmt::format("{:.6g}", step.size), step.centred);
}

/// How far numbers move: conditional odds ratios without a step are those of one unit.
Step step_of(const MarginsOptions& options) {
  const bool of_one_unit = options.step.kind == Step::Kind::derivative &&
                           options.measures == std::vector{Measure::conditional_odds_ratio};
  if (!of_one_unit) return options.step;
  return {.kind = Step::Kind::units, .size = 1.0, .low = 0.0, .high = 0.0, .centred = false};
}

Contrast derivative_contrast(Index variable, EffectScale scale) {
  Quantity quantity;
  quantity.form = Quantity::Form::d1;
  quantity.first = variable;
  quantity.scale = scale;
  return {.name = scale_text(scale),
          .parts = {{.quantity = quantity, .cells = {}, .weight = 1.0}},
          .change = {}};
}

/// The parts of a contrast, each under what a difference of the values of another variable sets.
std::vector<ContrastPart> parts_under(const Contrast& contrast, const Difference& difference,
                                      const std::vector<SetCell>& values) {
  std::vector<ContrastPart> parts;
  for (const auto& [value, weight] : difference.weights) {
    for (ContrastPart part : contrast.parts) {
      part.cells.push_back(values[static_cast<std::size_t>(value)]);
      part.weight *= weight;
      parts.push_back(std::move(part));
    }
  }
  return parts;
}

/// Each contrast under each difference of the values of another variable.
Effect spread_over(const Model& model, const std::vector<Contrast>& contrasts, Index other,
                   const std::vector<SetCell>& values) {
  Effect effect;
  std::vector<std::string> names;
  for (const SetCell& value : values) names.push_back(value.text);
  const std::string& name = model.plan.variable(other).name;
  for (const Contrast& contrast : contrasts) {
    for (const Difference& difference :
         differences(MarginContrast::reference, static_cast<Index>(names.size()),
                     base_level(model, other))) {
      effect.contrasts.push_back(
          {.name = fmt::format("{}: {} = {}", contrast.name, name, difference.text(names)),
           .parts = parts_under(contrast, difference, values),
           .change = {}});
    }
  }
  return effect;
}

}  // namespace

bool Effect::is_derivative() const {
  return !contrasts.empty() && contrasts.front().parts.front().quantity.form == Quantity::Form::d1;
}

std::string Difference::text(const std::vector<std::string>& names) const {
  const std::string& one = names[static_cast<std::size_t>(high)];
  return fmt::format("{} - {}", one, low ? names[static_cast<std::size_t>(*low)] : "mean");
}

std::vector<Difference> differences(MarginContrast contrast, Index count, Index base) {
  std::vector<Difference> result;
  const auto add = [&](Index high, Index low) {
    result.push_back({.high = high, .low = low, .weights = {{high, 1.0}, {low, -1.0}}});
  };
  for (Index i = 0; i < count; ++i) {
    switch (contrast) {
      case MarginContrast::none:
      case MarginContrast::reference:
        if (i != base) add(i, base);
        break;
      case MarginContrast::pairwise:
        for (Index j = 0; j < i; ++j) add(i, j);
        break;
      case MarginContrast::sequential:
        if (i > 0) add(i, i - 1);
        break;
      case MarginContrast::mean: {
        Difference difference{.high = i, .low = {}, .weights = {}};
        for (Index j = 0; j < count; ++j) {
          difference.weights.emplace_back(j,
                                          (i == j ? 1.0 : 0.0) - 1.0 / static_cast<double>(count));
        }
        result.push_back(std::move(difference));
        break;
      }
    }
  }
  return result;
}

Index base_level(const Model& model, Index variable) {
  for (const DesignTerm& term : model.plan.terms) {
    for (const FactorUse& use : term.factors) {
      if (use.variable == variable && use.base >= 0) return use.base;
    }
  }
  return 0;
}

std::vector<SetCell> values_of(const Model& model, Index variable) {
  const DesignVariable& known = model.plan.variable(variable);
  std::vector<SetCell> values;
  for (Index l = 0; l < static_cast<Index>(known.levels.size()); ++l) {
    values.push_back(level_cell(model.plan, variable, l));
  }
  if (values.empty() && known.binary) {
    for (const double number : {0.0, 1.0}) {
      values.push_back(number_cell(model.plan, variable, number, number == 0.0 ? "0" : "1"));
    }
  }
  if (values.empty()) {
    refuse(fmt::format("{} is a number, which has no levels", known.name),
           fmt::format("name its values: --at \"{}=...\"", known.name));
  }
  return values;
}

Effect variable_effect(const Model& model, Index variable, const MarginsOptions& options,
                       const GroupSummary& rows) {
  const std::string& name = model.plan.variable(variable).name;
  const std::vector<SetCell> values = discrete_values(model, variable, options);
  if (!values.empty()) {
    if (options.scale != EffectScale::dydx) {
      refuse(fmt::format("{} has no elasticity: it is a factor", name), "name numbers only");
    }
    const bool across = !options.of.empty() || !options.over.empty() || !options.at.empty();
    return level_effect(model, variable, values, across ? MarginContrast::none : options.contrast);
  }
  Effect effect{.variable = name, .index = variable, .contrasts = {}};
  const Step step = step_of(options);
  if (step.kind != Step::Kind::derivative) {
    effect.contrasts.push_back(step_contrast(model, variable, step, rows));
    return effect;
  }
  effect.is_empty = eta_slope(model, name).is_empty();
  effect.contrasts.push_back(derivative_contrast(variable, options.scale));
  return effect;
}

Effect cross_effect(const Model& model, Index first, Index second, const MarginsOptions& options) {
  const std::vector<SetCell> ones = discrete_values(model, first, options);
  const std::vector<SetCell> others = discrete_values(model, second, options);
  Effect effect;
  if (ones.empty() && others.empty()) {
    Contrast contrast = derivative_contrast(first, EffectScale::dydx);
    contrast.name = first == second ? "d2P/dx2" : "d2P/dxdz";
    contrast.parts.front().quantity.form = Quantity::Form::d2;
    contrast.parts.front().quantity.second = second;
    effect.contrasts.push_back(std::move(contrast));
  } else if (first == second) {
    refuse(fmt::format("{} has no second derivative", model.plan.variable(first).name));
  } else if (ones.empty()) {
    effect = spread_over(model, {derivative_contrast(first, EffectScale::dydx)}, second, others);
  } else if (others.empty()) {
    effect = spread_over(model, {derivative_contrast(second, EffectScale::dydx)}, first, ones);
  } else {
    const Effect inner = level_effect(model, first, ones, MarginContrast::reference);
    effect = spread_over(model, inner.contrasts, second, others);
  }
  effect.variable =
      fmt::format("{}, {}", model.plan.variable(first).name, model.plan.variable(second).name);
  effect.index = first;
  return effect;
}

Effect prediction_effect(const MarginsOptions& options) {
  Effect effect;
  effect.contrasts.push_back({.name = options.function ? options.function->name : "P",
                              .parts = {probability_with({}, 1.0)},
                              .change = {}});
  return effect;
}

}  // namespace odds
