#include "report/build.hpp"
#include "report/lens_grid.hpp"
#include "report/lens_words.hpp"
#include "report/number_format.hpp"
#include "report/sensitivity_grids.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>

namespace odds {
namespace {

Plot profile_plot(const Sensitivity& sensitivity, const std::string& what, double level) {
  Plot plot{.title = fmt::format("{}, dotted: its {:.10g} % limits", what, 100.0 * level),
            .x_name = sensitivity.profiled,
            .x = {},
            .y = {},
            .low = {},
            .high = {}};
  for (const ProfilePoint& point : sensitivity.profile) {
    plot.x.push_back(point.value);
    plot.y.push_back(point.probability.estimate);
    plot.low.push_back(point.probability.conf_low);
    plot.high.push_back(point.probability.conf_high);
  }
  return plot;
}

Line probability_line(const Sensitivity& sensitivity, const Fit& fit,
                      const SensitivityReportOptions& options) {
  const EstimateRow& p = sensitivity.probability;
  const double scale = p.std_error;
  return {"P",
          {Estimate{p.estimate, scale}, " at the operating point, SE ", Estimate{scale, scale},
           fmt::format("; {:.10g} % from ", 100.0 * options.level), Estimate{p.conf_low, scale},
           " to ", Estimate{p.conf_high, scale},
           fmt::format(", on the {} scale",
                       link_name(has_asymptotes(fit) ? Link::logit : fit.link()))}};
}

Lines header(const Sensitivity& sensitivity, const Fit& fit,
             const SensitivityReportOptions& options) {
  Lines lines{{data_line(options.file, sensitivity.data, fit), rows_line(sensitivity.counts)}};
  if (!fit.uses().empty()) lines.lines.push_back(uses_line(fit));
  lines.lines.push_back(
      {"SE",
       {fmt::format("delta method, from the {} covariance{}      Intervals  {:.10g} % {}",
                    covariance_name(fit), factor_text(fit.heterogeneity()), 100.0 * options.level,
                    wald_name(fit))}});
  lines.lines.push_back(
      {"Flat",
       {fmt::format("{} % of the rows, where dP/deta < 0.01 of the curve's height: there inputs "
                    "do next to nothing",
                    fixed(100.0 * sensitivity.flat_share, 1))}});
  if (options.lens == Lens::none) {
    lines.lines.push_back({"Rank",
                           {"by the SD of P that an input moves: P less P with the input at its "
                            "mean, root mean square over the rows"}});
  }
  if (sensitivity.point.empty()) return lines;
  lines.lines.push_back(probability_line(sensitivity, fit, options));
  return lines;
}

Facts point_facts(const Sensitivity& sensitivity) {
  Facts facts{.id = "point", .facts = {}};
  for (const auto& [variable, value] : sensitivity.point)
    facts.facts.push_back({variable, Cell(value)});
  return facts;
}

Facts probability_facts(const Sensitivity& sensitivity) {
  const EstimateRow& p = sensitivity.probability;
  return {.id = "probability",
          .facts = {{"estimate", Cell(Estimate{p.estimate})},
                    {"std.error", Cell(Estimate{p.std_error})},
                    {"conf.low", Cell(Estimate{p.conf_low})},
                    {"conf.high", Cell(Estimate{p.conf_high})}}};
}

/// For programs whatever people are shown.
Grid hidden_if(bool hidden, Grid grid) {
  if (hidden) grid.audience = Audience::programs;
  return grid;
}

void add_point(const Sensitivity& sensitivity, Link link, bool hidden, Report& report) {
  if (sensitivity.point.empty()) return;
  if (hidden || !is_in_operating_grid(sensitivity)) {
    report.sections.emplace_back(settings_grid("Operating point", sensitivity.point));
  }
  report.sections.emplace_back(point_facts(sensitivity));
  report.sections.emplace_back(probability_facts(sensitivity));
  report.sections.emplace_back(hidden_if(hidden, operating_grid(sensitivity)));
  report.sections.emplace_back(hidden_if(hidden, steepest_grid(sensitivity, link)));
}

void add_profile(const Sensitivity& sensitivity, const Fit& fit, double level, Report& report) {
  if (sensitivity.profile.empty()) return;
  report.sections.emplace_back(profile_plot(sensitivity, modelled(fit.response()), level));
  report.sections.emplace_back(profile_grid(sensitivity, Audience::people));
  report.sections.emplace_back(profile_grid(sensitivity, Audience::programs));
}

/// The ranking, in the words of a field if one was asked for; notes of these words.
void add_ranking(const Sensitivity& sensitivity, const Fit& fit, Lens lens, Report& report,
                 std::vector<Note>& notes) {
  if (lens == Lens::none) {
    report.sections.emplace_back(ranking_for_people(sensitivity, modelled(fit.response())));
  } else {
    Grid grid = lens_grid(sensitivity, {lens, fit.link()});
    if (grid.rows.empty()) {
      notes.push_back(make_note(
          NoteCode::lens_without_words,
          fmt::format("{} has no words for the figures of these inputs.", lens_name(lens))));
    }
    report.sections.emplace_back(std::move(grid));
  }
  report.sections.emplace_back(ranking_for_programs(sensitivity));
}

void add_facts(const Sensitivity& sensitivity, const Fit& fit,
               const SensitivityReportOptions& options, Report& report) {
  report.sections.emplace_back(Facts{.id = "model",
                                     .facts = {{"formula", Cell(fit.formula())},
                                               {"link", Cell(std::string(link_name(fit.link())))},
                                               {"file", text_or_null(fit.file())},
                                               {"sha256", text_or_null(fit.sha256())}}});
  report.sections.emplace_back(Facts{.id = "data",
                                     .facts = {{"file", text_or_null(options.file)},
                                               {"fit", match_cell(sensitivity.data)},
                                               rows_fact(sensitivity.counts)}});
  report.sections.emplace_back(Facts{.id = "response", .facts = {response_fact(fit.response())}});
  report.sections.emplace_back(
      Facts{.id = {},
            .facts = {{"nobs", Cell(Count{sensitivity.observations})},
                      {"flat.share", Cell(Estimate{sensitivity.flat_share})}}});
}

/// The id of the table that CSV holds.
std::string main_table(const Sensitivity& sensitivity, Lens lens) {
  if (lens != Lens::none) return "lens";
  return sensitivity.profile.empty() ? "ranking" : "profile";
}

}  // namespace

Report report(const Sensitivity& sensitivity, const Fit& fit,
              const SensitivityReportOptions& options) {
  Report report{.schema = "odds.sensitivity/1",
                .title = fmt::format("Sensitivity of {} to the inputs of the model {}",
                                     modelled(fit.response()), fit.formula()),
                .sections = {header(sensitivity, fit, options), manifest(options.command)},
                .table = main_table(sensitivity, options.lens)};
  std::vector<Note> notes = sensitivity.notes;
  add_facts(sensitivity, fit, options, report);
  add_ranking(sensitivity, fit, options.lens, report, notes);
  add_point(sensitivity, fit.link(), options.lens != Lens::none, report);
  add_profile(sensitivity, fit, options.level, report);
  report.sections.emplace_back(figures_grid(sensitivity));
  report.sections.emplace_back(Notes{std::move(notes)});
  return report;
}

}  // namespace odds
