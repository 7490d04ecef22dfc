#include "report/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace odds {
namespace {

using Kind = HypothesisRow::Kind;

bool is_combination(const HypothesisRow& row) {
  return row.kind == Kind::linear || row.kind == Kind::nonlinear;
}

std::string kind_name(Kind kind) {
  switch (kind) {
    case Kind::term:
      return "term";
    case Kind::linear:
      return "linear";
    case Kind::nonlinear:
      return "nonlinear";
    case Kind::added:
      return "added";
    case Kind::joint:
      break;
  }
  return "joint";
}

std::string alternative_name(Alternative alternative) {
  switch (alternative) {
    case Alternative::two_sided:
      return "two-sided";
    case Alternative::greater:
      return "greater";
    case Alternative::less:
      break;
  }
  return "less";
}

/// `Wald chi2`, `LR F`, `Wald z`
std::string test_name(const HypothesisRow& row) {
  return fmt::format(
      "{} {}", method_name(row),
      row.has_own_test() ? statistic_heading(row.degrees) : joint_heading(row.degrees));
}

TestStyle style_of(const Fit& fit) {
  std::string ratio = link_words(fit.link()).ratio;
  std::ranges::replace(ratio, ' ', '.');
  return {.heading_degrees = has_own_degrees(fit) ? 1.0 : fit.test_degrees(),
          .own_degrees = has_own_degrees(fit),
          .ratio = std::move(ratio)};
}

bool is_adjusted(const HypothesisTests& tests) { return tests.adjustment != Adjustment::none; }

Cell adjusted_cell(const HypothesisRow& row) {
  return std::isnan(row.adjusted_p) ? Cell() : Cell(PValue{row.adjusted_p});
}

std::vector<Cell> estimates_of(const HypothesisRow& row) {
  std::vector<Cell> cells = row.ratio ? ratio_cells(row) : estimate_cells(row);
  return row.df == 0 ? limit_cells(std::move(cells)) : cells;
}

/// Every number of every row but those of equivalence, for programs.
Grid all_rows(const std::string& id, const HypothesisTests& tests) {
  Grid grid{.id = id,
            .title = {},
            .columns = {{"hypothesis", {}},
                        {"kind", {}},
                        {"test", {}},
                        {"estimate", {}},
                        {"std.error", {}},
                        {"null", {}},
                        {"alternative", {}},
                        {"statistic", {}},
                        {"df", {}},
                        {"df.denominator", {}},
                        {"p.value", {}},
                        {"p.adjusted", {}},
                        {"conf.low", {}},
                        {"conf.high", {}}},
            .rows = {},
            .audience = Audience::programs};
  if (tests.profiles) {
    grid.columns.push_back({"lr.statistic", {}});
    grid.columns.push_back({"lr.p.value", {}});
  }
  for (const HypothesisRow& row : tests.rows) {
    const bool has = is_combination(row);
    const std::vector<Cell> estimates = has ? estimates_of(row) : blank_cells({});
    const auto of_combination = [&](std::size_t i) { return has ? estimates[i] : Cell(); };
    const bool tested = row.df > 0;
    grid.rows.push_back({row.hypothesis, kind_name(row.kind), test_name(row), of_combination(0),
                         of_combination(1), has ? Cell(Estimate{row.null}) : Cell(),
                         has ? Cell(alternative_name(row.alternative)) : Cell(),
                         tested ? Cell(Statistic{row.statistic}) : Cell(),
                         Count{static_cast<double>(row.df)}, denominator_cell(row.degrees),
                         tested ? Cell(PValue{row.p_value}) : Cell(), adjusted_cell(row),
                         of_combination(4), of_combination(5)});
    if (!tests.profiles) continue;
    const bool has_profile = row.kind == Kind::linear;
    append(grid.rows.back(), {has_profile ? Cell(Statistic{row.lr_statistic}) : Cell(),
                              has_profile ? Cell(PValue{row.lr_p_value}) : Cell()});
  }
  return grid;
}

/// Terms, and what else is tested by chi2 or F, but for the joint test.
Grid tests_grid(const HypothesisTests& tests, const TestStyle& style) {
  const bool terms_only = std::ranges::none_of(tests.rows, [](const HypothesisRow& row) {
    return is_combination(row) && !row.has_own_test();
  });
  Grid grid{.id = "tests",
            .title = {},
            .columns = {{terms_only ? "term" : "hypothesis", {}},
                        {"statistic", joint_heading(style.heading_degrees)},
                        {"df", {}},
                        {"p.value", {}}},
            .rows = {},
            .audience = Audience::people};
  const bool is_f = std::isfinite(style.heading_degrees);
  if (is_f) grid.columns.insert(grid.columns.begin() + 3, {"df.denominator", {}});
  if (is_adjusted(tests)) grid.columns.push_back({"p.adjusted", {}});
  for (const HypothesisRow& row : tests.rows) {
    if (row.has_own_test() || row.kind == Kind::joint) continue;
    const bool tested = row.df > 0;
    grid.rows.push_back(
        {row.hypothesis, tested ? Cell(Statistic{row.statistic}) : Cell(Label{{}, {}, "untested"}),
         Count{static_cast<double>(row.df)}, tested ? Cell(PValue{row.p_value}) : Cell()});
    std::vector<Cell>& cells = grid.rows.back();
    if (is_f) cells.insert(cells.begin() + 3, denominator_cell(row.degrees));
    if (is_adjusted(tests)) cells.push_back(adjusted_cell(row));
  }
  return grid;
}

/// Of one kind, which is estimated on its own scale.
Grid combinations_grid(const HypothesisTests& tests, const TestStyle& style, Kind kind) {
  const bool ratios = std::ranges::any_of(
      tests.rows, [&](const HypothesisRow& row) { return row.kind == kind && row.ratio; });
  Grid grid{.id = kind_name(kind),
            .title = {},
            .columns = estimate_columns(ratios ? style.ratio : "estimate", style.heading_degrees),
            .rows = {},
            .audience = Audience::people};
  grid.columns.insert(grid.columns.begin(),
                      {kind == Kind::linear ? "combination" : "function", {}});
  if (is_adjusted(tests)) grid.columns.insert(grid.columns.begin() + 5, {"p.adjusted", {}});
  const auto interval = grid.columns.end() - 2 - grid.columns.begin();
  if (tests.profiles) grid.columns.insert(grid.columns.begin() + interval, {"lr.p.value", {}});
  std::vector<double> degrees;
  for (const HypothesisRow& row : tests.rows) {
    if (row.kind != kind || !row.has_own_test()) continue;
    std::vector<Cell> cells = estimates_of(row);
    cells.insert(cells.begin(), row.hypothesis);
    if (is_adjusted(tests)) cells.insert(cells.begin() + 5, adjusted_cell(row));
    if (tests.profiles) cells.insert(cells.begin() + interval, PValue{row.lr_p_value});
    grid.rows.push_back(std::move(cells));
    degrees.push_back(row.degrees);
  }
  if (style.own_degrees) insert_degrees(degrees, grid);
  return grid;
}

/// The test of all hypotheses together, if there is one.
Lines joint_lines(const HypothesisTests& tests) {
  Lines lines;
  for (const HypothesisRow& row : tests.rows) {
    if (row.kind != Kind::joint) continue;
    lines.lines.push_back({"Together", joint_cells(row)});
  }
  return lines;
}

std::string percent(double level) { return fmt::format("{:.10g} %", 100.0 * level); }

Grid equivalence_grid(const HypothesisTests& tests) {
  const double alpha = 1.0 - tests.level;
  Grid grid{.id = "equivalence",
            .title = {},
            .columns = {{"hypothesis", {}},
                        {"estimate", {}},
                        {"conf.low", {}},
                        {"conf.high", {}},
                        {"p.above.low", {}},
                        {"p.below.high", {}},
                        {"p.value", {}},
                        {"equivalent", {}}},
            .rows = {}};
  for (const HypothesisRow& row : tests.rows) {
    if (!row.equivalence) continue;
    const Equivalence& found = *row.equivalence;
    const auto number = [&](double value) {
      return row.ratio ? Cell(Ratio{value, row.std_error}) : Cell(Estimate{value, row.std_error});
    };
    grid.rows.push_back({row.hypothesis, number(row.estimate), number(found.conf_low),
                         number(found.conf_high), PValue{found.low_p}, PValue{found.high_p},
                         PValue{found.p_value}, std::string(found.equivalent ? "yes" : "no")});
  }
  grid.title = fmt::format(
      "Equivalence between {:.10g} and {:.10g}: two one-sided tests at {:.10g}, and the {} "
      "interval",
      tests.bounds->low, tests.bounds->high, alpha, percent(1.0 - 2.0 * alpha));
  return grid;
}

/// `9 terms, 2 combinations`
std::string family_text(const HypothesisTests& tests) {
  std::string text;
  const auto add = [&](Index count, const char* thing) {
    if (count == 0) return;
    text += fmt::format("{}{} {}{}", text.empty() ? "" : "; by themselves ", count, thing,
                        count == 1 ? "" : "s");
  };
  add(tests.terms_in_family, "test");
  add(tests.combinations_in_family, "combination");
  return text;
}

std::string adjustment_name(Adjustment adjustment) {
  switch (adjustment) {
    case Adjustment::none:
      break;
    case Adjustment::holm:
      return "Holm";
    case Adjustment::bh:
      return "Benjamini and Hochberg (false discovery rate)";
    case Adjustment::bonferroni:
      return "Bonferroni";
    case Adjustment::sidak:
      return "Sidak";
    case Adjustment::sup_t:
      return "sup-t";
  }
  return "none";
}

/// `likelihood ratio, type II`
std::string method_text(const HypothesisTests& tests, const Fit& fit) {
  const std::string covariance = fmt::format("from the {} covariance{}", covariance_name(fit),
                                             factor_text(fit.heterogeneity()));
  switch (tests.method) {
    case TestMethod::wald:
      return fmt::format("Wald, {}{}", tests.type == 2 ? "type II, " : "", covariance);
    case TestMethod::likelihood_ratio:
      return fmt::format("{}likelihood ratio, type {}{}",
                         reduces_bias(fit.method()) ? "penalised " : "",
                         tests.type == 2 ? "II" : "III",
                         fit.heterogeneity().applied ? ", over the heterogeneity factor" : "");
    case TestMethod::score:
      break;
  }
  const bool of_added = std::ranges::any_of(
      tests.rows, [](const HypothesisRow& row) { return row.kind == Kind::added; });
  return fmt::format("score (Rao){}, {}{}",
                     of_added ? " of terms that the model does not have" : "",
                     tests.type == 2 ? "type II, " : "", covariance);
}

Lines header(const HypothesisTests& tests, const Fit& fit) {
  Lines lines{{{"Model", {formula_with_link(fit)}}, rows_line(fit.rows())}};
  if (!fit.uses().empty()) lines.lines.push_back(uses_line(fit));
  std::string text = method_text(tests, fit);
  if (std::ranges::any_of(tests.rows, is_combination)) {
    const std::string kind = !tests.profiles              ? wald_name(fit)
                             : reduces_bias(fit.method()) ? "profile penalised likelihood"
                                                          : "profile likelihood";
    text += fmt::format("      Intervals  {} {}", percent(tests.level), kind);
    if (tests.critical_value) {
      text +=
          fmt::format(", simultaneous: {:.3f} standard errors on each side", *tests.critical_value);
    }
  }
  lines.lines.push_back({"Tests", {text}});
  if (is_adjusted(tests)) {
    lines.lines.push_back({"Family",
                           {fmt::format("{}, p adjusted by {}", family_text(tests),
                                        adjustment_name(tests.adjustment))}});
  }
  return lines;
}

Facts test_facts(const HypothesisTests& tests) {
  Facts facts{.id = "tests",
              .facts = {{"level", Cell(Estimate{tests.level})},
                        {"adjustment",
                         Cell(std::string(kAdjustmentNames[static_cast<int>(tests.adjustment)]))},
                        {"family", text_or_null(family_text(tests))}}};
  if (tests.critical_value) {
    facts.facts.push_back({"critical", Cell(Estimate{*tests.critical_value})});
  }
  if (tests.bounds) {
    facts.facts.push_back({"equivalence.low", Cell(Estimate{tests.bounds->low})});
    facts.facts.push_back({"equivalence.high", Cell(Estimate{tests.bounds->high})});
  }
  return facts;
}

/// The warnings of the fit hold for its tests, too; that of Wald's tests only for these.
Notes all_notes(const HypothesisTests& tests, const Fit& fit) {
  const bool are_wald = tests.method == TestMethod::wald && !tests.profiles;
  Notes all;
  for (const Note& note : fit.notes()) {
    const bool is_of_wald = note.code == code_text(NoteCode::penalised_wald);
    if (note.kind == NoteKind::warning && (are_wald || !is_of_wald)) all.notes.push_back(note);
  }
  all.notes.insert(all.notes.end(), tests.notes.begin(), tests.notes.end());
  return all;
}

}  // namespace

