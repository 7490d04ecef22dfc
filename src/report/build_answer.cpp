#include "report/build.hpp"
#include "report/cells.hpp"

#include <odds/answer_influence.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace odds {
namespace {

using Change = CarryingRows::Change;

const char* change_name(Change change) { return change == Change::sign ? "sign" : "significance"; }

/// `lwt = 0`; of a text with a comparison that text.
std::string question_text(const AnswerInfluence& influence) {
  return influence.answer.find('=') != std::string::npos
             ? influence.answer
             : fmt::format("{} = {:g}", influence.answer, influence.null);
}

Lines header(const AnswerInfluence& influence, const Fit& fit) {
  Lines lines{{{"Model", {formula_with_link(fit)}}, rows_line(fit.rows())}};
  if (!fit.uses().empty()) lines.lines.push_back(uses_line(fit));
  const EstimateRow& row = influence.estimate;
  lines.lines.push_back(
      {"Answer",
       {Estimate{row.estimate, row.std_error}, "  SE ", Estimate{row.std_error, row.std_error},
        " (", covariance_name(fit), ")  ", std::string(statistic_heading(row.degrees)), " ",
        Statistic{row.statistic}, "  p ", PValue{row.p_value}}});
  return lines;
}

/// What happens without which number of rows.
Grid carrying_grid(const AnswerInfluence& influence) {
  Grid grid{.id = "carrying",
            .title = "The fewest rows, in the order of their pull, without which it changes",
            .columns = {{"change", {}},
                        {"rows", {}},
                        {"share", "% of rows"},
                        {"estimate", "then"},
                        {"std.error", {}},
                        {"statistic", statistic_heading(influence.estimate.degrees)},
                        {"p.value", {}}},
            .rows = {}};
  for (const CarryingRows& carrying : influence.carrying) {
    const EstimateRow& then = carrying.without;
    grid.rows.push_back({std::string(change_name(carrying.change))});
    if (carrying.rows.empty()) {
      grid.rows.back().resize(grid.columns.size());
      continue;
    }
    append(grid.rows.back(),
           {Count{static_cast<double>(carrying.rows.size())}, Statistic{100.0 * carrying.share},
            Estimate{then.estimate, std::isnan(then.std_error) ? 0.0 : then.std_error},
            cell_or_empty<Estimate>(then.std_error), cell_or_empty<Statistic>(then.statistic),
            cell_or_empty<PValue>(then.p_value)});
  }
  return grid;
}

/// Which rows these are, if they are few, and why there are none.
Lines carrying_lines(const AnswerInfluence& influence) {
  constexpr std::size_t kMostNamed = 20;
  Lines lines;
  for (const CarryingRows& carrying : influence.carrying) {
    std::string text = carrying.reason.empty() ? std::string() : "none found: " + carrying.reason;
    if (carrying.rows.size() <= kMostNamed) {
      for (const Index row : carrying.rows) {
        text += fmt::format("{}{}", text.empty() ? "rows " : ", ", row + 1);
      }
    }
    if (!text.empty()) lines.lines.push_back({change_name(carrying.change), {text}});
  }
  return lines;
}

Grid moving_grid(const AnswerInfluence& influence) {
  Grid grid{.id = "rows",
            .title = "The rows that move it most: its change without each of them, in one step",
            .columns = {{"row", {}}, {"line", {}}, {"y", {}}, {"fitted", {}}, {"change", {}}},
            .rows = {}};
  for (const AnswerRow& row : influence.rows) {
    grid.rows.push_back(
        {Count{static_cast<double>(row.row + 1)},
         row.place.line > 0 ? Cell(Count{static_cast<double>(row.place.line)}) : Cell(),
         row.y == std::floor(row.y) ? Cell(Count{row.y}) : Cell(Estimate{row.y}),
         Estimate{row.fitted}, Estimate{row.change}});
  }
  return grid;
}

/// Every carrying row, for programs.
Grid every_row(const AnswerInfluence& influence) {
  Grid grid{.id = "carrying.rows",
            .title = {},
            .columns = {{"change", {}}, {"order", {}}, {"row", {}}},
            .rows = {},
            .audience = Audience::programs};
  for (const CarryingRows& carrying : influence.carrying) {
    double order = 0.0;
    for (const Index row : carrying.rows) {
      grid.rows.push_back({std::string(change_name(carrying.change)), Count{++order},
                           Count{static_cast<double>(row + 1)}});
    }
  }
  return grid;
}

Facts answer_facts(const AnswerInfluence& influence) {
  const EstimateRow& row = influence.estimate;
  return {.id = "answer",
          .facts = {{"answer", Cell(influence.answer)},
                    {"null", Cell(Estimate{influence.null})},
                    {"estimate", Cell(Estimate{row.estimate})},
                    {"std.error", Cell(Estimate{row.std_error})},
                    {"statistic", Cell(Statistic{row.statistic})},
                    {"p.value", Cell(PValue{row.p_value})},
                    {"level", Cell(Estimate{influence.level})}}};
}

Notes warnings_of(const Fit& fit) {
  Notes all;
  for (const Note& note : fit.notes()) {
    if (note.kind == NoteKind::warning) all.notes.push_back(note);
  }
  return all;
}

}  // namespace

Report report(const AnswerInfluence& influence, const Fit& fit,
              const DiagnoseReportOptions& options) {
  Report report{
      .schema = "odds.answer/1",
      .title = fmt::format("Which rows the answer to \"{}\" rests on", question_text(influence)),
      .sections = {},
      .table = "carrying"};
  report.sections = {header(influence, fit),
                     manifest(options.command),
                     Facts{.id = "data", .facts = {rows_fact(fit.rows())}},
                     answer_facts(influence),
                     carrying_grid(influence),
                     carrying_lines(influence),
                     every_row(influence),
                     moving_grid(influence),
                     warnings_of(fit)};
  return report;
}

}  // namespace odds
