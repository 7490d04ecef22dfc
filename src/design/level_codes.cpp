#include "design/level_codes.hpp"

#include "data/columns/name_index.hpp"
#include "data/types/look_alikes.hpp"
#include "data/types/number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>

namespace odds {
namespace {

/// The levels of a variable by their texts.
class LevelNames {
 public:
  /// `folded`: texts that look alike are one level.
  LevelNames(const DesignVariable& variable, bool folded) : folded_(folded) {
    for (const std::string& level : variable.levels) {
      const auto place = static_cast<std::int32_t>(place_.size());
      place_.emplace(level, place);
      if (is_one_with_others(level)) place_of_key_.emplace(look_alike_key(level), place);
    }
  }

  std::int32_t find(const std::string& text) const {
    const auto found = place_.find(text);
    if (found != place_.end()) return found->second;
    if (!is_one_with_others(text)) return kUnseenLevel;
    const auto alike = place_of_key_.find(look_alike_key(text));
    return alike == place_of_key_.end() ? kUnseenLevel : alike->second;
  }

 private:
  bool is_one_with_others(const std::string& text) const {
    return folded_ || truth_of(text).has_value();
  }

  bool folded_;
  std::unordered_map<std::string_view, std::int32_t> place_;
  std::unordered_map<std::string, std::int32_t> place_of_key_;
};

}  // namespace

std::string level_text(double value) { return fmt::format("{}", value == 0.0 ? 0.0 : value); }

std::optional<double> level_value(std::string_view text) {
  const std::string_view trimmed = trim_blanks(text);
  Number number = parse_number(trimmed, '.');
  if (number.kind == NumberKind::other_mark) number = parse_number(trimmed, ',');
  return is_usable(number.kind) ? std::optional(number.value) : std::nullopt;
}

LevelCodes::LevelCodes(const DesignPlan& plan, const ColumnSource& source)
    : plan_(plan),
      level_of_code_(plan.variables.size()),
      are_levels_(plan.variables.size()),
      level_of_number_(plan.variables.size()) {
  const NameIndex columns(source.columns(), &Column::name);
  for (std::size_t v = 0; v < plan.variables.size(); ++v) {
    const DesignVariable& variable = plan.variables[v];
    level_of_number_[v] = NumberIndex(variable.level_values);
    const Index column = columns.find(variable.name);
    if (variable.levels.empty() || column < 0) continue;
    const Column& known = source.columns()[static_cast<std::size_t>(column)];
    const LevelNames names(variable, known.folded);
    for (const std::string& level : known.levels) {
      if (variable.level_values.empty()) {
        level_of_code_[v].push_back(names.find(level));
      } else {
        const auto value = level_value(level);
        level_of_code_[v].push_back(value ? level_of_number_[v].find(*value) : kUnseenLevel);
      }
    }
    std::vector<std::int32_t> same(level_of_code_[v].size());
    std::iota(same.begin(), same.end(), 0);
    are_levels_[v] = level_of_code_[v] == same;
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
      levels[v] = translate_numbers(v, binding.numbers);
      continue;
    }
    translate_codes(v, binding.codes, levels[v]);
  }
}

// Where the source has the levels of the plan, as it has when a model is fitted, codes are levels.
void LevelCodes::translate_codes(std::size_t v, std::span<const std::int32_t> codes,
                                 std::vector<std::int32_t>& levels) const {
  levels.assign(codes.begin(), codes.end());
  if (are_levels_[v]) return;
  for (std::int32_t& level : levels) {
    if (level >= 0) level = level_of_code_[v][static_cast<std::size_t>(level)];
  }
}

std::vector<std::int32_t> LevelCodes::translate_numbers(std::size_t v,
                                                        std::span<const double> numbers) const {
  std::vector<std::int32_t> levels;
  levels.reserve(numbers.size());
  if (!plan_.variables[v].level_values.empty()) {
    for (const double number : numbers) levels.push_back(level_of_number_[v].find(number));
    return levels;
  }
  const LevelNames names(plan_.variables[v], false);  // numbers where the fit had texts
  for (const double number : numbers) levels.push_back(names.find(level_text(number)));
  return levels;
}

DesignInput design_input(const Bindings& bindings, const LevelColumns& levels, Index rows) {
  DesignInput input{.rows = rows, .bindings = &bindings, .levels = {}};
  input.levels.reserve(levels.size());
  for (const std::vector<std::int32_t>& column : levels) input.levels.emplace_back(column);
  return input;
}

}  // namespace odds
