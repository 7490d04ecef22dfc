#include "report/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

namespace odds {
namespace {

using State = ComparedEstimate::State;

constexpr const char* kCriterionHeadings[] = {"AIC", "AICc", "BIC"};

const char* criterion_heading(const ModelComparison& comparison) {
  return kCriterionHeadings[static_cast<int>(comparison.criterion)];
}

const std::string& name_of(const ModelComparison& comparison, Index model) {
  return comparison.models[static_cast<std::size_t>(model)].name;
}

/// An empty cell where there is no number.
template <class Number>
Cell cell_or_none(double value) {
  return std::isnan(value) ? Cell() : Cell(Number{value});
}

/// `low ~ age, link probit`
std::string formula_text(const ComparedModel& model) {
  return model.link == Link::logit
             ? model.formula
             : fmt::format("{}, link {}", model.formula, link_name(model.link));
}

Lines comparison_header(const ModelComparison& comparison, const Fit& first) {
  Lines lines;
  for (const ComparedModel& model : comparison.models) {
    lines.lines.push_back({model.name, {formula_text(model)}});
  }
  lines.lines.push_back(rows_line(first.rows()));
  if (!first.uses().empty()) lines.lines.push_back(uses_line(first));
  return lines;
}

/// What a model is worth; people read its formula above, and the criterion in a heading.
Grid models_grid(const ModelComparison& comparison, Audience audience) {
  const bool for_people = audience == Audience::people;
  const std::string heading = criterion_heading(comparison);
  Grid grid{.id = for_people ? "criteria" : "models",
            .title = {},
            .columns = {{"model", {}},
                        {"formula", {}},
                        {"link", {}},
                        {"n", {}},
                        {"df", {}},
                        {"logLik", {}},
                        {"AIC", {}},
                        {"AICc", {}},
                        {"BIC", {}},
                        {"difference", heading + " difference"},
                        {"weight", {}}},
            .rows = {},
            .audience = audience};
  for (const ComparedModel& model : comparison.models) {
    grid.rows.push_back(
        {model.name, model.formula, std::string(link_name(model.link)), Count{model.observations},
         Count{static_cast<double>(model.parameters)},
         cell_or_none<LogLikelihood>(model.log_likelihood), cell_or_none<Statistic>(model.aic),
         cell_or_none<Statistic>(model.aicc), cell_or_none<Statistic>(model.bic),
         cell_or_none<Statistic>(model.difference), cell_or_none<Estimate>(model.weight)});
  }
  if (!for_people) return grid;
  constexpr std::ptrdiff_t kFormula = 1;
  const auto without_formula = [](auto& cells) {
    cells.erase(cells.begin() + kFormula, cells.begin() + kFormula + 2);
  };
  without_formula(grid.columns);
  std::ranges::for_each(grid.rows, without_formula);
  return grid;
}

Grid ratio_grid(const ModelComparison& comparison) {
  const bool any_f = std::ranges::any_of(
      comparison.tests, [](const NestedTest& test) { return std::isfinite(test.denominator); });
  Grid grid{.id = "tests",
            .title = "Likelihood ratio tests: each model within the smallest one that contains it",
            .columns = {{"model", {}},
                        {"within", {}},
                        {"statistic", any_f ? "F" : "chi2"},
                        {"df", {}},
                        {"df.denominator", {}},
                        {"p.value", {}}},
            .rows = {}};
  for (const NestedTest& test : comparison.tests) {
    grid.rows.push_back({name_of(comparison, test.small), name_of(comparison, test.large),
                         Statistic{test.statistic}, Count{static_cast<double>(test.df)},
                         denominator_cell(test.denominator), PValue{test.p_value}});
  }
  if (any_f) return grid;
  constexpr std::ptrdiff_t kDenominator = 4;
  grid.columns.erase(grid.columns.begin() + kDenominator);
  for (std::vector<Cell>& row : grid.rows) row.erase(row.begin() + kDenominator);
  return grid;
}

/// A row for each of the three statistics of a pair.
Grid vuong_grid(const ModelComparison& comparison) {
  Grid grid{.id = "vuong",
            .title =
                "Vuong's test of models of which neither contains the other: z > 0 speaks for "
                "the first",
            .columns = {{"first", {}},
                        {"second", {}},
                        {"correction", {}},
                        {"statistic", "z"},
                        {"p.value", {}}},
            .rows = {}};
  for (const VuongTest& test : comparison.vuong) {
    const auto add = [&](const char* correction, double z, double p) {
      grid.rows.push_back({name_of(comparison, test.first), name_of(comparison, test.second),
                           std::string(correction), Statistic{z}, PValue{p}});
    };
    add("none", test.z, test.p_value);
    add("AIC", test.aic_z, test.aic_p_value);
    add("BIC", test.bic_z, test.bic_p_value);
  }
  return grid;
}

/// `race[black]` for programs, `black` under `race (base white)` for people.
Label compared_label(const ComparedTerm& term) {
  if (term.label.factor.empty()) return {term.name, {}, term.name};
  return {term.name, term.label.factor, term.label.level, term.label.base};
}

Cell estimate_cell(const ComparedEstimate& estimate) {
  switch (estimate.state) {
    case State::absent:
      return {};
    case State::aliased:
      return Label{{}, {}, "aliased"};
    case State::there:
      break;
  }
  return Estimate{estimate.estimate, estimate.std_error};
}

Cell error_cell(const ComparedEstimate& estimate) {
  if (estimate.state != State::there) return {};
  return Estimate{estimate.std_error, estimate.std_error};
}

/// Two columns for each model.
Grid side_by_side(const ModelComparison& comparison) {
  Grid grid{.id = "estimates",
            .title = "Coefficients",
            .columns = {{"term", {}}},
            .rows = {},
            .audience = Audience::people};
  for (std::size_t m = 0; m < comparison.models.size(); ++m) {
    grid.columns.push_back({fmt::format("estimate.{}", m + 1), comparison.models[m].name});
    grid.columns.push_back({fmt::format("std.error.{}", m + 1), "std.error"});
  }
  for (const ComparedTerm& term : comparison.terms) {
    std::vector<Cell> cells = {compared_label(term)};
    for (const ComparedEstimate& estimate : term.estimates) {
      append(cells, {estimate_cell(estimate), error_cell(estimate)});
    }
    grid.rows.push_back(std::move(cells));
  }
  return grid;
}

/// A row for each coefficient of each model.
Grid all_coefficients(const ModelComparison& comparison) {
  Grid grid{
      .id = "coefficients",
      .title = {},
      .columns = {{"model", {}}, {"term", {}}, {"base", {}}, {"estimate", {}}, {"std.error", {}}},
      .rows = {},
      .audience = Audience::programs};
  for (std::size_t m = 0; m < comparison.models.size(); ++m) {
    for (const ComparedTerm& term : comparison.terms) {
      const ComparedEstimate& estimate = term.estimates[m];
      if (estimate.state == State::absent) continue;
      const bool has = estimate.state == State::there;
      grid.rows.push_back({comparison.models[m].name, term.name, text_or_null(term.label.base),
                           has ? Cell(Estimate{estimate.estimate}) : Cell(),
                           has ? Cell(Estimate{estimate.std_error}) : Cell()});
    }
  }
  return grid;
}

}  // namespace

Report report(const ModelComparison& comparison, const Fit& first,
              const CompareReportOptions& options) {
  Report report{
      .schema = "odds.compare/1",
      .title = fmt::format("{} models of {}", comparison.models.size(), modelled(first.response())),
      .sections = {},
      .table = "models"};
  const Facts data{.id = "data",
                   .facts = {{"file", text_or_null(first.file())},
                             {"sha256", text_or_null(first.sha256())},
                             rows_fact(first.rows())}};
  const Facts response{.id = "response", .facts = {response_fact(first.response())}};
  const Facts how{.id = "comparison",
                  .facts = {{"criterion", Cell(std::string(criterion_heading(comparison)))},
                            {"nesting", Cell(std::string(comparison.on_data ? "rows" : "terms"))}}};
  report.sections = {comparison_header(comparison, first),
                     manifest(options.command),
                     data,
                     response,
                     how,
                     models_grid(comparison, Audience::programs),
                     models_grid(comparison, Audience::people)};
  if (!comparison.tests.empty()) report.sections.emplace_back(ratio_grid(comparison));
  if (!comparison.vuong.empty()) report.sections.emplace_back(vuong_grid(comparison));
  report.sections.emplace_back(all_coefficients(comparison));
  report.sections.emplace_back(side_by_side(comparison));
  report.sections.emplace_back(Notes{comparison.notes});
  return report;
}

}  // namespace odds
