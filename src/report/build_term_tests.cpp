#include "report/build.hpp"

#include <odds/hypothesis.hpp>

#include <fmt/format.h>

#include <cmath>

namespace odds {

const char* joint_heading(double degrees) { return std::isinf(degrees) ? "chi2" : "F"; }

const char* method_name(const HypothesisRow& row) {
  switch (row.method) {
    case TestMethod::wald:
      break;
    case TestMethod::likelihood_ratio:
      return row.penalised ? "penalised LR" : "LR";
    case TestMethod::score:
      return "score";
  }
  return "Wald";
}

Cell denominator_cell(double degrees) {
  if (!std::isfinite(degrees)) return {};
  return degrees == std::round(degrees) ? Cell(Count{degrees}) : Cell(Statistic{degrees});
}

std::vector<Cell> joint_cells(const HypothesisRow& row) {
  if (row.df == 0) return {"untested"};
  std::vector<Cell> cells = {fmt::format("{} {}(", method_name(row), joint_heading(row.degrees)),
                             Count{static_cast<double>(row.df)}};
  if (std::isfinite(row.degrees)) append(cells, {", ", denominator_cell(row.degrees)});
  append(cells, {") ", Statistic{row.statistic}, "  p ", PValue{row.p_value}});
  return cells;
}

Grid term_test_grid(const std::vector<HypothesisRow>& tests) {
  Grid grid{.id = "terms",
            .title = {},
            .columns = {{"term", {}},
                        {"test", {}},
                        {"statistic", {}},
                        {"df", {}},
                        {"df.denominator", {}},
                        {"p.value", {}}},
            .rows = {},
            .audience = Audience::programs};
  for (const HypothesisRow& row : tests) {
    const bool tested = row.df > 0;
    grid.rows.push_back(
        {row.hypothesis, fmt::format("{} {}", method_name(row), joint_heading(row.degrees)),
         tested ? Cell(Statistic{row.statistic}) : Cell(), Count{static_cast<double>(row.df)},
         denominator_cell(row.degrees), tested ? Cell(PValue{row.p_value}) : Cell()});
  }
  return grid;
}

Lines term_test_lines(const std::vector<HypothesisRow>& tests) {
  Lines lines;
  for (const HypothesisRow& row : tests) {
    const bool has_too_few_clusters = row.df == 0 && std::isnan(row.degrees);
    if (row.df < 2 && !has_too_few_clusters) continue;
    lines.lines.push_back({row.hypothesis, joint_cells(row)});
  }
  return lines;
}

}  // namespace odds
