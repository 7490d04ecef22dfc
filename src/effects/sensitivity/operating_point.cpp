#include "effects/sensitivity/operating_point.hpp"

#include "base/failure.hpp"
#include "effects/counterfactual/conditions.hpp"
#include "effects/counterfactual/counterfactual_rows.hpp"
#include "effects/margins/set_values.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace odds {
namespace {

constexpr Index kProfilePoints = 41;

std::string free_value(const DesignVariable& variable, double number, const Vector& mixture,
                       bool typical) {
  if (variable.levels.empty()) {
    const char* what = variable.definition ? "share" : "mean";
    return fmt::format("{:.6g} ({})", number, typical ? "median" : what);
  }
  if (!typical) return "shares of its levels";
  const auto mode = std::ranges::max_element(mixture) - mixture.begin();
  return fmt::format("{} (most frequent)", variable.levels[static_cast<std::size_t>(mode)]);
}

}  // namespace

Setting operating_setting(const Model& model, const std::vector<AtValues>& at,
                          const GroupSummary& rows) {
  Setting setting;
  for (const AtValues& values : at) {
    const std::vector<SetCell> cells = set_cells(model.plan, values, rows);
    if (cells.size() != 1) {
      refuse(fmt::format("an operating point has one value of {}, not {}", values.variable,
                         cells.size()),
             "several values are what a profile follows: --var and --range");
    }
    setting.cells.push_back(cells.front());
  }
  return setting;
}

std::vector<std::pair<std::string, std::string>> describe_point(const Model& model,
                                                                const Setting& setting,
                                                                MarginPoint point,
                                                                const RowSummary& summary) {
  const PointCells cells = with_setting(model.plan, point_cells(summary, point).front(), setting);
  const std::vector<Index> follow = setting.conditions(model.plan);
  std::vector<std::pair<std::string, std::string>> result;
  for (std::size_t v = 0; v < model.plan.variables.size(); ++v) {
    const DesignVariable& variable = model.plan.variables[v];
    const auto index = static_cast<Index>(v);
    if (const SetCell* cell = setting.find(index)) {
      result.emplace_back(variable.name, cell->text);
    } else if (std::ranges::find(follow, index) != follow.end()) {
      result.emplace_back(variable.name, fmt::format("{:g}", cells.numbers[v]));
    } else if (conditions_on(model.plan, variable.name).empty() ||
               !DesignExpander::terms_naming(model.plan, {variable.name}).empty()) {
      result.emplace_back(variable.name, free_value(variable, cells.numbers[v], cells.mixtures[v],
                                                    point == MarginPoint::typical));
    }
  }
  return result;
}

std::optional<Note> point_note(const Model& model, const Setting& setting) {
  std::string beyond;
  for (const SetCell& cell : setting.cells) {
    const DesignVariable& variable = model.plan.variable(cell.variable);
    const Moments& range = variable.moments;
    if (!cell.number || cell.level || (*cell.number >= range.min && *cell.number <= range.max)) {
      continue;
    }
    beyond += fmt::format("{}{} = {} ({:.6g} to {:.6g})", beyond.empty() ? "" : ", ", variable.name,
                          cell.text, range.min, range.max);
  }
  if (beyond.empty()) return std::nullopt;
  return make_note(NoteCode::operating_point_extrapolates,
                   fmt::format("The operating point extrapolates: {} lies beyond the rows of "
                               "the fit.",
                               beyond));
}

Index require_number(const Model& model, const std::string& name) {
  const Index index = require_variable(model.plan, name);
  const DesignVariable& variable = model.plan.variable(index);
  if (variable.type == ColumnType::number && variable.levels.empty()) return index;
  refuse(fmt::format("{} enters as a factor: there is nothing between its levels", name),
         fmt::format("set it with --at, and follow a number"));
}

std::vector<double> values_along(const Model& model, Index variable,
                                 const std::vector<std::string>& texts, const GroupSummary& rows) {
  const DesignVariable& known = model.plan.variable(variable);
  std::vector<double> values;
  if (texts.empty()) {
    const double span = known.moments.max - known.moments.min;
    for (Index i = 0; i < kProfilePoints; ++i) {
      const double share = static_cast<double>(i) / static_cast<double>(kProfilePoints - 1);
      values.push_back(known.moments.min + share * span);
    }
  } else {
    for (const SetCell& cell : set_cells(model.plan, {known.name, texts}, rows)) {
      values.push_back(*cell.number);
    }
    std::ranges::sort(values);
  }
  values.erase(std::unique(values.begin(), values.end()), values.end());
  if (values.size() < 2) {
    refuse(fmt::format("{} is to be followed along a single value", known.name),
           "give a range, as in --range low:high:step");
  }
  return values;
}

}  // namespace odds
