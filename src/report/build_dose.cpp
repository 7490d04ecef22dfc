#include "report/build.hpp"
#include "report/dose_grids.hpp"
#include "report/number_format.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace odds {
namespace {

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
                         "whatever the data{}",
                         g, dose.own_degrees ? "" : "; see --ci fieller,profile")}};
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

/// `, t on 30 df`; the factor's own line has those of its.
std::string degrees_text(const Dose& dose) {
  if (dose.own_degrees) return ", t with degrees of freedom of each row (Satterthwaite)";
  const bool is_said = dose.heterogeneity.applied || dose.test_degrees == 0.0;
  return is_said ? std::string() : fmt::format(", t on {:g} df", dose.test_degrees);
}

Lines header(const Dose& dose, const Fit& fit, const DoseReportOptions& options) {
  Lines lines{{rows_line(fit.rows())}};
  if (!fit.uses().empty()) lines.lines.push_back(uses_line(fit));
  if (dose.heterogeneity.tested) lines.lines.push_back(heterogeneity_line(dose.heterogeneity));
  lines.lines.push_back(
      {"SE",
       {fmt::format("delta method, from the {} covariance", covariance_name(fit)),
        fmt::format("      Limits  {:.10g} %{}", 100.0 * options.level, degrees_text(dose))}});
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
                     doses_for_programs(dose),
                     doses_for_people(dose),
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
