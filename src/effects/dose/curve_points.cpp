#include "base/failure.hpp"
#include "base/number_text.hpp"
#include "effects/counterfactual/counterfactual_rows.hpp"
#include "effects/dose/dose_lines.hpp"
#include "formula/expression.hpp"

#include <odds/table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace odds {
namespace {

constexpr std::size_t kMostCurves = 100;

/// One value of a variable.
struct Choice {
  double number = std::numeric_limits<double>::quiet_NaN();
  Vector mixture;    ///< of levels
  std::string text;  ///< `F`, `23.238 (mean)`
};

Choice one_level(const DesignVariable& variable, Index level) {
  const auto l = static_cast<std::size_t>(level);
  Choice choice;
  choice.mixture = Vector::Unit(static_cast<Index>(variable.levels.size()), level);
  if (!variable.level_values.empty()) choice.number = variable.level_values[l];
  choice.text = variable.levels[l];
  return choice;
}

Choice all_levels_mixed(const DesignVariable& variable) {
  Choice choice;
  choice.mixture = Vector(static_cast<Index>(variable.levels.size()));
  for (Index l = 0; l < choice.mixture.size(); ++l) {
    choice.mixture[l] = static_cast<double>(variable.level_rows[static_cast<std::size_t>(l)]);
  }
  choice.mixture /= choice.mixture.sum();
  choice.number = variable.moments.mean;
  choice.text = "shares of its levels";
  return choice;
}

double number_in(const std::string& text, const std::string& variable) {
  const std::optional<double> value = parse_number(text);
  if (value && std::isfinite(*value)) return *value;
  refuse(fmt::format("{} is a number, \"{}\" is none", variable, text));
}

Choice mean_value(const DesignVariable& variable) {
  Choice choice;
  choice.number = variable.moments.mean;
  choice.text = fmt::format("{:.5g} (mean)", choice.number);
  return choice;
}

Choice chosen_value(const DesignVariable& variable, const std::string& value) {
  if (variable.levels.empty()) {
    if (value == "mean") return mean_value(variable);
    Choice choice;
    choice.number = number_in(value, variable.name);
    choice.text = value;
    return choice;
  }
  const auto found = std::ranges::find(variable.levels, value);
  if (found != variable.levels.end()) return one_level(variable, found - variable.levels.begin());
  refuse(fmt::format("\"{}\" is no level of {}", value, variable.name),
         suggest_name(value, variable.levels, "levels"));
}

/// A condition on a number is neither met nor not at the mean of the rows: it has a share there,
/// which the fit does not hold.
void refuse_jump(const Model& model, const std::string& name) {
  for (const Expression& expression : model.plan.expressions) {
    if (!jumps_with(expression, name)) continue;
    refuse(fmt::format("{} compares {}, which has no value at the mean of {}", spelling(expression),
                       name, name),
           fmt::format("set it: --at \"{}=...\"", name));
  }
}

/// All choices for one variable; several make curves.
std::vector<Choice> choices_for(const Model& model, const DesignVariable& variable,
                                const DoseOptions& options) {
  std::vector<Choice> choices;
  const auto set = std::ranges::find(options.at, variable.name, &AtValues::variable);
  if (set != options.at.end()) {
    for (const std::string& value : set->values) choices.push_back(chosen_value(variable, value));
    return choices;
  }
  if (variable.levels.empty()) {
    refuse_jump(model, variable.name);
    return {mean_value(variable)};
  }
  const bool all = options.by.empty() && model.plan.eliminated_variable() != &variable;
  const bool asked = std::ranges::find(options.by, variable.name) != options.by.end();
  if (!all && !asked) return {all_levels_mixed(variable)};
  for (Index l = 0; l < static_cast<Index>(variable.levels.size()); ++l) {
    choices.push_back(one_level(variable, l));
  }
  return choices;
}

void require_known(const Model& model, const DoseScale& scale, const std::string& name) {
  std::vector<std::string> known;
  for (const DesignVariable& variable : model.plan.variables) known.push_back(variable.name);
  const std::string dose = known[static_cast<std::size_t>(scale.variable)];
  if (name == dose) refuse(fmt::format("{} is the dose: it is what is looked for", name));
  if (model.plan.find_variable(name)) return;
  refuse(fmt::format("the model has no variable \"{}\"", name),
         suggest_name(name, known, "variables"));
}

void require_known(const Model& model, const DoseScale& scale, const DoseOptions& options) {
  for (const AtValues& setting : options.at) {
    require_known(model, scale, setting.variable);
    if (setting.values.empty()) refuse(fmt::format("{} is given no value", setting.variable));
  }
  for (const std::string& name : options.by) {
    require_known(model, scale, name);
    const auto v = static_cast<std::size_t>(*model.plan.find_variable(name));
    if (!model.plan.variables[v].levels.empty()) continue;
    refuse(fmt::format("{} is no factor of the model", name),
           fmt::format("give its values, as in --at '{}=0,1'", name));
  }
}

void set(NamedPoint& point, std::size_t variable, const Choice& choice) {
  point.cells.numbers[variable] = choice.number;
  point.cells.mixtures[variable] = choice.mixture;
}

/// Every point with each of the choices.
std::vector<NamedPoint> crossed(const std::vector<NamedPoint>& points, std::size_t variable,
                                const std::string& name, const std::vector<Choice>& choices) {
  if (points.size() * choices.size() > kMostCurves) {
    refuse(fmt::format("there would be more than {} curves", kMostCurves),
           "hold variables with --at, or name the factors that make curves with --by");
  }
  std::vector<NamedPoint> result;
  for (const NamedPoint& point : points) {
    for (const Choice& choice : choices) {
      result.push_back(point);
      set(result.back(), variable, choice);
      if (choices.size() == 1) continue;
      result.back().name +=
          fmt::format("{}{} = {}", point.name.empty() ? "" : ", ", name, choice.text);
    }
  }
  return result;
}

}  // namespace

CurvePoints curve_points(const Model& model, const DoseScale& scale, const DoseOptions& options) {
  require_known(model, scale, options);
  refuse_comparisons(model);
  const std::size_t variables = model.plan.variables.size();
  NamedPoint start;
  start.cells.numbers.resize(variables);
  start.cells.mixtures.resize(variables);
  CurvePoints points{.curves = {start}, .held = {}, .varied = {}};
  for (std::size_t v = 0; v < variables; ++v) {
    if (static_cast<Index>(v) == scale.variable) continue;
    const std::vector<Choice> choices = choices_for(model, model.plan.variables[v], options);
    const std::string& name = model.plan.variables[v].name;
    points.curves = crossed(points.curves, v, name, choices);
    if (choices.size() == 1) {
      points.held.emplace_back(name, choices.front().text);
    } else {
      points.varied.push_back(static_cast<Index>(v));
    }
  }
  return points;
}

}  // namespace odds
