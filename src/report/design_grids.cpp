#include "report/design_grids.hpp"

#include "report/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace odds {
namespace {

/// A column is involved in a direction that makes up this share of its variance.
constexpr double kInvolved = 0.3;
constexpr std::size_t kMostCellsShown = 6;

Line events_line(const SampleSupport& support, bool has_intercept) {
  const bool are_events = support.events <= support.nonevents;
  Line line{"Events", counted(std::min(support.events, support.nonevents),
                              are_events ? "event" : "non-event")};
  append(line.parts, {" for "});
  append(line.parts, counted(static_cast<double>(support.slopes), "coefficient"));
  append(line.parts,
         {fmt::format("{}: {:.1f} for each", has_intercept ? " beside the intercept" : "",
                      support.per_slope)});
  return line;
}

Line shrinkage_line(double shrinkage) {
  return {"Shrinkage", {Estimate{shrinkage}, " expected of them on new data: (LR - df) / LR"}};
}

Line rare_line(const std::vector<RareCell>& rare) {
  std::string text;
  for (std::size_t k = 0; k < std::min(rare.size(), kMostCellsShown); ++k) {
    const RareCell& cell = rare[k];
    text += fmt::format("{}{}[{}] {:.0f} and {:.0f}", k == 0 ? "" : ", ", cell.column, cell.level,
                        cell.events, cell.nonevents);
  }
  if (rare.size() > kMostCellsShown) {
    text += fmt::format(", and {} more", rare.size() - kMostCellsShown);
  }
  return {"Rare", {"events and non-events, fewer than 5: " + text}};
}

Line inflation_line(const Collinearity& collinearity) {
  const TermInflation& worst =
      *std::ranges::max_element(collinearity.terms, {}, &TermInflation::factor);
  return {"VIF",
          {fmt::format("errors are at most {:.2f} times those of uncorrelated columns: of {}",
                       worst.factor, worst.term)}};
}

std::vector<Cell> inflation_cells(const TermInflation& term) {
  return {term.term, Cell(), Count{static_cast<double>(term.degrees)}, Statistic{term.gvif},
          Statistic{term.factor}};
}

Grid inflation_grid(const Collinearity& collinearity) {
  Grid grid{.id = "inflation",
            .title = collinearity.has_intercept
                         ? "Inflation of variances: what the other columns cost each term"
                         : "Inflation of variances, about 0 for want of an intercept: hardly "
                           "meaningful",
            .columns = {{"term", {}},
                        {"column", {}},
                        {"df", {}},
                        {"gvif", "GVIF"},
                        {"error.factor", "SE times"}},
            .rows = {}};
  for (const TermInflation& term : collinearity.terms) {
    grid.rows.push_back(inflation_cells(term));
    if (term.columns.size() < 2) continue;
    for (const ColumnInflation& column : term.columns) {
      grid.rows.push_back({term.term, column.column, Count{1.0}, Statistic{column.vif},
                           Statistic{std::sqrt(column.vif)}});
    }
  }
  return grid;
}

/// `(Intercept) 0.99, lwt 0.93`, the largest share first.
std::string involved_text(const ConditionIndex& condition,
                          const std::vector<std::string>& columns) {
  std::vector<std::size_t> order;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    if (condition.shares[j] >= kInvolved) order.push_back(j);
  }
  std::ranges::stable_sort(order, std::greater<>(),
                           [&](std::size_t j) { return condition.shares[j]; });
  std::string text;
  for (const std::size_t j : order) {
    text += fmt::format("{}{} {:.2f}", text.empty() ? "" : ", ", columns[j], condition.shares[j]);
  }
  return text;
}

Grid conditions_grid(const Collinearity& collinearity) {
  Grid grid{.id = "conditions",
            .title =
                "Condition indices, columns scaled to length 1 and not centred, and the share "
                "of a variance due to each",
            .columns = {{"number", "no."},
                        {"condition.index", "index"},
                        {"involved", "columns with a share of 0.3 or more"}},
            .rows = {},
            .audience = Audience::people};
  double number = 0.0;
  for (const ConditionIndex& condition : collinearity.conditions) {
    grid.rows.push_back({Count{++number}, Statistic{condition.index},
                         involved_text(condition, collinearity.columns)});
  }
  return grid;
}

Grid shares_grid(const Collinearity& collinearity) {
  Grid grid{.id = "variance.shares",
            .title = {},
            .columns = {{"number", {}}, {"condition.index", {}}, {"column", {}}, {"share", {}}},
            .rows = {},
            .audience = Audience::programs};
  double number = 0.0;
  for (const ConditionIndex& condition : collinearity.conditions) {
    ++number;
    for (std::size_t j = 0; j < condition.shares.size(); ++j) {
      grid.rows.push_back({Count{number}, Estimate{condition.index}, collinearity.columns[j],
                           Estimate{condition.shares[j]}});
    }
  }
  return grid;
}

/// What a reader makes of the table.
Line conditions_line(const Collinearity& collinearity) {
  constexpr double kHarmful = 30.0;
  constexpr double kLargeShare = 0.5;
  const auto is_harmful = [](const ConditionIndex& condition) {
    return condition.index > kHarmful && std::ranges::count_if(condition.shares, [](double share) {
                                           return share > kLargeShare;
                                         }) > 1;
  };
  const auto harmful = std::ranges::count_if(collinearity.conditions, is_harmful);
  return {"",
          {harmful == 0 ? "No index above 30 has two shares above 0.5: collinearity does no "
                          "harm."
                        : "An index above 30 with two shares above 0.5: the data hardly tell "
                          "these columns apart. With (Intercept) it may be no more than a "
                          "number far from 0: centre it."}};
}

}  // namespace

Lines design_lines(const Diagnosis& diagnosis) {
  const SampleSupport& support = diagnosis.support;
  Lines lines;
  if (support.slopes > 0) {
    lines.lines.push_back(events_line(support, diagnosis.collinearity.has_intercept));
  }
  if (!std::isnan(support.shrinkage)) lines.lines.push_back(shrinkage_line(support.shrinkage));
  if (!support.rare.empty()) lines.lines.push_back(rare_line(support.rare));
  if (diagnosis.collinearity.terms.size() > 1 && diagnosis.collinearity.conditions.empty()) {
    lines.lines.push_back(inflation_line(diagnosis.collinearity));
  }
  return lines;
}

std::vector<Section> collinearity_sections(const Collinearity& collinearity) {
  if (collinearity.conditions.empty()) return {};
  return {inflation_grid(collinearity), conditions_grid(collinearity), shares_grid(collinearity),
          Lines{{conditions_line(collinearity)}}};
}

Grid rare_cells_grid(const SampleSupport& support) {
  Grid grid{.id = "rare.cells",
            .title = {},
            .columns = {{"column", {}}, {"level", {}}, {"events", {}}, {"nonevents", {}}},
            .rows = {},
            .audience = Audience::programs};
  for (const RareCell& cell : support.rare) {
    grid.rows.push_back({cell.column, cell.level, Count{cell.events}, Count{cell.nonevents}});
  }
  return grid;
}

}  // namespace odds
