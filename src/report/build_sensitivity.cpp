#include "report/build.hpp"
#include "report/lens_grid.hpp"
#include "report/lens_words.hpp"
#include "report/number_format.hpp"
#include "report/sensitivity_cells.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace odds {
namespace {

Cell moved_cell(const InputSensitivity& input) {
  return std::isnan(input.moved) ? Cell() : Cell(Estimate{input.moved});
}

Grid ranking_for_people(const Sensitivity& sensitivity, const std::string& what) {
  Grid grid{.id = "inputs",
            .title = fmt::format("Inputs by the SD of {} that they move over the rows", what),
            .columns = {{"variable", {}}, {"contrast", {}}, {"moved", {}}},
            .rows = {},
            .audience = Audience::people};
  append_columns(grid.columns, "effect");
  append_columns(grid.columns, "elasticity");
  append_columns(grid.columns, "curvature");
  for (const InputSensitivity& input : sensitivity.ranking) {
    std::vector<Cell> cells = {Label{input.variable, input.variable, {}}, input.contrast,
                               moved_cell(input)};
    append(cells, input.effect);
    append(cells, input.elasticity);
    append(cells, input.curvature);
    if (input.aliased) cells[2] = Label{{}, {}, "aliased"};
    grid.rows.push_back(std::move(cells));
  }
  return grid;
}

Grid ranking_for_programs(const Sensitivity& sensitivity) {
  Grid grid{.id = "ranking",
            .title = {},
            .columns = {{"variable", {}}, {"contrast", {}}},
            .rows = {},
            .audience = Audience::programs};
  const std::vector<GridColumn> estimates = estimate_columns("estimate");
  grid.columns.insert(grid.columns.end(), estimates.begin(), estimates.end());
  grid.columns.push_back({"moved", {}});
  grid.columns.push_back({"std.dev", {}});
  for (const char* id : {"per.sd", "elasticity", "curvature"}) append_columns(grid.columns, id);
  for (const InputSensitivity& input : sensitivity.ranking) {
    std::vector<Cell> cells = {Label{input.variable, input.variable, {}}, input.contrast};
    const std::vector<Cell> numbers =
        input.aliased ? blank_cells("aliased") : estimate_cells(input.effect);
    cells.insert(cells.end(), numbers.begin(), numbers.end());
    cells.push_back(moved_cell(input));
    cells.push_back(std::isnan(input.std_dev) ? Cell() : Cell(Estimate{input.std_dev}));
    append(cells, input.per_sd);
    append(cells, input.elasticity);
    append(cells, input.curvature);
    grid.rows.push_back(std::move(cells));
  }
  return grid;
}

/// What the operating point sets a variable to.
std::string value_at_point(const Sensitivity& sensitivity, const std::string& variable) {
  const auto found =
      std::ranges::find(sensitivity.point, variable, &std::pair<std::string, std::string>::first);
  return found == sensitivity.point.end() ? std::string() : found->second;
}

Grid operating_grid(const Sensitivity& sensitivity) {
  Grid grid{.id = "operating",
            .title = "At the operating point",
            .columns = {{"variable", {}}, {"value", {}}, {"contrast", {}}},
            .rows = {}};
  append_columns(grid.columns, "gain");
  append_columns(grid.columns, "elasticity");
  append_columns(grid.columns, "curvature");
  for (const InputSensitivity& input : sensitivity.operating) {
    std::vector<Cell> cells = {Label{input.variable, input.variable, {}},
                               value_at_point(sensitivity, input.variable), input.contrast};
    append(cells, input.effect);
    append(cells, input.elasticity);
    append(cells, input.curvature);
    grid.rows.push_back(std::move(cells));
  }
  return grid;
}

/// Whether that table has each variable of the point.
bool is_in_operating_grid(const Sensitivity& sensitivity) {
  return std::ranges::all_of(sensitivity.point, [&](const auto& setting) {
    return std::ranges::find(sensitivity.operating, setting.first, &InputSensitivity::variable) !=
           sensitivity.operating.end();
  });
}

Grid steepest_grid(const Sensitivity& sensitivity, Link link) {
  Grid grid{
      .id = "steepest",
      .title = fmt::format("Steepest points: {} 0 with the other inputs at the operating point",
                           link_words(link).predictor),
      .columns = {{"variable", {}}, {"scale", {}}},
      .rows = {}};
  append_columns(grid.columns, "slope");
  append_columns(grid.columns, "at");
  for (const char* id : {"from.10", "to.90", "width", "g"}) grid.columns.push_back({id, {}});
  const bool outside = std::ranges::any_of(sensitivity.steepest, &SteepestPoint::outside);
  if (outside) grid.columns.push_back({"status", {}});
  for (const SteepestPoint& point : sensitivity.steepest) {
    std::vector<Cell> cells = {Label{point.variable, point.variable, {}}, point.scale};
    append(cells, point.slope);
    append(cells, point.at);
    for (const double number : {point.low, point.high}) {
      cells.emplace_back(Estimate{number, point.at.std_error});
    }
    cells.emplace_back(Estimate{point.width});
    cells.emplace_back(Estimate{point.g});
    if (outside) cells.emplace_back(std::string(point.outside ? "outside" : "ok"));
    grid.rows.push_back(std::move(cells));
  }
  return grid;
}

/// Of many points people see some ten.
std::size_t profile_stride(const Sensitivity& sensitivity, Audience audience) {
  const std::size_t points = sensitivity.profile.size();
  return audience == Audience::programs || points <= 12 ? 1 : (points + 8) / 10;
}

Grid profile_grid(const Sensitivity& sensitivity, Audience audience) {
  const std::size_t stride = profile_stride(sensitivity, audience);
  const bool people = audience == Audience::people;
  Grid grid{.id = people ? "along" : "profile",
            .title = fmt::format("Along {}, the other inputs at the operating point",
                                 sensitivity.profiled),
            .columns = {{"variable", {}}, {"value", sensitivity.profiled}},
            .rows = {},
            .audience = audience};
  if (people) grid.columns.erase(grid.columns.begin());
  if (stride > 1) {
    grid.title += fmt::format("; {} points, one of {} shown", sensitivity.profile.size(), stride);
  }
  append_columns(grid.columns, "p");
  grid.columns.push_back({"conf.low", {}});
  grid.columns.push_back({"conf.high", {}});
  append_columns(grid.columns, "slope");
  append_columns(grid.columns, "curvature");
  append_columns(grid.columns, "elasticity");
  const bool outside = std::ranges::any_of(sensitivity.profile, &ProfilePoint::outside);
  if (outside) grid.columns.push_back({"status", {}});
  for (std::size_t i = 0; i < sensitivity.profile.size(); i += stride) {
    const ProfilePoint& point = sensitivity.profile[i];
    std::vector<Cell> cells = {Estimate{point.value}};
    if (!people) cells.insert(cells.begin(), sensitivity.profiled);
    append(cells, point.probability);
    append_interval(cells, point.probability);
    append(cells, point.slope);
    append(cells, point.curvature);
    append(cells, point.elasticity);
    if (outside) cells.emplace_back(std::string(point.outside ? "outside" : "ok"));
    grid.rows.push_back(std::move(cells));
  }
  return grid;
}

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

/// All figures of all inputs.
Grid figures_grid(const Sensitivity& sensitivity) {
  Grid grid{.id = "figures",
            .title = {},
            .columns = {{"variable", {}},
                        {"figure", {}},
                        {"estimate", {}},
                        {"std.error", {}},
                        {"conf.low", {}},
                        {"conf.high", {}}},
            .rows = {},
            .audience = Audience::programs};
  for (const InputSensitivity& input : sensitivity.ranking) {
    for (const FigureRow& row : figures(sensitivity, input.variable)) {
      std::vector<Cell> cells = {input.variable, std::string(figure_key(row.figure))};
      append(cells, row);
      append_interval(cells, row);
      grid.rows.push_back(std::move(cells));
    }
  }
  return grid;
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

std::vector<Note> lens_notes(const Grid& grid, Lens lens) {
  if (!grid.rows.empty()) return {};
  return {
      make_note(NoteCode::lens_without_words,
                fmt::format("{} has no words for the figures of these inputs.", lens_name(lens)))};
}

}  // namespace

Report report(const Sensitivity& sensitivity, const Fit& fit,
              const SensitivityReportOptions& options) {
  const bool lens = options.lens != Lens::none;
  Report report{.schema = "odds.sensitivity/1",
                .title = fmt::format("Sensitivity of {} to the inputs of the model {}",
                                     modelled(fit.response()), fit.formula()),
                .sections = {},
                .table = lens                          ? "lens"
                         : sensitivity.profile.empty() ? "ranking"
                                                       : "profile"};
  const Facts model{.id = "model",
                    .facts = {{"formula", Cell(fit.formula())},
                              {"link", Cell(std::string(link_name(fit.link())))},
                              {"file", text_or_null(fit.file())},
                              {"sha256", text_or_null(fit.sha256())}}};
  const Facts data{.id = "data",
                   .facts = {{"file", text_or_null(options.file)},
                             {"fit", match_cell(sensitivity.data)},
                             rows_fact(sensitivity.counts)}};
  const Facts sample{.id = {},
                     .facts = {{"nobs", Cell(Count{sensitivity.observations})},
                               {"flat.share", Cell(Estimate{sensitivity.flat_share})}}};
  const Facts response{.id = "response", .facts = {response_fact(fit.response())}};
  report.sections = {
      header(sensitivity, fit, options), manifest(options.command), model, data, response, sample};
  std::vector<Note> notes = sensitivity.notes;
  if (lens) {
    report.sections.emplace_back(lens_grid(sensitivity, {options.lens, fit.link()}));
    for (Note& note :
         lens_notes(lens_grid(sensitivity, {options.lens, fit.link()}), options.lens)) {
      notes.push_back(std::move(note));
    }
  } else {
    report.sections.emplace_back(ranking_for_people(sensitivity, modelled(fit.response())));
  }
  report.sections.emplace_back(ranking_for_programs(sensitivity));
  add_point(sensitivity, fit.link(), lens, report);
  add_profile(sensitivity, fit, options.level, report);
  report.sections.emplace_back(figures_grid(sensitivity));
  report.sections.emplace_back(Notes{std::move(notes)});
  return report;
}

}  // namespace odds
