#include "report/build.hpp"
#include "report/decision_grids.hpp"
#include "report/design_grids.hpp"
#include "report/diagnose_grids.hpp"
#include "report/misfit_grids.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace odds {
namespace {

Lines header(const Diagnosis& diagnosis, const Fit& fit) {
  Lines lines{{{"Model", {formula_with_link(fit)}}, rows_line(fit.rows())}};
  if (!fit.uses().empty()) lines.lines.push_back(uses_line(fit));
  if (diagnosis.has_counts && diagnosis.patterns.patterns > 0.0) {
    lines.lines.push_back(
        {"Patterns",
         {Count{diagnosis.patterns.patterns}, " of covariates among ", Count{diagnosis.trials},
          " observations; ", Count{diagnosis.patterns.singles}, " are single observations"}});
  }
  return lines;
}

/// `Pearson, deviance: 176 of 182 patterns ..; chi2(173) would give p 0.3567`, a line for each
/// reason.
Lines left_out_lines(const Diagnosis& diagnosis) {
  std::map<std::string, std::vector<Cell>> by_reason;
  for (const NamedTest& named : tests_of(diagnosis)) {
    const FitTest& test = *named.test;
    if (test.reason.empty()) continue;
    std::vector<Cell>& cells = by_reason[test.reason];
    cells.emplace_back((cells.empty() ? "" : ", ") + named.id);
    if (!std::isnan(test.nominal_p)) append(cells, {" (nominal p ", PValue{test.nominal_p}, ")"});
  }
  Lines lines;
  for (auto& [reason, cells] : by_reason) {
    cells.emplace_back(": " + reason);
    lines.lines.push_back({"No p", std::move(cells)});
  }
  return lines;
}

/// `Groups  vary 1.12 times as much as binomial counts, X^2 / df by row, p 0.2175`
Line groups_line(const Heterogeneity& h) {
  Line line{"Groups",
            {"vary ", Estimate{h.factor}, " times as much as binomial counts: X^2 / df of ",
             Statistic{h.pearson}, " / ", Count{h.degrees}, ", p ", PValue{h.p_value}}};
  line.parts.emplace_back(h.applied ? "; the fit multiplies its variances by it"
                                    : "; --het on of the fit multiplies its variances by it");
  return line;
}

Lines auc_lines(const Diagnosis& diagnosis) {
  const EstimateRow& auc = diagnosis.discrimination.auc;
  Line line{"AUC", {Estimate{auc.estimate, auc.std_error}}};
  if (!std::isnan(auc.std_error)) {
    append(line.parts, {"  SE ", Estimate{auc.std_error, auc.std_error}, " (DeLong)",
                        fmt::format("      {:.10g} % interval  ", 100.0 * diagnosis.level),
                        Estimate{auc.conf_low, auc.std_error}, " to ",
                        Estimate{auc.conf_high, auc.std_error}, " (of its logit)"});
  }
  const Classification& any = diagnosis.discrimination.at_cut;
  Lines lines{{std::move(line)}};
  lines.lines.push_back(
      {"AP",
       {Estimate{diagnosis.discrimination.average_precision}, " average precision; a coin has ",
        Estimate{any.events() / (any.events() + any.nonevents())}}});
  if (diagnosis.discrimination.partial) {
    lines.lines.push_back(partial_line(*diagnosis.discrimination.partial));
  }
  return lines;
}

/// `4 knots: |smooth - P| mean 0.0312 (ICI), ..`
Lines smooth_lines(const SmoothCalibration& smooth) {
  if (!smooth.exists()) return {{{"Smooth", {"there is no curve: " + smooth.reason}}}};
  const std::string shape =
      smooth.knots.empty() ? "straight line" : fmt::format("{} knots", smooth.knots.size());
  Line line{"Smooth",
            {shape + ": |smooth - P| mean ", Estimate{smooth.mean}, " (ICI), median ",
             Estimate{smooth.median}, " (E50), 90 % below ", Estimate{smooth.p90},
             " (E90), largest ", Estimate{smooth.largest}}};
  Lines lines{{std::move(line)}};
  if (smooth.test.reason.empty()) {
    lines.lines.push_back({"Diagonal",
                           {fmt::format("chi2({:.0f}) ", smooth.test.degrees),
                            Statistic{smooth.test.statistic}, "  p ", PValue{smooth.test.p_value},
                            ": a small p says that P is not the share of events"}});
  }
  return lines;
}

Lines brier_lines(const Diagnosis& diagnosis) {
  const BrierScore& brier = diagnosis.brier;
  Line score{
      "Brier",
      {Estimate{brier.score}, " = reliability ", Estimate{brier.reliability}, " - resolution ",
       Estimate{brier.resolution}, " + uncertainty ", Estimate{brier.uncertainty},
       " + within groups ", Estimate{brier.within}, ";  scaled ", Estimate{brier.scaled}}};
  Line error{"Error", {"of calibration, mean over "}};
  append(error.parts, counted(static_cast<double>(diagnosis.groups.size()), "group"));
  append(error.parts, {" ", Estimate{brier.calibration_error}});
  return {{std::move(score), std::move(error)}};
}

Cell share_cell(const std::optional<double>& share) {
  return share ? Cell(Estimate{*share}) : Cell();
}

/// As texts; facts have no lists of numbers.
Cell knots_of(const SmoothCalibration& smooth) {
  return Cell(Count{static_cast<double>(smooth.knots.size())});
}

Facts options_facts(const Diagnosis& diagnosis) {
  const char* rule = kGroupRuleNames[static_cast<int>(diagnosis.rule)];
  return {.id = "diagnosis",
          .facts = {{"observations", Cell(Count{diagnosis.observations})},
                    {"trials", Cell(Count{diagnosis.trials})},
                    {"patterns", Cell(Count{diagnosis.patterns.patterns})},
                    {"patterns.single", Cell(Count{diagnosis.patterns.singles})},
                    {"groups", Cell(Count{static_cast<double>(diagnosis.groups.size())})},
                    {"group.rule", Cell(std::string(rule))},
                    {"level", Cell(Estimate{diagnosis.level})},
                    {"prevalence", share_cell(diagnosis.prevalence)},
                    {"smooth.knots", knots_of(diagnosis.smooth)},
                    {"smooth.reason", text_or_null(diagnosis.smooth.reason)},
                    {"influence.by", Cell(std::string(diagnosis.by_pattern ? "pattern" : "row"))}}};
}

/// Discrimination and decisions, then calibration.
void add_outcome_sections(const Diagnosis& diagnosis, const DiagnoseDetail& detail,
                          std::vector<Section>& sections) {
  const auto add = [&](Section section) { sections.push_back(std::move(section)); };
  add(fit_groups_grid(diagnosis));
  add(auc_lines(diagnosis));
  add(classification_grid(diagnosis));
  add(rates_grid(diagnosis, detail.rates));
  add(gains_grid(diagnosis, detail.lift));
  for (Grid& grid : net_benefit_grids(diagnosis, detail.net_benefit)) add(std::move(grid));
  add(calibration_grid(diagnosis));
  add(smooth_lines(diagnosis.smooth));
  if (detail.calibration && diagnosis.smooth.curve.size() > 1) {
    add(calibration_plot(diagnosis));
    add(calibration_points_grid(diagnosis));
  }
  add(brier_lines(diagnosis));
  add(roc_grid(diagnosis));
  add(precision_recall_grid(diagnosis));
  add(calibration_curve_grid(diagnosis));
}

/// Design, missing terms and residuals by bins.
void add_further_sections(const Diagnosis& diagnosis, const Fit& fit, Report& report) {
  const auto add = [&](std::vector<Section> sections) {
    std::ranges::move(sections, std::back_inserter(report.sections));
  };
  report.sections.emplace_back(heterogeneity_facts(fit.heterogeneity()));
  report.sections.emplace_back(design_lines(diagnosis));
  report.sections.emplace_back(rare_cells_grid(diagnosis.support));
  add(collinearity_sections(diagnosis.collinearity));
  add(missing_term_sections(diagnosis));
  add(binned_sections(diagnosis.binned));
}

/// The warnings of the fit hold for its diagnosis, too.
Notes all_notes_of(const Diagnosis& diagnosis, const Fit& fit) {
  Notes all;
  for (const Note& note : fit.notes()) {
    if (note.kind == NoteKind::warning) all.notes.push_back(note);
  }
  all.notes.insert(all.notes.end(), diagnosis.notes.begin(), diagnosis.notes.end());
  return all;
}

}  // namespace

