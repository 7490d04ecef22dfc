#include "report/lens_grid.hpp"

#include "report/lens_words.hpp"
#include "report/sensitivity_cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace odds {
namespace {

/// By which expression an input enters, as far as it is one.
std::string scale_of(const Sensitivity& sensitivity, const std::string& variable) {
  const auto found = std::ranges::find(sensitivity.steepest, variable, &SteepestPoint::variable);
  return found == sensitivity.steepest.end() ? variable : found->scale;
}

/// The inputs that a lens looks at: the one that is followed, or all.
bool is_looked_at(const Sensitivity& sensitivity, const std::string& variable) {
  return sensitivity.profiled.empty() || sensitivity.profiled == variable;
}

/// Whether a figure lies at a steepest point that is beyond the rows of the fit.
bool is_outside(const Sensitivity& sensitivity, const std::string& variable, Figure figure) {
  constexpr Figure kThere[] = {Figure::steepest_slope, Figure::steepest_per_unit, Figure::midpoint,
                               Figure::midpoint_input, Figure::width_input,       Figure::enthalpy,
                               Figure::half_gain,      Figure::distance};
  const auto point = std::ranges::find(sensitivity.steepest, variable, &SteepestPoint::variable);
  return point != sensitivity.steepest.end() && point->outside &&
         std::ranges::find(kThere, figure) != std::end(kThere);
}

bool shows_outside(const Sensitivity& sensitivity, Lens lens) {
  return std::ranges::any_of(sensitivity.ranking, [&](const InputSensitivity& input) {
    return is_looked_at(sensitivity, input.variable) &&
           std::ranges::any_of(lens_words(lens), [&](const LensWord& word) {
             return is_outside(sensitivity, input.variable, word.figure);
           });
  });
}

void add_lens_rows(const Sensitivity& sensitivity, const InputSensitivity& input,
                   const LensView& view, bool has_status, Grid& grid) {
  const std::vector<FigureRow> rows = figures(sensitivity, input.variable);
  const InputNames names{input.variable, input.contrast, scale_of(sensitivity, input.variable),
                         link_words(view.link).predictor, view.link != Link::cloglog};
  for (const LensWord& word : lens_words(view.lens)) {
    const auto row = std::ranges::find(rows, word.figure, &FigureRow::figure);
    if (row == rows.end()) continue;
    std::vector<Cell> cells = {Label{input.variable, input.variable, {}}, spoken(word, names)};
    append(cells, *row);
    append_interval(cells, *row);
    if (has_status) {
      const bool outside = is_outside(sensitivity, input.variable, word.figure);
      cells.emplace_back(std::string(outside ? "outside" : "ok"));
    }
    grid.rows.push_back(std::move(cells));
  }
}

/// `; limits of places of temp by Fieller's theorem, g = 0.835`
std::string limits_of_places(const Sensitivity& sensitivity, Lens lens) {
  constexpr Figure kPlaces[] = {Figure::midpoint, Figure::midpoint_input, Figure::half_gain,
                                Figure::distance};
  const bool shown = std::ranges::any_of(lens_words(lens), [&](const LensWord& word) {
    return std::ranges::find(kPlaces, word.figure) != std::end(kPlaces);
  });
  std::string text;
  for (const SteepestPoint& point : sensitivity.steepest) {
    if (!shown || !is_looked_at(sensitivity, point.variable)) continue;
    text += fmt::format("{} g = {:.3f} ({})", text.empty() ? "" : ",", point.g, point.variable);
  }
  return text.empty() ? text : "; limits of places by Fieller's theorem:" + text;
}

}  // namespace

Grid lens_grid(const Sensitivity& sensitivity, const LensView& view) {
  const Lens lens = view.lens;
  Grid grid{.id = "lens",
            .title = fmt::format("In the words of {}{}", lens_name(lens),
                                 limits_of_places(sensitivity, lens)),
            .columns = {{"variable", {}},
                        {"quantity", {}},
                        {"estimate", {}},
                        {"std.error", {}},
                        {"conf.low", {}},
                        {"conf.high", {}}},
            .rows = {}};
  const bool has_status = shows_outside(sensitivity, lens);
  if (has_status) grid.columns.push_back({"status", {}});
  for (const InputSensitivity& input : sensitivity.ranking) {
    if (!is_looked_at(sensitivity, input.variable)) continue;
    add_lens_rows(sensitivity, input, view, has_status, grid);
  }
  return grid;
}

}  // namespace odds
