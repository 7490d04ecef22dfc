#include "data/checked_source.hpp"
#include "design/centring.hpp"
#include "design/learn.hpp"
#include "design/sample.hpp"
#include "fit/approach.hpp"
#include "fit/coordinates.hpp"
#include "fit/curve_fit.hpp"
#include "fit/fit_parts.hpp"
#include "fit/fit_within.hpp"
#include "fit/level_separation.hpp"
#include "fit/memory_need.hpp"
#include "fit/model.hpp"
#include "fit/notes.hpp"
#include "fit/robust_covariance.hpp"
#include "fit/roles.hpp"
#include "fit/separated_levels.hpp"
#include "fit/separation_report.hpp"
#include "fit/summary.hpp"
#include "fit/variance_choice.hpp"
#include "likelihood/firth.hpp"
#include "likelihood/logistic.hpp"
#include "likelihood/restricted_objective.hpp"
#include "math/compensated_sum.hpp"
#include "math/rank.hpp"
#include "math/scaled_cholesky.hpp"
#include "parallel/block_reduce.hpp"
#include "solve/maximize.hpp"
#include "solve/maximum.hpp"

#include <odds/error.hpp>
#include <odds/fit.hpp>
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

constexpr double kFisherTolerance = 1e-24;

[[noreturn]] void fail(ErrorKind kind, std::string what, std::string hint = {}) {
  throw Error(kind, {.what = std::move(what), .where = {}, .hint = std::move(hint), .excerpt = {}});
}

void require_complete_rows(const RowCounts& rows) {
  if (rows.used > 0) return;
  std::string causes;
  for (const DroppedRows& dropped : rows.dropped) {
    causes += fmt::format("{}{}{} {}", causes.empty() ? "" : "; ",
                          dropped.column.empty() ? "" : dropped.column + " ", dropped.cause,
                          dropped.rows);
  }
  fail(ErrorKind::model, fmt::format("0 complete rows of {}: {}", rows.read, causes),
       "`odds describe` shows what each column holds");
}

void require_enough_rows(const DesignPlan& plan, Index rows) {
  if (plan.columns() == 0) fail(ErrorKind::model, "the formula has no columns to estimate");
  if (rows >= plan.columns()) return;
  fail(ErrorKind::model,
       fmt::format("{} row{} cannot determine {} coefficients", rows, rows == 1 ? "" : "s",
                   plan.columns()),
       "use fewer terms, or factors with fewer levels");
}

/// The rows, levels and columns of a model that has no estimates yet.
Model lay_out(const RowReader& rows, const Sample& sample, ResponsePlan response,
              const PlanLimits& limits, const Execution& execution) {
  Model model;
  model.roles = rows.roles();
  model.response = std::move(response);
  model.calls = learn_calls(rows, execution);
  bind_calls(model.roles, model.calls);
  model.plan = plan_design(model.roles.formula, sample.variables, limits);
  require_enough_rows(model.plan, sample.rows);
  require_memory(model.plan, execution);
  learn_centring(model.plan, rows, execution);
  return model;
}

void require_both_outcomes(const Model& model, const Survey& survey) {
  if (survey.events > 0.0 && survey.events < survey.trials) return;
  if (model.response.fractional()) {
    fail(ErrorKind::model, fmt::format("all values of \"{}\" are {}: there is nothing to model",
                                       model.response.label, survey.events > 0.0 ? 1 : 0));
  }
  fail(
      ErrorKind::model,
      fmt::format("all of the {} trials of \"{}\" are {}: there is nothing to model", survey.trials,
                  model.response.label, survey.events > 0.0 ? "events" : "non-events"));
}

