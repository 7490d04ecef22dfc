#include "data/checked_source.hpp"
#include "design/centring.hpp"
#include "design/learn.hpp"
#include "design/sample.hpp"
#include "fit/approach.hpp"
#include "fit/coordinates.hpp"
#include "fit/curve_fit.hpp"
#include "fit/enough_rows.hpp"
#include "fit/fit_parts.hpp"
#include "fit/fit_within.hpp"
#include "fit/heterogeneity.hpp"
#include "fit/level_separation.hpp"
#include "fit/limit_rows.hpp"
#include "fit/memory_need.hpp"
#include "fit/model.hpp"
#include "fit/near_ties.hpp"
#include "fit/notes.hpp"
#include "fit/null_model.hpp"
#include "fit/outcome_totals.hpp"
#include "fit/reading.hpp"
#include "fit/robust_covariance.hpp"
#include "fit/roles.hpp"
#include "fit/separated_levels.hpp"
#include "fit/separation_report.hpp"
#include "fit/slopes_test.hpp"
#include "fit/summary.hpp"
#include "fit/variance_choice.hpp"
#include "fit/working_columns.hpp"
#include "likelihood/firth.hpp"
#include "likelihood/logistic.hpp"
#include "likelihood/restricted_objective.hpp"
#include "math/compensated_sum.hpp"
#include "math/scaled_cholesky.hpp"
#include "math/special_values.hpp"
#include "solve/maximize.hpp"
#include "solve/maximum.hpp"

#include <odds/error.hpp>
#include <odds/fit.hpp>
#include <odds/notes.hpp>
#include <odds/sigmoid.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

