#include "report/misfit_grids.hpp"

#include "report/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace odds {
namespace {

std::vector<Cell> missing_cells(const MissingTerm& missing, bool has_forms) {
  std::vector<Cell> cells{missing.term};
  if (has_forms) cells.emplace_back(missing.form);
  if (!missing.test.reason.empty()) {
    cells.insert(cells.end(), {Cell(), Cell(), Cell(), Cell(), missing.test.reason});
    return cells;
  }
  cells.insert(cells.end(), {Statistic{missing.test.statistic}, Count{missing.test.degrees},
                             PValue{missing.test.p_value}, PValue{missing.adjusted_p}, Cell()});
  return cells;
}

Grid missing_grid(const std::string& id, const std::string& title,
                  const std::vector<MissingTerm>& missing, bool has_forms) {
  Grid grid{.id = id, .title = title, .columns = {{"term", {}}}, .rows = {}};
  if (has_forms) grid.columns.push_back({"form", {}});
  for (const GridColumn& column :
       {GridColumn{"statistic", "chi2"}, GridColumn{"df", {}}, GridColumn{"p.value", {}},
        GridColumn{"p.holm", "Holm's p"}, GridColumn{"note", {}}}) {
    grid.columns.push_back(column);
  }
  for (const MissingTerm& each : missing) grid.rows.push_back(missing_cells(each, has_forms));
  const bool has_notes = std::ranges::any_of(
      missing, [](const MissingTerm& each) { return !each.test.reason.empty(); });
  if (has_notes) return grid;
  grid.columns.pop_back();
  for (std::vector<Cell>& row : grid.rows) row.pop_back();
  return grid;
}

Cell weighted_cell(double value) {
  return value == std::floor(value) ? Cell(Count{value}) : Cell(Estimate{value});
}

Grid bins_grid(const BinnedResiduals& residuals) {
  const bool are_levels = !residuals.bins.empty() && !residuals.bins.front().level.empty();
  Grid grid{.id = "binned." + residuals.by,
            .title = fmt::format("Mean of y - P by {}, and where it lies with {:.10g} % if the "
                                 "model is right",
                                 residuals.by, 100.0 * residuals.level),
            .columns = {},
            .rows = {},
            .audience = Audience::people};
  if (are_levels) {
    grid.columns = {{"level", {}}};
  } else {
    grid.columns = {{"from", {}}, {"to", {}}};
  }
  for (const char* id : {"total", "events", "expected", "residual", "low", "high", "outside"}) {
    grid.columns.push_back({id, {}});
  }
  for (const ResidualBin& bin : residuals.bins) {
    std::vector<Cell> cells;
    if (are_levels) {
      cells = {bin.level};
    } else {
      cells = {weighted_cell(bin.low), weighted_cell(bin.high)};
    }
    const double scale = bin.high_limit() - bin.low_limit();
    cells.insert(cells.end(), {Count{bin.count}, Count{bin.events}, Statistic{bin.expected},
                               Estimate{bin.residual(), scale}, Estimate{bin.low_limit(), scale},
                               Estimate{bin.high_limit(), scale},
                               bin.is_outside() ? Cell(std::string("*")) : Cell()});
    grid.rows.push_back(std::move(cells));
  }
  return grid;
}

/// `2 of 10 bins are outside; 0.5 would be by chance.`
Line outside_line(const BinnedResiduals& residuals) {
  const auto bins = static_cast<double>(residuals.bins.size());
  const auto outside = std::ranges::count_if(residuals.bins, &ResidualBin::is_outside);
  const bool exact = std::ranges::all_of(residuals.bins, &ResidualBin::exact);
  return {"",
          {fmt::format("{} of {:.0f} bin{} outside: {:.1f} would be by chance, or fewer.{}",
                       outside, bins, bins == 1.0 ? "" : "s", bins * (1.0 - residuals.level),
                       exact ? "" : " Limits of large bins are by Cornish and Fisher.")}};
}

Grid all_bins_grid(const std::vector<BinnedResiduals>& binned) {
  Grid grid{.id = "binned", .title = {}, .columns = {}, .rows = {}, .audience = Audience::programs};
  for (const char* id :
       {"by", "level", "low", "high", "total", "events", "expected", "residual", "conf.low",
        "conf.high", "low.events", "high.events", "limits", "outside"}) {
    grid.columns.push_back({id, {}});
  }
  for (const BinnedResiduals& residuals : binned) {
    for (const ResidualBin& bin : residuals.bins) {
      const bool is_level = !bin.level.empty();
      grid.rows.push_back({residuals.by, is_level ? Cell(bin.level) : Cell(),
                           is_level ? Cell() : Cell(Estimate{bin.low}),
                           is_level ? Cell() : Cell(Estimate{bin.high}), Count{bin.count},
                           Count{bin.events}, Estimate{bin.expected}, Estimate{bin.residual()},
                           Estimate{bin.low_limit()}, Estimate{bin.high_limit()},
                           Count{bin.low_events}, Count{bin.high_events},
                           std::string(bin.exact ? "exact" : "Cornish-Fisher"),
                           std::string(bin.is_outside() ? "yes" : "no")});
    }
  }
  return grid;
}

}  // namespace

std::vector<Section> missing_term_sections(const Diagnosis& diagnosis) {
  std::vector<Section> sections;
  if (!diagnosis.curvature.empty()) {
    sections.emplace_back(missing_grid(
        "curvature", "Is a curve missing? Score tests of x log x, and of a natural spline",
        diagnosis.curvature, true));
  }
  if (!diagnosis.interactions.empty()) {
    sections.emplace_back(missing_grid("interactions",
                                       "Is an interaction missing? Score tests of each product",
                                       diagnosis.interactions, false));
  }
  return sections;
}

std::vector<Section> binned_sections(const std::vector<BinnedResiduals>& binned) {
  std::vector<Section> sections;
  if (binned.empty()) return sections;
  for (const BinnedResiduals& residuals : binned) {
    sections.emplace_back(bins_grid(residuals));
    sections.emplace_back(Lines{{outside_line(residuals)}});
  }
  sections.emplace_back(all_bins_grid(binned));
  return sections;
}

}  // namespace odds