/// The largest difference in a used row between each dropped column and the combination of kept
/// ones that stands for it: what is left of working columns, whose typical size is 1.
std::vector<double> dependency_gaps(const DesignReader& reader, const DesignPlan& plan,
                                    const Aliasing& aliasing, const Execution& execution) {
  struct Gaps {
    Vector each;
    Gaps& operator+=(const Gaps& other) {
      each = each.cwiseMax(other.each);
      return *this;
    }
    auto fields() { return std::tie(each); }
  };
  std::vector<Vector> relations;
  for (const Aliasing::Dropped& dropped : aliasing.dropped) {
    Vector relation = Vector::Zero(plan.columns());
    relation[dropped.column] = 1.0;
    relation(aliasing.kept) = -dropped.weights;
    relations.push_back(std::move(relation));
  }
  const Gaps none{Vector::Zero(static_cast<Index>(relations.size()))};
  const Gaps gaps = sum_over_blocks(reader, execution, none, [&](DesignRows& rows) {
    Gaps part = none;
    for (std::size_t k = 0; k < relations.size(); ++k) {
      Vector left = Vector::Zero(rows.rows());
      add_linear_predictor(rows.x, relations[k], left);
      if (left.size() > 0) part.each[static_cast<Index>(k)] = left.cwiseAbs().maxCoeff();
    }
    return part;
  });
  return {gaps.each.begin(), gaps.each.end()};
}

/// Pseudo-R2 and tests that compare likelihoods: what was maximised is another function.
void forget_likelihood_ratios(Goodness& goodness) {
  for (const auto member : {&Goodness::lr, &Goodness::lr_p, &Goodness::mcfadden,
                            &Goodness::cox_snell, &Goodness::nagelkerke}) {
    goodness.*member = std::numeric_limits<double>::quiet_NaN();
  }
}