namespace odds {
namespace {

/// A condition number of the information above which standard errors lose more digits than the
/// passes for other working columns are worth saving.
constexpr double kWorthOtherColumns = 1e6;

[[noreturn]] void fail(ErrorKind kind, std::string what, std::string hint = {}) {
  throw Error(kind, {.what = std::move(what), .where = {}, .hint = std::move(hint), .excerpt = {}});
}

void require_complete_rows(const RowCounts& rows) {
  if (rows.used > 0) return;
  std::string causes;
  bool separated_levels = false;
  for (const DroppedRows& dropped : rows.dropped) {
    separated_levels = separated_levels || dropped.cause == kSeparatedLevel;
    causes += fmt::format("{}{}{} {}", causes.empty() ? "" : "; ",
                          dropped.column.empty() ? "" : dropped.column + " ", dropped.cause,
                          dropped.rows);
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

void keep_estimates(Model& model, const Maximum& maximum, const std::vector<Index>& kept) {
  const Index p = model.plan.columns();
  model.coefficients = Vector::Zero(p);
  model.coefficients(kept) = maximum.point;
  const ScaledCholesky factor(maximum.information);
  if (factor.ok()) {
    model.covariance = factor.inverse().embedded(kept, model.plan.core_columns());
  } else {
    model.covariance.core = Matrix::Zero(model.plan.core_columns(), model.plan.core_columns());
  }
}

std::string near_tie_text(const NearTie& tie) {
  return fmt::format(
      "the event of {} and the non-event of {} overlap by {:.1g} of the columns' "
      "sizes, and no others do: without them the data are separated",
      tie.event, tie.nonevent, tie.overlap);
}

/// `second` as the continuation of iterations that are over.
Maximum continued(std::vector<IterationRecord> history, Maximum second) {
  const int done = history.back().iteration;
  for (IterationRecord record : second.history) {
    if (record.iteration == 0) continue;  // the point where the others ended
    record.iteration += done;
    history.push_back(record);
  }
  second.history = std::move(history);
  return second;
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
    fit_.sha256 = source_->sha256();
    fit_.uses = describe_uses(roles_);
    for (const std::string& note : roles_.formula.notes) {
      fit_.notes.push_back(make_note(NoteCode::formula_reading, note));
    }
    append_notes(reading_notes(table, *source_));
  }

  Fit result() && {
    plan();
    const DesignReader checking_reader(source_, model_.roles, model_.plan, model_.response);
    estimate(checking_reader);
    fit_.maximum = summary_of(maximum_);
    const DesignReader reader = checking_reader.trusting();
    const bool is_separated = maximum_.termination == Termination::separated;
    if (is_separated) describe_separation(reader);
    if (fit_.converged()) choose_variance(reader);
    summarise_fit(reader);
    if (!is_separated) set_estimates(fit_, model_);
    add_notes(fit_, model_);
    fit_.model = std::make_shared<const Model>(std::move(model_));
    return std::move(fit_);
  }

 private:
  void append_notes(std::vector<Note> notes) {
    for (Note& note : notes) fit_.notes.push_back(std::move(note));
  }

  void plan() {
    Sample sample = learn();
    if (options_.drop_separated && leave_out_separated_levels(sample)) {
      sample = learn();
      note_left_out_levels();
      refuse_left_out_base(roles_.formula, roles_.left_out);
      limits_.drops_constant_factors = true;
    }
    ResponsePlan response = plan_response(roles_.formula.response, sample.response, options_.event,
                                          fit_.notes, needed_outcomes());
    if (sample.rounded_counts > 0) fit_.notes.push_back(rounding_note(sample.rounded_counts));
    const RowReader rows(source_, roles_);
    model_ = lay_out(rows, sample, std::move(response), limits_, execution_);
    model_.reading = reading_;
    rounding_ = learn_centring(model_.plan, RowReader(source_, model_.roles), execution_);
    if (limits_.drops_constant_factors) append_notes(constant_factor_notes(model_));
    if (has_asymptotes(options_)) require_no_eliminated_factor(model_.plan);
    if (options_.heterogeneity == HeterogeneityUse::on) require_groups(model_.response);
    fit_.names = model_.plan.names;
    fit_.labels = model_.plan.labels;
    fit_.response.event = model_.response.label;
    fit_.response.grouped = model_.response.grouped();
    fit_.response.fractional = model_.response.fractional();
    fit_.pseudo_likelihood = model_.pseudo_likelihood();
  }

  NeededOutcomes needed_outcomes() const {
    return options_.method == Method::firth ? NeededOutcomes::any : NeededOutcomes::both;
  }

  Sample learn() {
    const Sample sample = learn_sample(RowReader(source_, roles_), execution_);
    fit_.rows = row_counts(roles_, source_->rows(), sample.dropped);
    require_complete_rows(fit_.rows);
    return sample;
  }

  /// Whether there were any.
  bool leave_out_separated_levels(const Sample& sample) {
    std::vector<Note> notes;  // those on the response will come again
    const ResponsePlan response = plan_response(roles_.formula.response, sample.response,
                                                options_.event, notes, needed_outcomes());
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

  void estimate(const DesignReader& checking_reader) {
    Survey survey = LogisticLikelihood(checking_reader, execution_).survey();
    const DesignReader reader = checking_reader.trusting();
    require_usable_totals(survey);
    if (needed_outcomes() == NeededOutcomes::both) require_both_outcomes(model_.response, survey);
    const LogisticLikelihood likelihood(reader, execution_);
    choose_columns(likelihood, reader, survey);
    null_intercept_ = null_intercept(likelihood, roles_, survey);
    fit_.method = options_.method;
    maximum_ = maximize_on(likelihood, reader, survey, kept_);
    refuse_near_ties(reader, survey);
    improve_columns(likelihood, reader);
    refuse_uncertain_estimates();
    const bool may_be_separated =
        maximum_.termination == Termination::separated || !fit_.separated_by.empty();
    if (has_asymptotes(options_) && !may_be_separated) {
      bend(likelihood, reader, survey);
    } else {
      keep_estimates(model_, maximum_, kept_);
    }
  }

  /// Afterwards the survey is that of the working columns.
  void choose_columns(const LogisticLikelihood& likelihood, const DesignReader& reader,
                      Survey& survey) {
    const auto survey_again = [&] {
      survey = likelihood.survey();
      return survey.curvature_bound;
    };
    const WorkingColumns columns =
        find_working_columns(reader, model_.plan, rounding_,
                             {.start = survey.curvature_bound, .again = survey_again}, execution_);
    kept_ = columns.aliasing.kept;
    collinear_rounding_ = columns.rounding;
    if (kept_.empty()) fail(ErrorKind::model, "every column of the design is zero");
    describe_aliasing(columns);
  }

  /// Neither a proof of separation nor an estimate is worth anything where rows overlap by no more
  /// than rounding.
  void refuse_near_ties(const DesignReader& reader, const Survey& survey) {
    const bool is_separated = maximum_.termination == Termination::separated;
    if (!is_separated && !maximum_.converged()) return;
    const std::optional<Vector> direction =
        is_separated
            ? std::optional(maximum_.separation.direction)
            : weakest_direction(maximum_.information, survey.curvature_bound.restricted(kept_));
    if (!direction) return;
    Vector whole = Vector::Zero(model_.plan.columns());
    whole(kept_) = *direction;
    std::optional<NearTie> tie = find_near_tie(reader, whole, kept_, execution_);
    if (!tie && !is_separated) tie = find_near_tie(reader, -whole, kept_, execution_);
    // Beside an outlier all other rows are next to each other.
    const bool beside_outliers = tie && !is_separated && 2 * tie->wrong > tie->right;
    if (!tie || beside_outliers) return;
    maximum_.termination = Termination::no_ascent;
    maximum_.existence = Existence::undetermined;
    maximum_.separation = {};
    fit_.separated_by = {near_tie_text(*tie)};
  }

  /// A table of which no digit is certain is none.
  void refuse_uncertain_estimates() {
    constexpr double kDigitOfAll = 1e14;
    maximum_.condition = std::max(maximum_.condition, collinear_rounding_ * 0x1p53);
    if (maximum_.converged() && !(maximum_.condition < kDigitOfAll)) {
      maximum_.termination = Termination::no_ascent;
    }
  }

  /// Where the weights that rows have at the maximum leave the columns nearly collinear, it is
  /// looked for again on columns that they do not.
  void improve_columns(const LogisticLikelihood& likelihood, const DesignReader& reader) {
    const bool is_ill = maximum_.converged() && maximum_.condition > kWorthOtherColumns;
    if (!is_ill || model_.plan.eliminated > 0) return;
    const std::vector<ResidualColumn> before = model_.plan.centring.residuals;
    Vector gamma = Vector::Zero(model_.plan.columns());
    gamma(kept_) = maximum_.point;
    const auto moved = [&] { return on_working_columns(model_.plan, before, gamma); };
    const auto information = [&] {
      return likelihood.evaluate(moved(), Vector(), Order::information).information;
    };
    Vector rounding = rounding_;  // columns that are aliased stay so
    for (const Dependency& dependency : model_.dependencies)
      rounding[dependency.column] = kInfinity;
    const WorkingColumns columns = find_working_columns(
        reader, model_.plan, rounding, {.start = information(), .again = information}, execution_);
    if (columns.aliasing.kept != kept_ || columns.rounds == 0) {
      model_.plan.centring.residuals = before;
      return;
    }
    collinear_rounding_ = columns.rounding;
    const Vector point = moved()(kept_);
    maximum_ = continued(maximum_.history, maximize_from(point, likelihood, reader));
  }

  /// Data that are separated are so on every curve; others go on from the plain sigmoid to the
  /// curve that is asked for.
  void bend(const LogisticLikelihood& likelihood, const DesignReader& reader,
            const Survey& survey) {
    keep_estimates(model_, maximum_, kept_);  // which show the asymptotes of infinite terms
    const LimitRows limits = find_limit_rows(reader, model_, execution_);
    require_possible(limits, options_);
    const CurveLikelihood of_all(likelihood, reader, execution_, kept_);
    const CurveLikelihood of_intercept(likelihood, reader, execution_, {0});
    CurveMaximum found = maximize_curve({.likelihood = of_all,
                                         .options = options_,
                                         .survey = survey,
                                         .limits = limits,
                                         .plain = maximum_,
                                         .intercept = model_.roles.formula.intercept});
    maximum_ = std::move(found.maximum);
    model_.asymptotes = found.asymptotes;
    fit_.guess_rate = found.guess_rate;
    null_intercept_ = null_intercept_on_curve(of_intercept, model_, with_limits(survey, limits));
    if (found.guess_rate == GuessRate::estimated) {
      keep_estimates_with_guess(model_, maximum_, kept_);
    } else {
      keep_estimates(model_, maximum_, kept_);
    }
    if (!limits.any()) return;
    require_same_asymptote(reader, model_, execution_);
    fit_.notes.push_back(limit_note(limits, model_));
  }

  /// What levels that are eliminated show of separation before anything is fitted.
  std::optional<Separation> separation_by_levels(const LogisticLikelihood& likelihood,
                                                 const DesignReader& reader,
                                                 const std::vector<Index>& kept) const {
    if (model_.plan.eliminated == 0) return std::nullopt;
    const OutcomeTable outcomes = count_outcomes(reader, execution_);
    return find_level_separation(RestrictedObjective(likelihood, kept), model_.plan, outcomes,
                                 kept);
  }

  void describe_aliasing(const WorkingColumns& columns) {
    model_.dependencies = original_dependencies(model_.plan, columns.aliasing);
    for (std::size_t k = 0; k < columns.gaps.size(); ++k) {
      Dependency& dependency = model_.dependencies[k];
      dependency.gap = columns.gaps[k];
      fit_.aliased.push_back({model_.plan.names[static_cast<std::size_t>(dependency.column)],
                              dependency_text(model_.plan, dependency)});
    }
  }

  Maximum maximize_on(const LogisticLikelihood& likelihood, const DesignReader& reader,
                      const Survey& survey, const std::vector<Index>& kept) const {
    if (std::optional<Separation> found = separation_by_levels(likelihood, reader, kept)) {
      Maximum none;
      none.termination = Termination::separated;
      none.existence = Existence::separated;
      none.separation = *std::move(found);
      none.point = start_from_null(roles_, survey, kept).point;
      return none;
    }
    return maximize_from(first_point(likelihood, survey, kept), likelihood, reader);
  }

  Maximum maximize_from(const Vector& start, const LogisticLikelihood& likelihood,
                        const DesignReader& reader) const {
    if (options_.method == Method::maximum_likelihood) {
      const RestrictedObjective objective(likelihood, kept_);
      return roles_.offsets.empty() ? maximize(objective, start, options_.optimizer)
                                    : maximize_beyond_offset(objective, start, options_.optimizer);
    }
    const FirthLikelihood penalised(likelihood, reader, execution_, kept_);
    Maximum maximum = maximize(penalised, start, options_.optimizer);
    maximum.existence = Existence::proved;  // see FirthLikelihood
    return maximum;
  }

  /// The descent is there to be watched from its start; Firth's maximum is another one, as if there
  /// were about one trial more, half an event.
  Vector first_point(const LogisticLikelihood& likelihood, const Survey& survey,
                     const std::vector<Index>& kept) const {
    if (options_.method == Method::firth) {
      Survey with_one_more = survey;
      with_one_more.trials += 1.0;
      with_one_more.events += 0.5;
      return start_from_null(roles_, with_one_more, kept).point;
    }
    Start start = start_from_null(roles_, survey, kept);
    const bool near = options_.optimizer.solver == Solver::newton;
    return near ? approach(likelihood, kept, std::move(start), fit_.rows.used) : start.point;
  }

  void choose_variance(const DesignReader& reader) {
    fit_.variance = options_.chosen_variance();
    if (fit_.variance == Variance::model) return;
    Matrix robust = robust_covariance(reader, model_, fit_.variance,
                                      static_cast<Index>(kept_.size()), execution_);
    model_.bread = std::move(model_.covariance);
    model_.covariance = {.core = std::move(robust), .slope = {}, .variance = {}};
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
    FitSummary summary =
        summarise(reader, model_, null_intercept_, maximum_.point.size(), execution_);
    fit_.goodness = summary.goodness;
    if (fit_.method == Method::firth) forget_likelihood_ratios(fit_.goodness);
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
  Vector rounding_;                  // of the centred columns: see learn_centring
  double collinear_rounding_ = 0.0;  // see WorkingColumns
  double null_intercept_ = 0.0;
};

}  // namespace

void FitOptions::validate() const {
  optimizer.validate();
  check_variance(*this);
  check_heterogeneity(*this);
  if (method == Method::firth && optimizer.solver != Solver::newton) {
    fail(ErrorKind::usage, "Firth's method needs the solver newton");
  }
  check_asymptotes(*this);
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
  // The hat matrix of Firth's penalty takes the whole inverse, and so does a sandwich.
  const bool dense =
      options.method == Method::firth || options.chosen_variance() != Variance::model;
  if (dense) limits.dense_levels = limits.columns;
  return Fitting(table, formula, options, limits, execution).result();
}

}  // namespace odds