Report report(const Diagnosis& diagnosis, const Fit& fit, const DiagnoseReportOptions& options) {
  Report report{.schema = "odds.diagnose/1",
                .title = fmt::format("Diagnosis of the model of {}", modelled(fit.response())),
                .sections = {},
                .table = "rows"};
  const Facts model{.id = "model",
                    .facts = {{"formula", Cell(fit.formula())},
                              {"link", Cell(std::string(link_name(fit.link())))},
                              {"file", text_or_null(fit.file())},
                              {"sha256", text_or_null(fit.sha256())}}};
  report.sections = {header(diagnosis, fit),
                     manifest(options.command),
                     model,
                     Facts{.id = "data", .facts = {rows_fact(fit.rows())}},
                     Facts{.id = "response", .facts = {response_fact(fit.response())}},
                     options_facts(diagnosis),
                     measures_grid(diagnosis)};
  if (diagnosis.has_counts) report.sections.emplace_back(fit_tests_grid(diagnosis));
  report.sections.emplace_back(left_out_lines(diagnosis));
  if (fit.heterogeneity().tested) {
    report.sections.emplace_back(Lines{{groups_line(fit.heterogeneity())}});
  }
  if (diagnosis.has_outcomes) {
    add_outcome_sections(diagnosis, options.detail, report.sections);
  }
  add_further_sections(diagnosis, fit, report);
  if (!diagnosis.influential.empty())
    report.sections.emplace_back(influential_grid(diagnosis, fit));
  report.sections.emplace_back(all_notes_of(diagnosis, fit));
  return report;
}

}  // namespace odds