/// The intercept of the model that has nothing else but the offset; 0 without an intercept.
double null_intercept(const LogisticLikelihood& likelihood, const Model& model,
                      const Survey& survey) {
  if (!model.roles.formula.intercept) return 0.0;
  const double start = std::log(survey.events) - std::log(survey.trials - survey.events);
  if (model.roles.offsets.empty()) return start;
  return maximize(RestrictedObjective(likelihood, {0}), Vector::Constant(1, start)).point[0];
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

/// A fit in the making: each step fills in more of `fit` and `model`.
class Fitting {
 public:
  Fitting(const Table& table, const Formula& formula, const FitOptions& options,
          const PlanLimits& limits, const Execution& execution)
      : options_(options),
        limits_(limits),
        execution_(execution),
        roles_(assign_roles(formula, options, table.header())),
        source_(scan_checked(table, roles_.requests(), execution)) {
    fit_.formula = formula.text;
    fit_.file = table.name();
    fit_.sha256 = source_->sha256();
    fit_.uses = describe_uses(roles_);
    for (const std::string& note : formula.notes) fit_.notes.push_back({"N002", note});
    for (Note& note : reading_notes(table, *source_)) fit_.notes.push_back(std::move(note));
  }

  Fit result() && {
    plan();
    const DesignReader checking_reader(source_, model_.roles, model_.plan, model_.response);
    estimate(checking_reader);
    fit_.maximum = summary_of(maximum_);
    const DesignReader reader = checking_reader.trusting();
    if (maximum_.termination == Termination::separated) {
      describe_separation(reader);
    } else {
      if (fit_.converged()) choose_variance(reader);
      set_estimates(fit_, model_);
    }
    summarise_fit(reader);
    add_notes(fit_, model_);
    fit_.model = std::make_shared<const Model>(std::move(model_));
    return std::move(fit_);
  }

 private:
  void plan() {
    Sample sample = learn();
    if (options_.drop_separated && leave_out_separated_levels(sample)) {
      sample = learn();
      note_left_out_levels();
      refuse_left_out_base(roles_.formula, roles_.left_out);
    }
    ResponsePlan response =
        plan_response(roles_.formula.response, sample.response, options_.event, fit_.notes);
    model_ = lay_out(RowReader(source_, roles_), sample, std::move(response), limits_, execution_);
    if (has_asymptotes(options_)) require_no_eliminated_factor(model_.plan);
    fit_.names = model_.plan.names;
    fit_.labels = model_.plan.labels;
    fit_.response.event = model_.response.label;
    fit_.response.grouped = model_.response.grouped();
    fit_.response.fractional = model_.response.fractional();
    fit_.pseudo_likelihood = model_.pseudo_likelihood();
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
    const ResponsePlan response =
        plan_response(roles_.formula.response, sample.response, options_.event, notes);
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
    const Survey survey = LogisticLikelihood(checking_reader, execution_).survey();
    const DesignReader reader = checking_reader.trusting();
    require_both_outcomes(model_, survey);
    const LogisticLikelihood likelihood(reader, execution_);
    const Aliasing aliasing = find_aliasing(survey.curvature_bound);
    model_.dependencies = original_dependencies(model_.plan, aliasing);
    describe_aliasing(reader, aliasing);
    if (aliasing.kept.empty()) fail(ErrorKind::model, "every column of the design is zero");
    null_intercept_ = null_intercept(likelihood, model_, survey);
    fit_.method = options_.method;
    maximum_ = maximize_on(likelihood, reader, survey, aliasing.kept);
    kept_ = aliasing.kept;
    if (has_asymptotes(options_) && maximum_.termination != Termination::separated) {
      bend(likelihood, reader, survey);
    } else {
      keep_estimates(model_, maximum_, kept_);
    }
  }

  /// Data that are separated are so on every curve; others go on from the plain sigmoid to the
  /// curve that is asked for.
  void bend(const LogisticLikelihood& likelihood, const DesignReader& reader,
            const Survey& survey) {
    const CurveLikelihood of_all(likelihood, reader, execution_, kept_);
    const CurveLikelihood of_intercept(likelihood, reader, execution_, {0});
    CurveMaximum found = maximize_curve({.likelihood = of_all,
                                         .options = options_,
                                         .survey = survey,
                                         .plain = maximum_,
                                         .intercept = model_.roles.formula.intercept});
    maximum_ = std::move(found.maximum);
    model_.asymptotes = found.asymptotes;
    fit_.guess_rate = found.guess_rate;
    null_intercept_ = null_intercept_on_curve(of_intercept, model_, survey);
    if (found.guess_rate == GuessRate::estimated) {
      keep_estimates_with_guess(model_, maximum_, kept_);
    } else {
      keep_estimates(model_, maximum_, kept_);
    }
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

  void describe_aliasing(const DesignReader& reader, const Aliasing& aliasing) {
    if (aliasing.dropped.empty()) return;
    const std::vector<double> gaps = dependency_gaps(reader, model_.plan, aliasing, execution_);
    for (std::size_t k = 0; k < gaps.size(); ++k) {
      Dependency& dependency = model_.dependencies[k];
      dependency.gap = gaps[k];
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
      none.point = start_from_null(roles_, null_intercept_, survey, kept).point;
      return none;
    }
    const Vector start = first_point(likelihood, survey, kept);
    if (options_.method == Method::maximum_likelihood) {
      return maximize(RestrictedObjective(likelihood, kept), start, options_.optimizer);
    }
    // Fisher scoring gains a fixed share of the distance in each step: go on as far as it helps.
    OptimizerOptions optimizer = options_.optimizer;
    optimizer.tolerance = std::min(optimizer.tolerance, kFisherTolerance);
    return maximize(FirthLikelihood(likelihood, reader, execution_, kept), start, optimizer);
  }

  /// The descent is there to be watched from its start; Firth's maximum is another one.
  Vector first_point(const LogisticLikelihood& likelihood, const Survey& survey,
                     const std::vector<Index>& kept) const {
    Start start = start_from_null(roles_, null_intercept_, survey, kept);
    const bool near = options_.method == Method::maximum_likelihood &&
                      options_.optimizer.solver == Solver::newton;
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
  }

  const FitOptions& options_;
  const PlanLimits limits_;
  const Execution& execution_;
  DataRoles roles_;
  std::shared_ptr<const ColumnSource> source_;
  Model model_;
  FitParts fit_;
  Maximum maximum_;
  std::vector<Index> kept_;
  double null_intercept_ = 0.0;
};

}  // namespace

void FitOptions::validate() const {
  optimizer.validate();
  check_variance(*this);
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

Fit fit_within(PlanLimits limits, const Table& table, const Formula& formula,
               const FitOptions& options, const Execution& execution) {
  // The hat matrix of Firth's penalty takes the whole inverse, and so does a sandwich.
  const bool dense =
      options.method == Method::firth || options.chosen_variance() != Variance::model;
  if (dense) limits.dense_levels = limits.columns;
  return Fitting(table, formula, options, limits, execution).result();
}

}  // namespace odds
