#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "formula/expression.hpp"
#include "inference/gather_scores.hpp"
#include "math/distributions.hpp"
#include "model/fit_parts.hpp"
#include "model/model_options.hpp"
#include "parallel/block_reduce.hpp"
#include "validate/new_rows.hpp"
#include "validate/outcome_score.hpp"
#include "validate/updated_covariance.hpp"

#include <odds/error.hpp>
#include <odds/inference.hpp>
#include <odds/notes.hpp>
#include <odds/update.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace odds {
namespace {

void require_intercept(const Fit& fit) {
  if (intercept_column(fit) >= 0) return;
  refuse("the model has no intercept that could be moved", "refit it: --update refit");
}

void require_updatable(const Fit& fit, Update kind) {
  require_maximum(fit);
  require_probabilities(fit);
  const Model& model = fit.model();
  if (kind == Update::refit) {
    if (fit.method() == Method::maximum_likelihood && !model.curve.estimates_guess) return;
    refuse("a refit is by maximum likelihood, the guess rate given: this fit is another",
           "odds fit takes the new data, with the flags of the method");
  }
  if (model.pseudo_likelihood()) {
    refuse(
        "an update of a model of fractions, or with probability weights, has no errors that hold",
        "--update refit");
  }
  require_intercept(fit);
  if (kind == Update::slope && !model.roles.offsets.empty()) {
    refuse("a slope would stretch the offset of the model, too", "--update intercept, or refit");
  }
}

/// The rows of new data under a model: how many, and their refits.
struct Recalibrated {
  Index rows = 0;
  Recalibration refits;

  auto fields() { return std::tie(rows, refits); }
};

Recalibrated recalibrated(const NewRows& rows, const Model& model, const Execution& execution) {
  OutcomeList list(execution.memory_bytes() / 8);
  const auto kernel = [&](DesignRows& block) {
    return std::pair(block.rows(), outcome_scores(block, model));
  };
  const auto use = [&](std::vector<OutcomeScore>&& scores) { list.add(scores); };
  const Index used = sum_and_use_blocks(
      rows.reader(), execution, Index{0},
      KernelWithOutput<decltype(kernel), decltype(use)>{kernel, use}, "predicting");
  gather_scores(list, execution.communicator());
  return on_first_rank(
      execution,
      [&] {
        list.sort();
        return Recalibrated{used, recalibrate_predictor(outcome_walk(list), model.curve)};
      },
      "updating");
}

void require_new(const NewRows& rows, Index used, const Table& table, const Execution& execution) {
  if (used == 0 || rows.seen(execution) < used) return;
  throw Error(
      ErrorKind::data,
      {.what = "these are the data that the model was fitted to, or updated on: there is nothing "
               "to update",
       .where = {.file = table.name(), .line = 0, .column = {}},
       .hint = "give other data, or other rows by --where",
       .excerpt = {}});
}

UpdateStep step_of(std::string name, double log_likelihood, double before, Index parameters) {
  UpdateStep step{
      .name = std::move(name), .log_likelihood = log_likelihood, .parameters = parameters};
  if (parameters == 0 || std::isnan(log_likelihood)) return step;
  step.lr = std::max(0.0, 2.0 * (log_likelihood - before));
  step.p_value = chi_square_p_value(step.lr, static_cast<double>(parameters));
  return step;
}

Fit with_note(const Fit& fit, Note note, std::string updated_on) {
  FitParts parts = fit.parts();
  parts.notes.push_back(std::move(note));
  parts.updated_on = std::move(updated_on);
  return parts;
}

/// `lbw.csv`, or what stands for a name that is not known.
std::string file_of(const Fit& fit) { return fit.file().empty() ? "other data" : fit.file(); }

Fit moved_fit(const Fit& fit, const CalibrationFit& step, const NewRows& rows, const Table& table,
              const Execution& execution) {
  const bool stretched = step.slope_variance > 0.0;
  const std::string label = fmt::format(
      "{} updated on {}", stretched ? "intercept and slope" : "intercept", table.name());
  const SymmetricMatrix covariance = updated_covariance(fit, rows.reader(), step, execution);
  const Fit moved = with_covariance(with_coefficients(fit, updated_coefficients(fit, step), label),
                                    covariance, label);
  return with_note(
      moved,
      make_note(NoteCode::model_updated,
                fmt::format("The model of {} was updated on {}: eta became {:.6g} + {:.6g} eta. "
                            "The covariance is that of the fit and of the update together, of "
                            "independent data.",
                            file_of(fit), table.name(), step.intercept, step.slope)),
      rows.sha256());
}

Fit refitted(const Fit& fit, const Table& table, const std::string& where,
             const Execution& execution) {
  FitOptions options = options_of(fit.model());
  options.variance = fit.variance_choice();
  if (!where.empty()) options.where = where;
  const Fit result = odds::fit(table, fit.model().roles.formula, options, execution);
  require_maximum(result);
  return with_note(
      result,
      make_note(NoteCode::model_updated, fmt::format("All coefficients were estimated from {}: the "
                                                     "model before was that of {}.",
                                                     table.name(), file_of(fit))),
      {});
}

void add_refit_step(const NamedFit& refit, const Table& table, const std::string& where,
                    const Execution& execution, ModelUpdate& result) {
  const NewRows rows(refit, table, where, {}, execution);
  const Recalibrated again = recalibrated(rows, refit.fit.model(), execution);
  UpdateStep step{.name = "refit",
                  .log_likelihood = again.refits.log_likelihood,
                  .parameters = static_cast<Index>(refit.fit.goodness().rank)};
  // Levels that the model had not seen have rows of their own.
  if (again.rows == result.rows && !refit.fit.model().pseudo_likelihood()) {
    step = step_of("refit", step.log_likelihood, result.steps[0].log_likelihood, step.parameters);
  }
  result.rows = again.rows;
  result.steps.push_back(std::move(step));
}

void set_step(const CalibrationFit& step, ModelUpdate& result) {
  if (!step.exists) {
    throw Error(ErrorKind::model,
                {.what = "the update has no maximum: the rows have no events, or no non-events, or "
                         "the linear predictor separates them",
                 .where = {},
                 .hint = {},
                 .excerpt = {}});
  }
  result.intercept = step.intercept;
  result.intercept_error = std::sqrt(step.intercept_variance);
  result.slope = step.slope;
  if (step.slope_variance > 0.0) result.slope_error = std::sqrt(step.slope_variance);
}

}  // namespace

