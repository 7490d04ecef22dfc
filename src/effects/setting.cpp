#include "effects/setting.hpp"

#include <algorithm>

namespace odds {

const SetCell* Setting::find(Index variable) const {
  const auto found = std::ranges::find(cells, variable, &SetCell::variable);
  return found == cells.end() ? nullptr : &*found;
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
}

void SettingInput::shift(const DesignVariable& variable, const SetCell& cell) {
  const std::span<const double> own = bindings_[variable.name].numbers;
  std::vector<double>& moved = shifted_.emplace_back(own.begin(), own.end());
  for (double& value : moved) value += cell.shift;
  bindings_[variable.name] = {.numbers = moved, .codes = {}, .levels = {}};
}

}  // namespace odds
