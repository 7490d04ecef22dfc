#include "report/build.hpp"
#include "report/cells.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

namespace odds {
namespace {

bool is_by_steps(const Selection& selection) {
  return selection.options.search != SelectionSearch::all;
}

const char* criterion_name(SelectionCriterion criterion) {
  switch (criterion) {
    case SelectionCriterion::aic:
      return "AIC";
    case SelectionCriterion::aicc:
      return "AICc";
    case SelectionCriterion::bic:
      return "BIC";
    case SelectionCriterion::lr:
      break;
  }
  return "LR";
}

double criterion_of(const CandidateModel& model, SelectionCriterion criterion) {
  switch (criterion) {
    case SelectionCriterion::aicc:
      return model.aicc;
    case SelectionCriterion::bic:
      return model.bic;
    case SelectionCriterion::aic:
    case SelectionCriterion::lr:
      break;
  }
  return model.aic;
}

/// `all subsets of 7 terms, by AIC; 61 models fitted`
std::string search_text(const Selection& selection) {
  const SelectionOptions& options = selection.options;
  std::string way = fmt::format("all subsets of {} terms", selection.terms.size());
  if (options.search == SelectionSearch::backward) way = "backward from the full model";
  if (options.search == SelectionSearch::forward) way = "forward from the smallest model";
  std::string text = fmt::format("{}, by {}", way, criterion_name(options.criterion));
  if (options.criterion == SelectionCriterion::lr) {
    text +=
        fmt::format(" at p {} {}", options.search == SelectionSearch::forward ? "below" : "above",
                    options.alpha);
  }
  text += fmt::format("; {} models fitted", selection.fitted);
  if (!options.keep.empty()) {
    text += "; kept:";
    for (const std::string& term : options.keep) text += ' ' + term;
  }
  return text;
}

std::string step_text(const CandidateModel& model) {
  if (model.term.empty()) return "start";
  return (model.came ? "+ " : "- ") + model.term;
}

/// Every number of every model, for programs.
Grid all_models(const Selection& selection) {
  Grid grid{.id = "models",
            .title = {},
            .columns = {{"formula", {}},
                        {"step", {}},
                        {"df", {}},
                        {"logLik", {}},
                        {"AIC", {}},
                        {"AICc", {}},
                        {"BIC", {}},
                        {"statistic", {}},
                        {"df.step", {}},
                        {"p.value", {}}},
            .rows = {},
            .audience = Audience::programs};
  for (const CandidateModel& model : selection.models) {
    const bool has_test = !std::isnan(model.p_value);
    grid.rows.push_back({model.formula, is_by_steps(selection) ? Cell(step_text(model)) : Cell(),
                         Count{static_cast<double>(model.rank)},
                         LogLikelihood{model.log_likelihood}, Statistic{model.aic},
                         std::isfinite(model.aicc) ? Cell(Statistic{model.aicc}) : Cell(),
                         Statistic{model.bic}, cell_or_empty<Statistic>(model.statistic),
                         has_test ? Cell(Count{static_cast<double>(model.df)}) : Cell(),
                         cell_or_empty<PValue>(model.p_value)});
  }
  return grid;
}

/// `lwt + smoke`
std::string right_hand_side(const std::string& formula) {
  return formula.substr(formula.find(" ~ ") + 3);
}

/// The best models by the criterion, with what each is behind the first.
Grid best_models(const Selection& selection) {
  const SelectionCriterion criterion = selection.options.criterion;
  Grid grid{.id = "best",
            .title = "The best models",
            .columns = {{"model", {}},
                        {"df", {}},
                        {"logLik", {}},
                        {"criterion", criterion_name(criterion)},
                        {"difference", {}}},
            .rows = {},
            .audience = Audience::people};
  const double least = criterion_of(selection.models.front(), criterion);
  for (const CandidateModel& model : selection.models) {
    const double value = criterion_of(model, criterion);
    grid.rows.push_back({right_hand_side(model.formula), Count{static_cast<double>(model.rank)},
                         LogLikelihood{model.log_likelihood}, Statistic{value},
                         Statistic{value - least}});
  }
  return grid;
}

Grid steps(const Selection& selection) {
  const SelectionCriterion criterion = selection.options.criterion;
  Grid grid{.id = "steps",
            .title = "Steps",
            .columns = {{"step", {}},
                        {"df", {}},
                        {"logLik", {}},
                        {"criterion",
                         criterion == SelectionCriterion::lr ? "AIC" : criterion_name(criterion)},
                        {"statistic", "LR chi2"},
                        {"df.step", "df of it"},
                        {"p.value", {}}},
            .rows = {},
            .audience = Audience::people};
  for (const CandidateModel& model : selection.models) {
    const bool has_test = !std::isnan(model.p_value);
    grid.rows.push_back({step_text(model), Count{static_cast<double>(model.rank)},
                         LogLikelihood{model.log_likelihood},
                         Statistic{criterion_of(model, criterion)},
                         cell_or_empty<Statistic>(model.statistic),
                         has_test ? Cell(Count{static_cast<double>(model.df)}) : Cell(),
                         cell_or_empty<PValue>(model.p_value)});
  }
  return grid;
}

/// How often each term is chosen in resamples.
Grid frequencies(const Selection& selection) {
  Grid grid{.id = "terms",
            .title = fmt::format("Chosen in {} resamples of the rows, seed {}",
                                 selection.options.resamples - selection.left_out,
                                 selection.options.seed),
            .columns = {{"term", {}}, {"chosen", {}}, {"frequency", {}}},
            .rows = {}};
  for (std::size_t t = 0; t < selection.frequency.size(); ++t) {
    grid.rows.push_back({selection.terms[t],
                         std::string(selection.chosen().has_term[t] ? "yes" : "no"),
                         Estimate{selection.frequency[t]}});
  }
  return grid;
}

Facts selection_facts(const Selection& selection) {
  const SelectionOptions& options = selection.options;
  return {
      .id = "selection",
      .facts = {
          {"search", Cell(std::string(kSelectionSearchNames[static_cast<int>(options.search)]))},
          {"criterion",
           Cell(std::string(kSelectionCriterionNames[static_cast<int>(options.criterion)]))},
          {"alpha", Cell(Estimate{options.alpha})},
          {"fitted", Cell(Count{static_cast<double>(selection.fitted)})},
          {"keep", options.keep},
          {"chosen", Cell(selection.chosen().formula)}}};
}

}  // namespace

Report report(const Selection& selection, const Fit& fit, const SelectionReportOptions& options) {
  Report report{.schema = "odds.select/1",
                .title = "Selection of terms for " + modelled(fit.response()),
                .sections = {},
                .table = "models"};
  Lines header{{rows_line(fit.rows())}};
  if (!fit.uses().empty()) header.lines.push_back(uses_line(fit));
  header.lines.push_back({"Full", {formula_with_link(fit)}});
  header.lines.push_back({"Search", {search_text(selection)}});
  header.lines.push_back({"Chosen", {selection.chosen().formula}});
  report.sections = {std::move(header),
                     manifest(options.command),
                     Facts{.id = "data", .facts = {rows_fact(fit.rows())}},
                     Facts{.id = "response", .facts = {response_fact(fit.response())}},
                     selection_facts(selection),
                     is_by_steps(selection) ? steps(selection) : best_models(selection),
                     all_models(selection)};
  if (!selection.frequency.empty()) report.sections.emplace_back(frequencies(selection));
  Notes all;
  for (const Note& note : fit.notes()) {
    if (note.kind == NoteKind::warning) all.notes.push_back(note);
  }
  all.notes.insert(all.notes.end(), selection.notes.begin(), selection.notes.end());
  report.sections.emplace_back(std::move(all));
  return report;
}

}  // namespace odds
