#include "base/special_values.hpp"

#include <odds/sensitivity.hpp>

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

/// The input called `name`; null: it is not there.
template <class Rows>
auto find_input(const Rows& rows, const std::string& name) {
  const auto found =
      std::ranges::find_if(rows, [&](const auto& row) { return row.variable == name; });
  return found == rows.end() ? nullptr : &*found;
}

/// 1 / difference. Limits that go through infinity are none.
EstimateRow inverse(EstimateRow row) {
  const bool apart = row.conf_low > 0.0 || row.conf_high < 0.0;
  const double low = row.conf_low;
  row.estimate = 1.0 / row.estimate;
  row.std_error = row.estimate * (row.estimate * row.std_error);  // a square may overflow
  row.conf_low = apart ? 1.0 / row.conf_high : kNaN;
  row.conf_high = apart ? 1.0 / low : kNaN;
  return row;
}

void add(Figure figure, const EstimateRow& row, std::vector<FigureRow>& rows) {
  FigureRow next;
  static_cast<EstimateRow&>(next) = row;
  next.figure = figure;
  rows.push_back(next);
}

void add(Figure figure, const std::optional<EstimateRow>& row, std::vector<FigureRow>& rows) {
  if (row) add(figure, *row, rows);
}

}  // namespace

std::vector<FigureRow> figures(const Sensitivity& sensitivity, const std::string& variable) {
  std::vector<FigureRow> rows;
  const InputSensitivity* average = find_input(sensitivity.ranking, variable);
  if (average == nullptr || average->aliased) return rows;
  add(Figure::average_effect, average->effect, rows);
  if (std::isnan(average->std_dev)) {
    add(Figure::needed_to_treat, inverse(average->effect), rows);
  } else {
    add(Figure::effect_per_sd, average->per_sd, rows);
  }
  add(Figure::average_elasticity, average->elasticity, rows);
  if (const auto* there = find_input(sensitivity.operating, variable)) {
    add(Figure::gain, there->effect, rows);
    add(Figure::elasticity, there->elasticity, rows);
    add(Figure::curvature, there->curvature, rows);
  }
  if (const auto* steepest = find_input(sensitivity.steepest, variable)) {
    rows.insert(rows.end(), steepest->figures.begin(), steepest->figures.end());
  }
  return rows;
}

}  // namespace odds
