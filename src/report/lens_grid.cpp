#include "report/lens_grid.hpp"

#include "report/grid_builder.hpp"
#include "report/lens_words.hpp"

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

/// A figure of an input in the words of a field.
struct LensRow {
  std::string variable;
  std::string quantity;
  FigureRow figure;
  bool outside = false;
};

void add_lens_rows(const Sensitivity& sensitivity, const InputSensitivity& input,
                   const LensView& view, std::vector<LensRow>& result) {
  const std::vector<FigureRow> rows = figures(sensitivity, input.variable);
  const InputNames names{input.variable, input.contrast, scale_of(sensitivity, input.variable),
                         link_words(view.link).predictor, view.link != Link::cloglog};
  for (const LensWord& word : lens_words(view.lens)) {
    const auto row = std::ranges::find(rows, word.figure, &FigureRow::figure);
    if (row == rows.end()) continue;
    result.push_back({.variable = input.variable,
                      .quantity = phrase(word, names),
                      .figure = *row,
                      .outside = is_outside(sensitivity, input.variable, word.figure)});
  }
}

std::vector<LensRow> lens_rows(const Sensitivity& sensitivity, const LensView& view) {
  std::vector<LensRow> rows;
  for (const InputSensitivity& input : sensitivity.ranking) {
    if (is_looked_at(sensitivity, input.variable)) add_lens_rows(sensitivity, input, view, rows);
  }
  return rows;
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
  const std::vector<LensRow> rows = lens_rows(sensitivity, view);
  GridBuilder<LensRow> table;
  table.column({"variable", {}}, [](const LensRow& row) {
    return Label{row.variable, row.variable, {}};
  });
  table.column({"quantity", {}}, &LensRow::quantity);
  table.only_estimate(&LensRow::figure);
  if (std::ranges::any_of(rows, &LensRow::outside)) table.status(&LensRow::outside);
  return table.grid({.id = "lens",
                     .title = fmt::format("In the words of {}{}", lens_name(view.lens),
                                          limits_of_places(sensitivity, view.lens)),
                     .columns = {},
                     .rows = {}},
                    rows);
}

}  // namespace odds
