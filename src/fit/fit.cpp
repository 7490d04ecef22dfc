#include "data/columns/checked_source.hpp"
#include "design/centring.hpp"
#include "design/learn.hpp"
#include "design/sample.hpp"
#include "fit/conditional_fit.hpp"
#include "fit/curve_fit.hpp"
#include "fit/enough_rows.hpp"
#include "fit/estimation.hpp"
#include "fit/fit_within.hpp"
#include "fit/memory_need.hpp"
#include "fit/notes.hpp"
#include "fit/reading.hpp"
#include "fit/separated_levels.hpp"
#include "fit/separation_report.hpp"
#include "fit/separation_use.hpp"
#include "fit/strata_choice.hpp"
#include "inference/goodness.hpp"
#include "inference/heterogeneity.hpp"
#include "inference/set_variance.hpp"
#include "inference/slopes_test.hpp"
#include "inference/variance_choice.hpp"
#include "model/coordinates.hpp"
#include "model/fit_parts.hpp"
#include "model/model.hpp"
#include "model/roles.hpp"
#include "parallel/helpers.hpp"
#include "solve/maximum.hpp"

#include <odds/error.hpp>
#include <odds/fit.hpp>
#include <odds/notes.hpp>

#include <fmt/format.h>

#include <limits>
#include <utility>

namespace odds {
namespace {

[[noreturn]] void fail(ErrorKind kind, std::string what, std::string hint = {}) {
  throw Error(kind, {.what = std::move(what), .where = {}, .hint = std::move(hint), .excerpt = {}});
}

void require_complete_rows(const RowCounts& rows) {
  if (rows.used > 0) return;
  std::string causes;
  bool separated_levels = false;
  for (const DroppedRows& dropped : rows.dropped) {
    separated_levels = separated_levels || dropped.cause == DropCause::separated_level;
    causes += fmt::format("{}{}{} {}", causes.empty() ? "" : "; ",
                          dropped.column.empty() ? "" : dropped.column + " ",
                          cause_name(dropped.cause), dropped.rows);
  }
  fail(ErrorKind::model, fmt::format("0 complete rows of {}: {}", rows.read, causes),
       separated_levels
           ? "leave out the factor whose levels separate the data, or fit with --firth "
             "instead of --drop-separated"
           : "`odds describe` shows what each column holds");
}

/// The rows, levels and columns of a model that has neither working columns nor estimates yet.
Model lay_out(const RowReader& rows, const Sample& sample, ResponsePlan response,
              const PlanLimits& limits, const Execution& execution) {
  Model model;
  model.roles = rows.roles();
  model.response = std::move(response);
  for (const Column& column : rows.source().columns()) {
    if (!column.form.is_plain()) model.forms[column.name] = column.form;
  }
  model.calls = learn_calls(rows, execution);
  bind_calls(model.roles, model.calls);
  model.plan = plan_design(model.roles.formula, sample.variables, limits);
  require_enough_rows(model.plan, sample.rows);
  require_memory(model.plan, execution);
  return model;
}

/// Pseudo-R2 and tests that compare likelihoods: what was maximised is another function.
void forget_likelihood_ratios(Goodness& goodness) {
  for (const auto member : {&Goodness::lr, &Goodness::lr_p, &Goodness::mcfadden,
                            &Goodness::cox_snell, &Goodness::nagelkerke}) {
    goodness.*member = std::numeric_limits<double>::quiet_NaN();
  }
}

/// A fit in the making: each step fills in more of `fit` and `model`.
class Fitting {
 public:
  Fitting(const Table& table, const Formula& formula, const FitOptions& options,
          const PlanLimits& limits, const Execution& execution)
      : options_(options),
        limits_(limits),
        execution_(execution),
        roles_(assign_roles(formula, options, table)),
        source_(scan_checked(table, roles_.requests(), execution)),
        reading_(kept_reading(table)) {
    fit_.formula = formula.text;
    fit_.file = table.name();
    fit_.uses = describe_uses(roles_);
    for (const std::string& note : roles_.formula.notes) {
      fit_.notes.push_back(make_note(NoteCode::formula_reading, note));
    }
    append_notes(reading_notes(table, *source_));
  }

