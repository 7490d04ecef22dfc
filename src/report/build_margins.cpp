#include "report/build.hpp"
#include "report/margins_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace odds {
namespace {

Grid joint_grid(const Margins& margins) {
  const bool is_f = margins.own_degrees || margins.test_degrees > 0.0;
  Grid grid{.id = "joint",
            .title = "Joint tests that all contrasts are 0 (Wald)",
            .columns = {{"statistic", is_f ? "F" : "chi2"}, {"df", {}}, {"p.value", {}}},
            .rows = {}};
  if (is_f) grid.columns.insert(grid.columns.end() - 1, {"df.denominator", {}});
  const bool named = std::ranges::any_of(
      margins.joint, [](const JointTest& test) { return !test.variable.empty(); });
  if (named) grid.columns.insert(grid.columns.begin(), {"variable", {}});
  for (const JointTest& test : margins.joint) {
    const bool tested = test.df > 0;
    std::vector<Cell> cells;
    if (named) cells.emplace_back(test.variable);
    cells.push_back(tested ? Cell(Statistic{test.statistic}) : Cell(Label{{}, {}, "untested"}));
    cells.emplace_back(Count{static_cast<double>(test.df)});
    if (is_f) cells.push_back(denominator_cell(test.denominator));
    cells.push_back(tested ? Cell(PValue{test.p_value}) : Cell());
    grid.rows.push_back(std::move(cells));
  }
  return grid;
}

Line errors_line(const Margins& margins, const Fit& fit, const MarginsReportOptions& options) {
  const std::string errors =
      margins.errors == MarginErrors::delta
          ? fmt::format("delta method, from the {} covariance{}", covariance_name(fit),
                        factor_text(fit.heterogeneity()))
          : errors_text(margins);
  std::string kind = margins.own_degrees ? wald_name(fit)
                                         : wald_name(margins.test_degrees > 0.0
                                                         ? margins.test_degrees
                                                         : std::numeric_limits<double>::infinity());
  if (margins.errors == MarginErrors::simulation) kind = "percentile";
  if (margins.critical_value) {
    const bool follow = margins.simultaneous_rank < margins.simultaneous_rows;
    kind = fmt::format("simultaneous (sup-t{}): {:.3f} standard errors on each side",
                       follow ? fmt::format(", {} rows of rank {}", margins.simultaneous_rows,
                                            margins.simultaneous_rank)
                              : std::string(),
                       *margins.critical_value);
  }
  const std::string scale = intervals_text(margins);
  if (!scale.empty()) kind += ", " + scale;
  return {"SE",
          {errors, fmt::format("      Intervals  {:.10g} % {}", 100.0 * options.level, kind)}};
}

Facts simultaneous_facts(const Margins& margins) {
  if (!margins.critical_value) return {.id = "simultaneous", .facts = {}};
  return {.id = "simultaneous",
          .facts = {{"critical", Cell(Estimate{*margins.critical_value})},
                    {"rows", Cell(Count{static_cast<double>(margins.simultaneous_rows)})},
                    {"rank", Cell(Count{static_cast<double>(margins.simultaneous_rank)})}}};
}

Lines header(const Margins& margins, const Fit& fit, const MarginsReportOptions& options) {
  Lines lines{{{"Model", {formula_with_link(fit)}},
               data_line(options.file, margins.data, fit),
               rows_line(margins.counts)}};
  if (!fit.uses().empty()) lines.lines.push_back(uses_line(fit));
  const std::string averaged = averaged_text(margins);
  if (!averaged.empty()) lines.lines.push_back({"Over", {averaged}});
  lines.lines.push_back(errors_line(margins, fit, options));
  if (margins.adjustment != Adjustment::none) {
    lines.lines.push_back({"Family", {adjustment_text(margins.family, "row", margins.adjustment)}});
  }
  return lines;
}

/// Hypotheses about the margins. Their tables for people have no title but their first heading.
void add_tests(const HypothesisTests& tests, const Margins& margins, Report& report) {
  const double degrees = margins.own_degrees        ? 1.0
                         : margins.test_degrees > 0 ? margins.test_degrees
                                                    : std::numeric_limits<double>::infinity();
  const TestStyle style{.heading_degrees = degrees, .own_degrees = margins.own_degrees != nullptr};
  report.table = tests.bounds ? "equivalence" : "tests";
  if (tests.adjustment != Adjustment::none) {
    const Index family = tests.combinations_in_family;
    report.sections.emplace_back(
        Lines{{{"Family", {adjustment_text(family, "test", tests.adjustment)}}}});
  }
  for (Section& section : test_sections("tests", tests, style)) {
    report.sections.push_back(std::move(section));
  }
}

}  // namespace

Report report(const Margins& margins, const Fit& fit, const MarginsReportOptions& options) {
  Report report{.schema = "odds.margins/1",
                .title = margins_title(modelled(fit.response()), margins),
                .sections = {},
                .table = "rows"};
  const Facts model{.id = "model",
                    .facts = {{"formula", Cell(fit.formula())},
                              {"link", Cell(std::string(link_name(fit.link())))},
                              {"file", text_or_null(fit.file())},
                              {"sha256", text_or_null(fit.sha256())}}};
  const Facts data{.id = "data",
                   .facts = {{"file", text_or_null(options.file)},
                             {"fit", match_cell(margins.data)},
                             rows_fact(margins.counts)}};
  const Facts response{.id = "response", .facts = {response_fact(fit.response())}};
  const Facts sample{.id = {},
                     .facts = {{"nobs", Cell(Count{margins.observations})},
                               {"estimand", Cell(estimand_name(margins.estimand))},
                               {"over", text_or_null(averaged_text(margins))},
                               {"se", Cell(errors_text(margins))},
                               {"interval.scale", text_or_null(intervals_text(margins))}}};
  report.sections = {
      header(margins, fit, options), manifest(options.command), model, data, response, sample};
  for (Grid& grid : margins_grids("rows", {}, margins)) {
    report.sections.emplace_back(std::move(grid));
  }
  if (options.tests != nullptr) add_tests(*options.tests, margins, report);
  if (!margins.joint.empty()) report.sections.emplace_back(joint_grid(margins));
  report.sections.emplace_back(simultaneous_facts(margins));
  report.sections.emplace_back(margins_covariance(margins));
  Notes notes{margins.notes};
  if (options.tests != nullptr) {
    notes.notes.insert(notes.notes.end(), options.tests->notes.begin(), options.tests->notes.end());
  }
  report.sections.emplace_back(std::move(notes));
  return report;
}

}  // namespace odds
