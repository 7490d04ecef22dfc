#include "effects/counterfactual/setting.hpp"

#include "math/span_of.hpp"

#include <algorithm>
#include <utility>

namespace odds {

const SetCell* Setting::find(Index variable) const {
  const auto found = std::ranges::find(cells, variable, &SetCell::variable);
  return found == cells.end() ? nullptr : &*found;
}

std::vector<std::string> Setting::names(const DesignPlan& plan) const {
  std::vector<std::string> names;
  for (const SetCell& cell : cells) names.push_back(plan.variable(cell.variable).name);
  return names;
}

std::vector<Index> Setting::conditions(const DesignPlan& plan) const {
  std::vector<Index> result;
  const std::vector<std::string> names = plan.with_conditions_on(this->names(plan));
  for (std::size_t k = cells.size(); k < names.size(); ++k) {
    result.push_back(*plan.find_variable(names[k]));
  }
  return result;
}

bool Setting::has_levels() const {
  return std::ranges::any_of(cells, [](const SetCell& cell) { return cell.level.has_value(); });
}

Setting Setting::with(const std::vector<SetCell>& more) const {
  Setting result = *this;
  for (const SetCell& cell : more) {
    const auto found = std::ranges::find(result.cells, cell.variable, &SetCell::variable);
    if (found == result.cells.end()) {
      result.cells.push_back(cell);
    } else {
      *found = cell;
    }
  }
  return result;
}

SettingInput::SettingInput(const DesignPlan& plan, const Setting& setting,
                           const DesignInput& observed)
    : bindings_(*observed.bindings),
      input_{.rows = observed.rows, .bindings = nullptr, .levels = observed.levels} {
  input_.bindings = &bindings_;
  for (const SetCell& cell : setting.cells) {
    const DesignVariable& variable = plan.variables[static_cast<std::size_t>(cell.variable)];
    if (cell.level) input_.levels[static_cast<std::size_t>(cell.variable)] = {&*cell.level, 1};
    if (cell.number) {
      bindings_[variable.name] = {.numbers = {&*cell.number, 1}, .codes = {}, .levels = {}};
    } else if (cell.level) {
      bindings_[variable.name] = {
          .numbers = {}, .codes = {&*cell.level, 1}, .levels = variable.levels};
    } else {
      shift(variable, cell);
    }
  }
  compute_conditions(plan, setting);
}

void SettingInput::shift(const DesignVariable& variable, const SetCell& cell) {
  const std::span<const double> own = bindings_[variable.name].numbers;
  const Eigen::Map<const Vector> values(own.data(), static_cast<Index>(own.size()));
  bind(variable.name, values.array() + cell.shift);
}

void SettingInput::compute_conditions(const DesignPlan& plan, const Setting& setting) {
  for (const Index v : setting.conditions(plan)) {
    const DesignVariable& condition = plan.variable(v);
    bind(condition.name, evaluate(*condition.definition, bindings_, input_.rows));
  }
}

void SettingInput::bind(const std::string& name, Vector numbers) {
  own_.push_back(std::move(numbers));  // whose array stays where it is
  bindings_[name] = {.numbers = span_of(own_.back()), .codes = {}, .levels = {}};
}

}  // namespace odds
