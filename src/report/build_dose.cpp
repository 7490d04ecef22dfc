#include "report/build.hpp"
#include "report/number_format.hpp"

#include <odds/notes.hpp>

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

/// Every number in every row.
Grid rows_for_programs(const Dose& dose) {
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
      }
    }
  }
  return grid;
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

/// What a dose is called where the column holds its logarithm.
std::string dose_heading(const Dose& dose) {
  if (!dose.transformed || dose.scale != dose.variable) return dose.variable;
  const bool natural = std::abs(dose.log_base - std::exp(1.0)) < 1e-12;
  return natural ? fmt::format("exp({})", dose.variable)
                 : fmt::format("{:g}^{}", dose.log_base, dose.variable);
}

Grid rows_for_people(const Dose& dose) {
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

double dose_degrees(const Dose& dose) {
  return dose.heterogeneity.applied ? dose.heterogeneity.degrees
                                    : std::numeric_limits<double>::infinity();
}

Grid comparison_grid(const Dose& dose) {
  Grid grid{.id = "comparisons",
            .title = {},
            .columns = estimate_columns("difference", dose_degrees(dose)),
            .rows = {}};
  grid.columns.insert(grid.columns.begin(), {{"curve", {}}, {"other", {}}, {"p", {}}});
  grid.columns.insert(grid.columns.end(), {{"ratio", {}}, {"ratio.low", {}}, {"ratio.high", {}}});
  for (const DoseComparison& row : dose.comparisons) {
    std::vector<Cell> cells = {row.curve, row.other, Count{row.percent}};
    const std::vector<Cell> estimates = estimate_cells(row);
    cells.insert(cells.end(), estimates.begin(), estimates.end());
    for (const double number : {row.ratio, row.ratio_low, row.ratio_high}) {
      cells.push_back(or_nothing(number));
    }
    grid.rows.push_back(std::move(cells));
  }
  if (grid.rows.empty()) return grid;
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

const char* test_name(const ParallelTest& test) {
  return test.kind == ParallelTest::Kind::wald ? "Wald" : "LR";
}

Facts parallel_facts(const ParallelTest& test) {
  if (test.kind == ParallelTest::Kind::none) return {.id = "parallel", .facts = {}};
  return {
      .id = "parallel",
      .facts = {{"test", Cell(std::string(test_name(test)))},
                {"statistic", Cell(Statistic{test.statistic})},
                {"df", Cell(Count{static_cast<double>(test.degrees)})},
                {"df.denominator", test.denominator > 0.0 ? Cell(Count{test.denominator}) : Cell()},
                {"p.value", Cell(PValue{test.p_value})}}};
}

Lines parallel_lines(const ParallelTest& test) {
  if (test.kind == ParallelTest::Kind::none) return {};
  const std::string degrees = count(static_cast<double>(test.degrees));
  const std::string law = test.denominator > 0.0
                              ? fmt::format("F({}, {})", degrees, count(test.denominator))
                              : fmt::format("chi2({})", degrees);
  return {{{{},
            {fmt::format("Parallel curves?   {} {} ", test_name(test), law),
             Statistic{test.statistic}, "  p ", PValue{test.p_value},
             test.own_slopes ? "; the model gives each its own slope"
                             : "; the model gives all the same slope"}}}};
}

bool has(const Dose& dose, DoseInterval method) {
  return std::ranges::find(dose.methods, method) != dose.methods.end();
}

/// Which limits deserve trust: g is the squared relative error of the slope, times z^2.
Line advice(const Dose& dose) {
  constexpr double kSmall = 0.05;
  const auto largest = std::ranges::max_element(dose.curves, {}, &DoseCurve::g);
  const bool differ = std::ranges::any_of(
      dose.curves, [&](const DoseCurve& curve) { return curve.g != largest->g; });
  const std::string of_curve = differ ? fmt::format(" ({})", largest->name) : "";
  const std::string g = fmt::format("g = {:.3f}{}", largest->g, of_curve);
  const bool alone = dose.methods.size() == 1;
  if (largest->g < kSmall) {
    return {"Trust",
            {fmt::format("{}: {} is small, the slope is well determined",
                         alone ? "these limits" : "any of these limits", g)}};
  }
  if (!has(dose, DoseInterval::profile) && !has(dose, DoseInterval::fieller)) {
    return {"Trust",
            {fmt::format("with care: {} is not small, and delta limits are symmetric "
                         "whatever the data; see --ci fieller,profile",
                         g)}};
  }
  const char* best = has(dose, DoseInterval::profile) ? "profile" : "fieller";
  constexpr double kModerate = 0.2;
  const char* slope = largest->g < kModerate ? "the slope is somewhat uncertain"
                      : largest->g < 1.0     ? "the slope is uncertain"
                                             : "the slope is not told from 0";
  const char* delta =
      has(dose, DoseInterval::delta) ? ", and delta limits are symmetric whatever the data" : "";
  return {"Trust", {fmt::format("{}: {} says that {}{}", best, g, slope, delta)}};
}

std::string title(const Dose& dose, const Fit& fit) {
  return fmt::format("Doses of the model {}: {} by Pr({})", fit.formula(), dose_heading(dose),
                     fit.response().event);
}

Lines header(const Dose& dose, const Fit& fit, const DoseReportOptions& options) {
  Lines lines{{rows_line(fit.rows())}};
  if (!fit.uses().empty()) lines.lines.push_back(uses_line(fit));
  if (dose.heterogeneity.tested) lines.lines.push_back(heterogeneity_line(dose.heterogeneity));
  lines.lines.push_back({"SE",
                         {fmt::format("delta method, from the {} covariance", covariance_name(fit)),
                          fmt::format("      Limits  {:.10g} %", 100.0 * options.level)}});
  lines.lines.push_back(advice(dose));
  return lines;
}

/// `age = 23.238 (mean)`
std::vector<std::string> held_texts(const Dose& dose) {
  std::vector<std::string> texts;
  for (const auto& [variable, value] : dose.held) texts.push_back(variable + " = " + value);
  return texts;
}

Facts dose_facts(const Dose& dose, double level) {
  return {.id = "dose",
          .facts = {{"variable", Cell(dose.variable)},
                    {"scale", Cell(dose.scale)},
                    {"log.base", dose.log_base > 0.0 ? Cell(Estimate{dose.log_base}) : Cell()},
                    {"held", held_texts(dose)},
                    {"level", Cell(Estimate{level})},
                    {"critical", Cell(Estimate{dose.critical})}}};
}

/// What the doses themselves say of heterogeneity, which may be used in another way than in the
/// fit.
bool is_of_heterogeneity(const Note& note) {
  constexpr NoteCode kOwn[] = {NoteCode::poor_fit, NoteCode::heterogeneity_below_one,
                               NoteCode::heterogeneity_infinite};
  return std::ranges::any_of(kOwn, [&](NoteCode code) { return note.code == code_text(code); });
}

/// The warnings of the fit hold for its doses, too.
Notes all_notes(const Dose& dose, const Fit& fit) {
  Notes all;
  for (const Note& note : fit.notes()) {
    const bool holds = note.kind == NoteKind::warning && !is_of_heterogeneity(note);
    if (holds) all.notes.push_back(note);
  }
  all.notes.insert(all.notes.end(), dose.notes.begin(), dose.notes.end());
  return all;
}

/// What a format with one table holds: the most particular thing that was asked for.
const char* main_table(const Dose& dose) {
  if (!dose.ratios.empty()) return "ratios";
  return dose.potencies.empty() ? "rows" : "potencies";
}

}  // namespace

Report report(const Dose& dose, const Fit& fit, const DoseReportOptions& options) {
  Report report{.schema = "odds.dose/1",
                .title = title(dose, fit),
                .sections = {},
                .table = main_table(dose)};
  const Facts model{.id = "model",
                    .facts = {{"formula", Cell(fit.formula())},
                              {"link", Cell(std::string(link_name(fit.link())))},
                              {"file", text_or_null(fit.file())},
                              {"sha256", text_or_null(fit.sha256())}}};
  const Facts data{.id = "data", .facts = {rows_fact(fit.rows())}};
  const Facts response{.id = "response", .facts = {{"event", Cell(fit.response().event)}}};
  report.sections = {header(dose, fit, options),
                     manifest(options.command),
                     model,
                     data,
                     response,
                     dose_facts(dose, options.level),
                     settings_grid("Other variables are held", dose.held),
                     rows_for_programs(dose),
                     rows_for_people(dose),
                     curves_grid(dose),
                     comparison_grid(dose),
                     potency_grid(dose),
                     ratio_grid(dose),
                     parallel_lines(dose.parallel),
                     parallel_facts(dose.parallel),
                     heterogeneity_facts(dose.heterogeneity),
                     all_notes(dose, fit)};
  return report;
}

}  // namespace odds