std::string adjustment_text(Index family, const char* thing, Adjustment adjustment) {
  return fmt::format("{} {}{}, p adjusted by {}", family, thing, family == 1 ? "" : "s",
                     adjustment_name(adjustment));
}

std::vector<Section> test_sections(const std::string& id, const HypothesisTests& tests,
                                   const TestStyle& style) {
  std::vector<Section> sections = {
      all_rows(id, tests), tests_grid(tests, style), combinations_grid(tests, style, Kind::linear),
      combinations_grid(tests, style, Kind::nonlinear), joint_lines(tests)};
  if (tests.bounds) sections.emplace_back(equivalence_grid(tests));
  return sections;
}

Report report(const HypothesisTests& tests, const Fit& fit,
              const HypothesisReportOptions& options) {
  Report report{.schema = "odds.test/1",
                .title = fmt::format("Tests of hypotheses about the coefficients of {}",
                                     modelled(fit.response())),
                .sections = {},
                .table = tests.bounds ? "equivalence" : "rows"};
  const Facts model{.id = "model",
                    .facts = {{"formula", Cell(fit.formula())},
                              {"link", Cell(std::string(link_name(fit.link())))},
                              {"covariance", Cell(covariance_name(fit))},
                              {"file", text_or_null(fit.file())},
                              {"sha256", text_or_null(fit.sha256())}}};
  const Facts data{.id = "data", .facts = {rows_fact(fit.rows())}};
  const Facts response{.id = "response", .facts = {response_fact(fit.response())}};
  report.sections = {header(tests, fit), manifest(options.command), model, data,
                     response,           test_facts(tests)};
  std::ranges::move(test_sections("rows", tests, style_of(fit)),
                    std::back_inserter(report.sections));
  report.sections.emplace_back(all_notes(tests, fit));
  return report;
}

}  // namespace odds