  Fit result() && {
    const RowReader rows = plan();
    const DesignReader reader(rows, model_.plan, model_.response);
    if (model_.roles.strata.empty()) {
      fit_rows(reader);
    } else {
      fit_matched_sets(reader, options_, execution_, {.model = model_, .fit = fit_});
    }
    const bool is_separated = fit_.maximum.termination == Termination::separated;
    if (!is_separated) set_estimates(fit_, model_);
    add_notes(fit_, model_);
    fit_.sha256 = source_->sha256();  // computed meanwhile
    fit_.model = std::make_shared<const Model>(std::move(model_));
    return std::move(fit_);
  }

 private:
  void fit_rows(const DesignReader& checking_reader) {
    Estimated estimated =
        estimate(checking_reader, options_, rounding_, execution_, {.model = model_, .fit = fit_});
    maximum_ = std::move(estimated.maximum);
    kept_ = std::move(estimated.kept);
    null_intercept_ = estimated.null_intercept;
    rank_ = estimated.rank;
    fit_.maximum = summary_of(maximum_);
    const DesignReader reader = checking_reader.trusting();
    if (maximum_.existence == Existence::separated) describe_separation(reader);
    if (fit_.converged()) choose_variance(reader);
    summarise_fit(reader);
  }

  void append_notes(std::vector<Note> notes) {
    for (Note& note : notes) fit_.notes.push_back(std::move(note));
  }

  /// Returns the reader of the model's rows.
  RowReader plan() {
    RowReader rows(source_, roles_);
    Sample sample = learn(rows);
    if (options_.drop_separated && leave_out_separated_levels(sample)) {
      rows = RowReader(source_, roles_);
      sample = learn(rows);
      note_left_out_levels();
      refuse_left_out_base(roles_.formula, roles_.left_out);
      limits_.drops_constant_factors = true;
    }
    ResponsePlan response = plan_response(roles_.formula.response, sample.response, options_.event,
                                          fit_.notes, needed_outcomes(options_));
    if (sample.rounded_counts > 0) fit_.notes.push_back(rounding_note(sample.rounded_counts));
    model_ = lay_out(rows, sample, std::move(response), limits_, execution_);
    model_.reading = reading_;
    if (!model_.calls.empty()) rows = RowReader(source_, model_.roles);
    rounding_ = learn_centring(model_.plan, rows, execution_);
    if (limits_.drops_constant_factors) append_notes(constant_factor_notes(model_));
    if (asked_curve(options_).has_asymptotes()) require_no_eliminated_factor(model_.plan);
    if (options_.heterogeneity == HeterogeneityUse::on) require_groups(model_.response);
    if (options_.method == Method::flic && !model_.roles.formula.intercept) {
      fail(ErrorKind::usage, "FLIC corrects the intercept, and the formula has none",
           "leave the intercept in, or use --firth");
    }
    fit_.link = options_.link;
    fit_.asymptotes = options_.asymptotes;
    fit_.names = model_.plan.names;
    fit_.labels = model_.plan.labels;
    fit_.response.event = model_.response.label;
    fit_.response.grouped = model_.response.grouped();
    fit_.response.fractional = model_.response.fractional();
    fit_.pseudo_likelihood = model_.pseudo_likelihood();
    return rows;
  }

  Sample learn(const RowReader& rows) {
    Sample sample = learn_sample(rows, execution_);
    fit_.rows = row_counts(roles_, source_->rows(), sample.dropped);
    require_complete_rows(fit_.rows);
    return sample;
  }

