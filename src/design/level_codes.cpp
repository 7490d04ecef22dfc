#include "design/level_codes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace odds {
namespace {

std::int32_t find_level(const DesignVariable& variable, const std::string& text) {
  const auto found = std::ranges::find(variable.levels, text);
  if (found == variable.levels.end()) return kUnseenLevel;
  return static_cast<std::int32_t>(found - variable.levels.begin());
}

std::int32_t find_level(const DesignVariable& variable, double value) {
  if (variable.level_values.empty()) return find_level(variable, level_text(value));
  const auto found = std::ranges::lower_bound(variable.level_values, value);
  if (found == variable.level_values.end() || *found != value) return kUnseenLevel;
  return static_cast<std::int32_t>(found - variable.level_values.begin());
}

}  // namespace

std::string level_text(double value) { return fmt::format("{}", value == 0.0 ? 0.0 : value); }

LevelCodes::LevelCodes(const DesignPlan& plan, const ColumnSource& source)
    : plan_(plan), level_of_code_(plan.variables.size()) {
  for (std::size_t v = 0; v < plan.variables.size(); ++v) {
    const DesignVariable& variable = plan.variables[v];
    const auto column = std::ranges::find(source.columns(), variable.name, &Column::name);
    if (variable.levels.empty() || column == source.columns().end()) continue;
    for (const std::string& level : column->levels) {
      level_of_code_[v].push_back(find_level(variable, level));
    }
  }
}

void LevelCodes::read(const Bindings& bindings, Index rows, LevelColumns& levels) const {
  levels.resize(plan_.variables.size());
  for (std::size_t v = 0; v < levels.size(); ++v) {
    const DesignVariable& variable = plan_.variables[v];
    levels[v].clear();
    if (variable.levels.empty()) continue;
    const Binding& binding = bindings.find(variable.name)->second;
    if (binding.codes.empty() && rows > 0) {
      levels[v] = translate_numbers(variable, binding.numbers);
      continue;
    }
    for (const std::int32_t code : binding.codes) {
      levels[v].push_back(code < 0 ? kUnseenLevel
                                   : level_of_code_[v][static_cast<std::size_t>(code)]);
    }
  }
}

std::vector<std::int32_t> LevelCodes::translate_numbers(const DesignVariable& variable,
                                                        std::span<const double> numbers) const {
  std::vector<std::int32_t> levels;
  levels.reserve(numbers.size());
  for (const double number : numbers) levels.push_back(find_level(variable, number));
  return levels;
}

DesignInput design_input(const Bindings& bindings, const LevelColumns& levels, Index rows) {
  DesignInput input{.rows = rows, .bindings = &bindings, .levels = {}};
  for (const std::vector<std::int32_t>& column : levels) input.levels.emplace_back(column);
  return input;
}

}  // namespace odds
