#include "report/build_coefficients.hpp"

#include "report/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace odds {
namespace {

constexpr const char* kIntercept = "(Intercept)";

/// `race[black]` for programs, `black` under `race (base white)` for people.
Label term_label(const Fit& fit, std::size_t term) {
  const std::string& name = fit.names()[term];
  if (term >= fit.labels().size() || fit.labels()[term].factor.empty()) return {name, {}, name};
  const TermLabel& label = fit.labels()[term];
  return {name, label.factor, label.level, label.base};
}

/// `odds.ratio`: what exp(coefficient) is.
std::string ratio_key(const Fit& fit) {
  std::string key = link_words(fit.link()).ratio;
  std::ranges::replace(key, ' ', '.');
  return key;
}

bool is_penalised(const Fit& fit) { return reduces_bias(fit.method()); }

/// What the table of coefficients is made of.
struct TableChoice {
  CoefficientOptions options;
  const std::vector<ProfileRow>* profiles = nullptr;  ///< none: Wald's intervals
  Audience audience = Audience::everyone;

  /// Wald's tests stand beside those of the likelihood.
  bool has_both_tests(const Fit& fit) const { return profiles != nullptr && !is_penalised(fit); }
};

/// Where the tests of the likelihood stand: before the interval.
constexpr std::ptrdiff_t kTestsEnd = 4;

std::vector<GridColumn> columns_of(const Fit& fit, const TableChoice& choice) {
  const double degrees = has_own_degrees(fit) ? 1.0 : fit.test_degrees();
  std::vector<GridColumn> columns =
      estimate_columns(choice.options.ratios ? ratio_key(fit) : "estimate", degrees);
  if (choice.has_both_tests(fit)) {
    columns.insert(columns.begin() + kTestsEnd, {"lr.p.value", {}});
    if (choice.audience == Audience::programs) {
      columns.insert(columns.begin() + kTestsEnd, {"lr.statistic", {}});
    }
  } else if (choice.profiles != nullptr) {
    columns[2].heading = std::isfinite(degrees) ? "F" : "chi2";
  }
  columns.insert(columns.begin(), {"term", {}});
  return columns;
}

std::vector<Cell> cells_of_row(const Fit& fit, const TableChoice& choice, const ProfiledRow& row) {
  std::vector<Cell> cells = choice.options.ratios ? ratio_cells(row) : estimate_cells(row);
  const bool is_infinite = !fit.infinite_terms().empty() && std::isnan(row.std_error);
  if (is_infinite) cells = limit_cells(std::move(cells));
  if (!choice.has_both_tests(fit)) return cells;
  cells.insert(cells.begin() + kTestsEnd, PValue{row.lr_p_value});
  if (choice.audience == Audience::programs) {
    cells.insert(cells.begin() + kTestsEnd, Statistic{row.lr_statistic});
  }
  return cells;
}

std::vector<ProfiledRow> rows_of(const Fit& fit, const TableChoice& choice) {
  if (choice.profiles != nullptr) {
    return profiled_coefficients(fit, *choice.profiles, choice.options);
  }
  std::vector<ProfiledRow> rows;
  for (CoefficientRow& row : coefficients(fit, choice.options)) rows.push_back({std::move(row)});
  return rows;
}

/// The table of the first `terms` coefficients.
Grid coefficient_grid(const Fit& fit, const TableChoice& choice, Index terms) {
  Grid grid{.id = choice.options.ratios ? ratio_key(fit) + "s" : "coefficients",
            .title = {},
            .columns = columns_of(fit, choice),
            .rows = {},
            .audience = choice.audience};
  const std::vector<ProfiledRow> table = rows_of(fit, choice);
  for (std::size_t i = 0; i < static_cast<std::size_t>(terms); ++i) {
    if (fit.matched_sets().any() && fit.names()[i] == kIntercept) continue;  // it cancelled
    std::vector<Cell> cells =
        table[i].aliased ? blank_cells("aliased") : cells_of_row(fit, choice, table[i]);
    cells.insert(cells.begin(), term_label(fit, i));
    cells.resize(grid.columns.size());
    grid.rows.push_back(std::move(cells));
  }
  if (has_own_degrees(fit)) insert_degrees(fit.own_degrees(), grid);
  return grid;
}

/// The odds with every variable at 0 or at its base are no ratio: they come last.
void move_intercept_last(const Fit& fit, Grid& grid) {
  if (grid.rows.empty() || fit.names().front() != kIntercept || fit.matched_sets().any()) return;
  std::rotate(grid.rows.begin(), grid.rows.begin() + 1, grid.rows.end());
}

/// One table for everyone, unless people are to see less than programs do: of a factor with very
/// many levels they are told where to find them.
void add_coefficient_grid(const Fit& fit, TableChoice choice, Report& report) {
  const auto all = static_cast<Index>(fit.names().size());
  const auto add = [&](Index terms, Audience readers) {
    choice.audience = readers;
    Grid grid = coefficient_grid(fit, choice, terms);
    if (choice.options.ratios) move_intercept_last(fit, grid);
    report.sections.push_back(std::move(grid));
  };
  const bool is_one = fit.eliminated() == 0 && !choice.has_both_tests(fit);
  if (is_one || choice.audience == Audience::programs) return add(all, choice.audience);
  add(all, Audience::programs);
  add(all - fit.eliminated(), Audience::people);
  if (fit.eliminated() == 0) return;
  report.sections.push_back(Lines{
      {{{},
        {"and ", Count{static_cast<double>(fit.eliminated())},
         fmt::format(" levels of {}: --format csv has them all", fit.labels().back().factor)}}}});
}

}  // namespace

Line profiled_variance_line(const std::string& variance, double level, const Fit& fit) {
  const char* kind = is_penalised(fit) ? "profile penalised likelihood" : "profile likelihood";
  const std::string law = std::isfinite(fit.test_degrees())
                              ? fmt::format(", F on 1 and {:g} df", fit.test_degrees())
                              : std::string();
  const char* tests =
      is_penalised(fit) ? "; tests its likelihood ratio" : ", with its test lr.p.value";
  return {"SE",
          {variance,
           fmt::format("      Intervals  {:.10g} % {}{}{}", 100.0 * level, kind, law, tests)}};
}

const char* interval_name(IntervalMethod method) {
  return kIntervalNames[static_cast<int>(method)];
}

Facts interval_facts(const Fit& fit, const FitReportOptions& options) {
  const std::string method = !options.profiles   ? interval_name(options.interval)
                             : is_penalised(fit) ? "profile penalised likelihood"
                                                 : "profile likelihood";
  const bool wald_tests = !options.profiles || !is_penalised(fit);
  return {
      .id = "intervals",
      .facts = {{"method", Cell(method)},
                {"level", Cell(Estimate{options.level})},
                {"tests", Cell(std::string(wald_tests ? "wald" : "penalised likelihood ratio"))}}};
}

void add_coefficients(const Fit& fit, const FitReportOptions& options, Report& report) {
  TableChoice choice{
      .options = {.level = options.level, .ratios = false, .interval = options.interval},
      .profiles = options.profiles ? &*options.profiles : nullptr,
      .audience = options.ratios ? Audience::programs : Audience::everyone};
  add_coefficient_grid(fit, choice, report);
  report.table = "coefficients";
  if (!options.ratios) return;
  choice.options.ratios = true;
  choice.audience = Audience::everyone;
  add_coefficient_grid(fit, choice, report);
  report.table = ratio_key(fit) + "s";
}

}  // namespace odds