  /// Whether there were any.
  bool leave_out_separated_levels(const Sample& sample) {
    std::vector<Note> notes;  // those on the response will come again
    const ResponsePlan response = plan_response(roles_.formula.response, sample.response,
                                                options_.event, notes, needed_outcomes(options_));
    const auto find_more = [&] {
      return find_separated_levels(RowReader(source_, roles_), sample.variables, response,
                                   execution_);
    };
    std::vector<LeftOutLevels> more = find_more();
    for (; !more.empty(); more = find_more()) leave_out(roles_.left_out, std::move(more));
    return !roles_.left_out.empty();
  }

  void note_left_out_levels() {
    for (const LeftOutLevels& levels : roles_.left_out) {
      fit_.notes.push_back(left_out_note(levels, fit_.rows));
    }
  }

  void choose_variance(const DesignReader& reader) {
    const VarianceChoice choice = options_.chosen_variance();
    if (choice.kind == Variance::model) return;
    set_variance(reader, choice, execution_, fit_, model_);
  }

  void describe_separation(const DesignReader& reader) {
    Vector direction = Vector::Zero(model_.plan.columns());
    direction(kept_) = maximum_.separation.direction;
    fit_.separation = separation_direction(model_, direction);
    SeparatingCells cells = separating_cells(reader, model_, execution_);
    fit_.separated_by = std::move(cells.sentences);
    fit_.separated_levels = cells.levels;
  }

  void summarise_fit(const DesignReader& reader) {
    FitSummary summary = summarise(reader, model_, null_intercept_, rank_, execution_);
    fit_.goodness = summary.goodness;
    if (reduces_bias(fit_.method)) forget_likelihood_ratios(fit_.goodness);
    fit_.probabilities = summary.probabilities;
    fit_.response.events = summary.events;
    fit_.response.nonevents = summary.nonevents;
    allow_for_heterogeneity(options_, summary.pearson, fit_, model_);
    fit_.slopes_test = test_of_slopes(fit_, model_);
    if (is_beside_likelihood(fit_, model_)) forget_likelihood_criteria(fit_.goodness);
  }

  const FitOptions& options_;
  PlanLimits limits_;
  const Execution& execution_;
  DataRoles roles_;
  std::shared_ptr<const ColumnSource> source_;
  std::shared_ptr<const CsvOptions> reading_;
  Model model_;
  FitParts fit_;
  Maximum maximum_;
  std::vector<Index> kept_;
  Vector rounding_;  // of the centred columns: see learn_centring
  Index rank_ = 0;
  double null_intercept_ = 0.0;
};

}  // namespace

void FitOptions::validate() const {
  optimizer.validate();
  check_variance(*this);
  check_heterogeneity(*this);
  if (reduces_bias(method) && optimizer.solver != Solver::newton) {
    fail(ErrorKind::usage, fmt::format("{} needs the solver newton", method_words(method)));
  }
  check_curve(*this);
  check_strata(*this);
  check_separation_use(*this);
}

Fit fit(const Table& table, const Formula& formula, const FitOptions& options,
        const Execution& execution) {
  options.validate();
  execution.validate();
  return fit_within(PlanLimits(), table, formula, options, execution);
}

Fit fit(const Table& table, const Formula& formula, const FitOptions& options) {
  return fit(table, formula, options, Execution());
}

Fit fit_within(PlanLimits limits, const Table& table, const Formula& formula,
               const FitOptions& options, const Execution& execution) {
  // The hat matrix of Firth's penalty takes the whole inverse, and so does a sandwich; members of
  // sets are stored with all columns; at a limit some columns explain others.
  const bool dense = reduces_bias(options.method) ||
                     options.chosen_variance().kind != Variance::model || !options.strata.empty() ||
                     options.separation == SeparationUse::limit;
  PlanLimits own = limits;
  if (dense) own.dense_levels = own.columns;
  const HelpersOfCall helpers;
  const Fit result = Fitting(table, formula, options, own, execution).result();
  const bool is_separated = result.maximum().termination == Termination::separated;
  if (!is_separated || options.separation != SeparationUse::firth) return result;
  const Fit firth = fit_within(limits, table, formula, by_firth(options), execution);
  return with_firth_note(firth, result);
}

}  // namespace odds