ModelUpdate update(const Fit& fit, const Table& table, Update kind, const std::string& where,
                   const Execution& execution) {
  execution.validate();
  require_updatable(fit, kind);
  const NamedFit named{.name = {}, .fit = fit};
  const NewRows rows(named, table, where, {}, execution);
  const Recalibrated now = recalibrated(rows, fit.model(), execution);
  require_new(rows, now.rows, table, execution);
  const Recalibration& refits = now.refits;
  ModelUpdate result;
  result.kind = kind;
  result.rows = now.rows;
  const double before = refits.log_likelihood;
  result.steps = {step_of("as it is", before, before, 0),
                  step_of("intercept", refits.in_the_large.log_likelihood, before, 1),
                  step_of("slope", refits.with_slope.log_likelihood, before, 2)};
  if (kind == Update::refit) {
    const NamedFit refit{.name = {}, .fit = refitted(fit, table, where, execution)};
    add_refit_step(refit, table, where, execution, result);
    result.fit = refit.fit;
    return result;
  }
  const CalibrationFit& step = kind == Update::slope ? refits.with_slope : refits.in_the_large;
  set_step(step, result);
  result.fit = moved_fit(fit, step, rows, table, execution);
  return result;
}

Fit with_prevalence(const Fit& fit, double prevalence) {
  check_option("prevalence", prevalence, "> 0 and < 1", prevalence > 0.0 && prevalence < 1.0);
  require_maximum(fit);
  require_probabilities(fit);
  const Model& model = fit.model();
  if (!model.curve.is_sigmoid()) {
    refuse("a prevalence moves the intercept of a logit without asymptotes alone",
           "fit with --link logit");
  }
  if (!model.roles.probability_weights.empty()) {
    refuse("the probability weights of the fit make its intercept that of the population already");
  }
  if (!model.coefficients_label.empty()) {
    refuse("the coefficients are given ones: the share of events that they belong to is not known");
  }
  require_intercept(fit);
  const double events = fit.response().events;
  const double nonevents = fit.response().nonevents;
  const double shift = std::log((1.0 - prevalence) / prevalence * (events / nonevents));
  std::vector<double> coefficients = fit.coefficients();
  coefficients[static_cast<std::size_t>(intercept_column(fit))] -= shift;
  const double share = events / (events + nonevents);
  const std::string label = fmt::format("prevalence {:.6g} in place of {:.6g}", prevalence, share);
  return with_note(
      with_coefficients(fit, coefficients, label),
      make_note(NoteCode::prevalence_corrected,
                fmt::format("Probabilities are for a population in which {:.6g} % are events, "
                            "against {:.6g} % in "
                            "the data of the fit: the intercept moves by {:.6g}. That is right "
                            "where rows were drawn "
                            "by their outcome, and by nothing else (King and Zeng 2001).",
                            100.0 * prevalence, 100.0 * share, -shift)),
      fit.parts().updated_on);
}

}  // namespace odds
