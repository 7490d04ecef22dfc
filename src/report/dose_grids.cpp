#include "report/dose_grids.hpp"

#include "report/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace odds {
namespace {

const char* method_key(DoseInterval method) {
  switch (method) {
    case DoseInterval::delta:
      return "delta";
    case DoseInterval::fieller:
      return "fieller";
    case DoseInterval::profile:
      break;
  }
  return "profile";
}

Cell or_nothing(double value, double scale = 0.0) {
  return std::isnan(value) ? Cell() : Cell(Estimate{value, scale});
}

std::string percent_text(double percent) { return fmt::format("{:.10g} %", percent); }

std::string curve_name(const Dose& dose, Index curve) {
  return dose.curves[static_cast<std::size_t>(curve)].name;
}

std::vector<Cell> range_cells(const ConfidenceRange& range, double scale) {
  return {Estimate{range.low, scale}, Estimate{range.high, scale}};
}

/// Half of what a dose is uncertain by, for its digits; 0 if that is not bounded.
double dose_scale(const DoseEstimate& row) {
  for (const DoseLimits& limits : row.limits) {
    const ConfidenceRange& range = limits.dose.front();
    const double reach = (range.high - range.low) / 4.0;
    if (std::isfinite(reach)) return reach;
  }
  return 0.0;
}

/// The rows of one estimate: its numbers once, then a line for each range of limits.
class PeopleRows {
 public:
  PeopleRows(const Dose& dose, Grid& grid)
      : dose_(dose), grid_(grid), several_(dose.curves.size() > 1) {}

  void add(const DoseEstimate& row) {
    first_ = true;
    for (const DoseLimits& limits : row.limits) {
      for (std::size_t part = 0; part < limits.measure.size(); ++part) {
        add_line(row, limits, part);
        first_ = false;
      }
    }
  }

 private:
  void add_line(const DoseEstimate& row, const DoseLimits& limits, std::size_t part) {
    std::vector<Cell> cells;
    if (several_) cells.emplace_back(Label{{}, curve_name(dose_, row.curve), {}});
    cells.emplace_back(first_ ? percent_text(row.percent) : std::string());
    cells.push_back(once(Estimate{row.estimate, row.std_error}));
    cells.push_back(once(Estimate{row.std_error, row.std_error}));
    if (dose_.own_degrees) cells.emplace_back(first_ ? Cell(Statistic{row.degrees}) : Cell());
    cells.emplace_back(std::string(part == 0 ? method_key(limits.method) : "    and"));
    append(cells, range_cells(limits.measure[part], row.std_error));
    if (dose_.transformed) {
      const double scale = dose_scale(row);
      cells.push_back(first_ ? or_nothing(row.dose, scale) : Cell());
      append(cells, range_cells(limits.dose[part], scale));
    }
    grid_.rows.push_back(std::move(cells));
  }

  Cell once(Estimate number) const { return first_ ? Cell(number) : Cell(); }

  const Dose& dose_;
  Grid& grid_;
  bool several_;
  bool first_ = true;
};

double dose_degrees(const Dose& dose) {
  if (dose.own_degrees) return 1.0;  // t, each with its own
  return dose.test_degrees > 0.0 ? dose.test_degrees : std::numeric_limits<double>::infinity();
}

}  // namespace

std::string dose_heading(const Dose& dose) {
  if (!dose.transformed || dose.scale != dose.variable) return dose.variable;
  const bool natural = std::abs(dose.log_base - std::exp(1.0)) < 1e-12;
  return natural ? fmt::format("exp({})", dose.variable)
                 : fmt::format("{:g}^{}", dose.log_base, dose.variable);
}

Grid doses_for_programs(const Dose& dose) {
  Grid grid{.id = "rows",
            .title = {},
            .columns = {{"curve", {}},
                        {"p", {}},
                        {"estimate", {}},
                        {"std.error", {}},
                        {"method", {}},
                        {"conf.low", {}},
                        {"conf.high", {}},
                        {"dose", {}},
                        {"dose.low", {}},
                        {"dose.high", {}}},
            .rows = {},
            .audience = Audience::programs};
  if (dose.own_degrees) grid.columns.push_back({"df", {}});
  for (const DoseEstimate& row : dose.estimates) {
    for (const DoseLimits& limits : row.limits) {
      for (std::size_t part = 0; part < limits.measure.size(); ++part) {
        const ConfidenceRange& on_scale = limits.measure[part];
        const ConfidenceRange& doses = limits.dose[part];
        grid.rows.push_back({text_or_null(curve_name(dose, row.curve)), Count{row.percent},
                             Estimate{row.estimate}, Estimate{row.std_error},
                             std::string(method_key(limits.method)), Estimate{on_scale.low},
                             Estimate{on_scale.high}, or_nothing(row.dose), Estimate{doses.low},
                             Estimate{doses.high}});
        if (dose.own_degrees) grid.rows.back().emplace_back(Statistic{row.degrees});
      }
    }
  }
  return grid;
}

