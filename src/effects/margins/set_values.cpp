#include "effects/margins/set_values.hpp"

#include "base/failure.hpp"
#include "data/types/calendar.hpp"
#include "data/types/number.hpp"

#include <odds/table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace odds {
namespace {

constexpr double kMostSteps = 10'000.0;

std::optional<double> number_of(const std::string& text) {
  const Number parsed = parse_number(text, '.');
  if (!is_usable(parsed.kind) || !std::isfinite(parsed.value)) return std::nullopt;
  return parsed.value;
}

/// A number, or the days of an ISO date, as a column of dates holds them.
std::optional<double> value_of(const std::string& text) {
  const auto number = number_of(text);
  return number ? number : days_of(text);
}

/// The percentile that `p10`, `median`, `min` or `max` stands for, as a share.
std::optional<double> share_of(const std::string& text) {
  if (text == "median") return 0.5;
  if (text == "min") return 0.0;
  if (text == "max") return 1.0;
  if (!text.starts_with('p')) return std::nullopt;
  const auto percent = number_of(text.substr(1));
  if (!percent || *percent < 0.0 || *percent > 100.0) return std::nullopt;
  return *percent / 100.0;
}

/// Ten digits are enough for people, and make 0.3 of 0.1 + 0.1 + 0.1.
double rounded(double value) { return *number_of(fmt::format("{:.10g}", value)); }

/// The numbers of `low:high:step`; nothing if the text is no range.
std::optional<std::vector<double>> range_of(const std::string& text) {
  const std::size_t first = text.find(':');
  const std::size_t second = first == std::string::npos ? first : text.find(':', first + 1);
  if (second == std::string::npos) return std::nullopt;
  const auto low = value_of(text.substr(0, first));
  const auto high = value_of(text.substr(first + 1, second - first - 1));
  const auto step = number_of(text.substr(second + 1));
  if (!low || !high || !step) return std::nullopt;
  const double steps = std::floor((*high - *low) / *step * (1.0 + 1e-12));
  if (!(steps >= 0.0) || !(steps <= kMostSteps)) {
    refuse(fmt::format("the range {} has no end within {} steps", text, kMostSteps),
           "write it as low:high:step");
  }
  std::vector<double> numbers;
  for (double i = 0.0; i <= steps; ++i) numbers.push_back(rounded(*low + i * *step));
  return numbers;
}

SetCell one_level(const DesignPlan& plan, Index variable, const std::string& text) {
  const DesignVariable& known = plan.variables[static_cast<std::size_t>(variable)];
  const auto found = std::ranges::find(known.levels, text);
  if (found == known.levels.end()) {
    refuse(fmt::format("{} has no level \"{}\"", known.name, text),
           suggest_name(text, known.levels, "levels"));
  }
  return level_cell(plan, variable, found - known.levels.begin());
}

SetCell one_number(const DesignPlan& plan, Index variable, const std::string& text,
                   const GroupSummary& rows) {
  const auto v = static_cast<std::size_t>(variable);
  if (text == "mean") {
    return number_cell(plan, variable, rows.means[v], fmt::format("{:.6g}", rows.means[v]));
  }
  if (const auto share = share_of(text)) {
    const double quantile = rows.sorted[v].quantile(*share);
    return number_cell(plan, variable, quantile, level_text(quantile));
  }
  const auto number = value_of(text);
  if (!number) {
    refuse(fmt::format("\"{}\" is not a value of the number {}", text, plan.variables[v].name),
           "write a number, low:high:step, mean, median, min, max, or a percentile as p10");
  }
  return number_cell(plan, variable, *number, text);
}

}  // namespace

Index require_variable(const DesignPlan& plan, const std::string& name) {
  if (const auto found = plan.find_variable(name)) return *found;
  std::vector<std::string> names;
  for (const DesignVariable& variable : plan.variables) names.push_back(variable.name);
  refuse(fmt::format("the model has no variable \"{}\"", name),
         suggest_name(name, names, "variables"));
}

bool need_quantiles(const std::vector<std::string>& values) {
  return std::ranges::any_of(values,
                             [](const std::string& text) { return share_of(text).has_value(); });
}

bool need_moments(const std::vector<std::string>& values) {
  return std::ranges::find(values, "mean") != values.end();
}

SetCell level_cell(const DesignPlan& plan, Index variable, Index level) {
  const DesignVariable& known = plan.variables[static_cast<std::size_t>(variable)];
  const auto l = static_cast<std::size_t>(level);
  SetCell cell{.variable = variable,
               .number = {},
               .level = static_cast<std::int32_t>(level),
               .shift = 0.0,
               .text = known.levels[l]};
  if (!known.level_values.empty()) cell.number = known.level_values[l];
  return cell;
}

SetCell number_cell(const DesignPlan& plan, Index variable, double number, std::string text) {
  const DesignVariable& known = plan.variables[static_cast<std::size_t>(variable)];
  SetCell cell{
      .variable = variable, .number = number, .level = {}, .shift = 0.0, .text = std::move(text)};
  if (known.level_values.empty()) return cell;
  const auto found = std::ranges::find(known.level_values, number);
  if (found == known.level_values.end()) {
    refuse(fmt::format("{} enters as a factor and has no level {}", known.name, cell.text),
           suggest_name(cell.text, known.levels, "levels"));
  }
  cell.level = static_cast<std::int32_t>(found - known.level_values.begin());
  return cell;
}

std::vector<SetCell> set_cells(const DesignPlan& plan, const AtValues& at,
                               const GroupSummary& rows) {
  const Index variable = require_variable(plan, at.variable);
  const bool is_number =
      plan.variables[static_cast<std::size_t>(variable)].type == ColumnType::number;
  if (at.values.empty()) refuse(fmt::format("{} is set to no value", at.variable));
  std::vector<SetCell> cells;
  for (const std::string& text : at.values) {
    const auto range = is_number ? range_of(text) : std::nullopt;
    if (range) {
      for (const double number : *range) {
        cells.push_back(number_cell(plan, variable, number, level_text(number)));
      }
    } else {
      cells.push_back(is_number ? one_number(plan, variable, text, rows)
                                : one_level(plan, variable, text));
    }
  }
  return cells;
}

}  // namespace odds
