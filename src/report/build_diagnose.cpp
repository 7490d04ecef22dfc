#include "report/build.hpp"
#include "report/diagnose_grids.hpp"

#include <fmt/format.h>

#include <cmath>
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

Lines auc_lines(const Diagnosis& diagnosis) {
  const EstimateRow& auc = diagnosis.discrimination.auc;
  Line line{"AUC", {Estimate{auc.estimate, auc.std_error}}};
  if (!std::isnan(auc.std_error)) {
    append(line.parts, {"  SE ", Estimate{auc.std_error, auc.std_error}, " (DeLong)",
                        fmt::format("      {:.10g} % interval  ", 100.0 * diagnosis.level),
                        Estimate{auc.conf_low, auc.std_error}, " to ",
                        Estimate{auc.conf_high, auc.std_error}, " (of its logit)"});
  }
  return {{std::move(line)}};
}

Lines brier_lines(const Diagnosis& diagnosis) {
  const BrierScore& brier = diagnosis.brier;
  Line score{
      "Brier",
      {Estimate{brier.score}, " = reliability ", Estimate{brier.reliability}, " - resolution ",
       Estimate{brier.resolution}, " + uncertainty ", Estimate{brier.uncertainty},
       " + within groups ", Estimate{brier.within}, ";  scaled ", Estimate{brier.scaled}}};
  Line error{"Error",
             {"of calibration, mean over ", Count{static_cast<double>(diagnosis.groups.size())},
              " groups ", Estimate{brier.calibration_error}}};
  return {{std::move(score), std::move(error)}};
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
                    {"influence.by", Cell(std::string(diagnosis.by_pattern ? "pattern" : "row"))}}};
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
  if (diagnosis.has_outcomes) {
    report.sections.emplace_back(fit_groups_grid(diagnosis));
    report.sections.emplace_back(auc_lines(diagnosis));
    report.sections.emplace_back(classification_grid(diagnosis));
    report.sections.emplace_back(calibration_grid(diagnosis));
    report.sections.emplace_back(brier_lines(diagnosis));
    report.sections.emplace_back(roc_grid(diagnosis));
  }
  if (!diagnosis.influential.empty())
    report.sections.emplace_back(influential_grid(diagnosis, fit));
  report.sections.emplace_back(all_notes_of(diagnosis, fit));
  return report;
}

}  // namespace odds