Grid doses_for_people(const Dose& dose) {
  Grid grid{.id = "doses",
            .title = {},
            .columns = {{"p", {}},
                        {"estimate", dose.scale},
                        {"std.error", {}},
                        {"method", {}},
                        {"conf.low", {}},
                        {"conf.high", {}}},
            .rows = {},
            .audience = Audience::people};
  if (dose.curves.size() > 1) grid.columns.insert(grid.columns.begin(), {"curve", {}});
  if (dose.transformed) {
    grid.columns.insert(grid.columns.end(),
                        {{"dose", dose_heading(dose)}, {"dose.low", {}}, {"dose.high", {}}});
  }
  if (dose.own_degrees) {
    const auto method = std::ranges::find(grid.columns, "method", &GridColumn::id);
    grid.columns.insert(method, {"df", {}});
  }
  PeopleRows rows(dose, grid);
  for (const DoseEstimate& row : dose.estimates) rows.add(row);
  return grid;
}

Grid curves_grid(const Dose& dose) {
  Grid grid{.id = "curves",
            .title = fmt::format(
                "Slope of the {1} per unit of {0}; steepest dP/d{0}, and distances in {0}",
                dose.scale, link_words(dose.link).predictor),
            .columns = {{"curve", {}},
                        {"slope", {}},
                        {"std.error", {}},
                        {"g", {}},
                        {"steepest", {}},
                        {"width.10.90", {}},
                        {"jnd", {}}},
            .rows = {}};
  const bool has_hill = dose.log_base > 0.0 && dose.link == Link::logit;
  if (has_hill) grid.columns.push_back({"hill", {}});
  for (const DoseCurve& curve : dose.curves) {
    grid.rows.push_back({curve.name.empty() ? Cell(Label{{}, {}, "(single)"}) : Cell(curve.name),
                         Estimate{curve.slope, curve.std_error},
                         Estimate{curve.std_error, curve.std_error}, Estimate{curve.g},
                         Estimate{curve.steepest}, Estimate{curve.width}, Estimate{curve.jnd}});
    if (has_hill) grid.rows.back().emplace_back(Estimate{curve.hill});
  }
  return grid;
}

Grid comparison_grid(const Dose& dose) {
  Grid grid{.id = "comparisons",
            .title = {},
            .columns = estimate_columns("difference", dose_degrees(dose)),
            .rows = {}};
  grid.columns.insert(grid.columns.begin(), {{"curve", {}}, {"other", {}}, {"p", {}}});
  grid.columns.insert(grid.columns.end(), {{"ratio", {}}, {"ratio.low", {}}, {"ratio.high", {}}});
  std::vector<double> degrees;
  for (const DoseComparison& row : dose.comparisons) {
    std::vector<Cell> cells = {row.curve, row.other, Count{row.percent}};
    const std::vector<Cell> estimates = estimate_cells(row);
    cells.insert(cells.end(), estimates.begin(), estimates.end());
    for (const double number : {row.ratio, row.ratio_low, row.ratio_high}) {
      cells.push_back(or_nothing(number));
    }
    grid.rows.push_back(std::move(cells));
    degrees.push_back(row.degrees);
  }
  if (grid.rows.empty()) return grid;
  if (dose.own_degrees) insert_degrees(degrees, grid);
  grid.title = fmt::format(
      "Doses compared: difference on the scale {}, ratio of doses; delta method", dose.scale);
  return grid;
}

Grid potency_grid(const Dose& dose) {
  Grid grid{.id = "potencies",
            .title =
                "Relative potency: units of the reference that do what one unit does; Fieller's "
                "limits",
            .columns = {{"curve", {}},
                        {"reference", {}},
                        {"log.potency", {}},
                        {"std.error", {}},
                        {"potency", {}},
                        {"conf.low", {}},
                        {"conf.high", {}}},
            .rows = {}};
  for (const DosePotency& row : dose.potencies) {
    for (const ConfidenceRange& range : row.limits) {
      grid.rows.push_back({row.curve, row.reference, Estimate{row.shift, row.std_error},
                           Estimate{row.std_error, row.std_error}, Estimate{row.potency},
                           Estimate{range.low}, Estimate{range.high}});
    }
  }
  return grid;
}

Grid ratio_grid(const Dose& dose) {
  Grid grid{.id = "ratios",
            .title = "Ratios of doses; limits by the delta method on the logarithm",
            .columns = {{"dose", {}},
                        {"p", {}},
                        {"over", {}},
                        {"over.p", "p"},
                        {"ratio", {}},
                        {"conf.low", {}},
                        {"conf.high", {}}},
            .rows = {}};
  for (const DoseRatioEstimate& row : dose.ratios) {
    grid.rows.push_back({row.above.curve, Count{row.above.percent}, row.below.curve,
                         Count{row.below.percent}, Estimate{row.ratio}, Estimate{row.ratio_low},
                         Estimate{row.ratio_high}});
  }
  return grid;
}

}  // namespace odds
