#include "fit/estimation.hpp"

#include "base/special_values.hpp"
#include "fit/curve_fit.hpp"
#include "fit/least_curvature.hpp"
#include "fit/level_separation.hpp"
#include "fit/likelihood_limit.hpp"
#include "fit/limit_rows.hpp"
#include "fit/near_ties.hpp"
#include "fit/notes.hpp"
#include "fit/null_model.hpp"
#include "fit/outcome_totals.hpp"
#include "fit/warm_start.hpp"
#include "fit/working_columns.hpp"
#include "likelihood/firth.hpp"
#include "likelihood/median_score.hpp"
#include "likelihood/model_likelihood.hpp"
#include "math/scaled_cholesky.hpp"
#include "model/coordinates.hpp"
#include "model/roles.hpp"
#include "solve/constrained_objective.hpp"
#include "solve/maximize.hpp"
#include "solve/restricted_objective.hpp"
#include "solve/score_root.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace odds {
namespace {

/// A condition number of the information above which standard errors lose more digits than the
/// passes for other working columns are worth saving.
constexpr double kWorthOtherColumns = 1e6;

/// The least share of the observed information that an expected one may be, in any direction: at a
/// maximum of a model that is about right it is near 1.
constexpr double kLeastExpected = 1e-6;

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

class Estimation {
 public:
  Estimation(const FitOptions& options, const Vector& rounding, const Execution& execution,
             FitDraft draft)
      : options_(options),
        rounding_(rounding),
        execution_(execution),
        model_(draft.model),
        fit_(draft.fit) {}

  Estimated run(const DesignReader& checking_reader) && {
    NullScore outcomes = ModelLikelihood(checking_reader, execution_).null_score();
    const DesignReader reader = checking_reader.trusting();
    require_usable_totals(outcomes);
    if (needed_outcomes(options_) == NeededOutcomes::both)
      require_both_outcomes(model_.response, outcomes);
    const ModelLikelihood likelihood(reader, execution_);
    choose_columns(likelihood, reader, outcomes);
    result_.null_intercept = null_intercept(likelihood, model_.roles, outcomes);
    fit_.method = options_.method;
    result_.maximum = maximize_on(likelihood, reader, outcomes, result_.kept);
    refuse_near_ties(reader, outcomes);
    improve_columns(likelihood, reader);
    refuse_uncertain_estimates();
    const bool is_separated = result_.maximum.termination == Termination::separated;
    const bool may_be_separated = is_separated || !fit_.separated_by.empty();
    if (is_separated && options_.separation == SeparationUse::limit) {
      result_.maximum = go_to_limit(RestrictedObjective(likelihood, result_.kept),
                                    std::move(result_.maximum), options_, model_, result_.kept);
    } else if (!asked_curve(options_).is_sigmoid() && !may_be_separated) {
      go_to_curve(likelihood, reader, outcomes);
    } else {
      keep_estimates(model_, result_.maximum, result_.kept);
    }
    result_.rank = std::ssize(result_.kept) + model_.curve.own_parameters();
    return std::move(result_);
  }

 private:
  /// Afterwards the outcomes are those of the working columns.
  void choose_columns(const ModelLikelihood& likelihood, const DesignReader& reader,
                      NullScore& outcomes) {
    const auto score_again = [&] {
      outcomes = likelihood.null_score();
      return outcomes.curvature_bound;
    };
    const WorkingColumns columns =
        find_working_columns(reader, model_.plan, rounding_,
                             {.start = outcomes.curvature_bound, .again = score_again}, execution_);
    result_.kept = columns.aliasing.kept;
    collinear_rounding_ = columns.rounding;
    if (result_.kept.empty()) {
      throw Error(
          ErrorKind::model,
          {.what = "every column of the design is zero", .where = {}, .hint = {}, .excerpt = {}});
    }
    describe_aliasing(columns);
  }

  /// Neither a proof of separation nor an estimate is worth anything where rows overlap by no more
  /// than rounding.
  void refuse_near_ties(const DesignReader& reader, const NullScore& outcomes) {
    const bool is_separated = result_.maximum.termination == Termination::separated;
    if (!is_separated && !result_.maximum.converged()) return;
    const std::optional<Vector> direction =
        is_separated ? std::optional(result_.maximum.separation.direction)
                     : weakest_direction(result_.maximum.information,
                                         outcomes.curvature_bound.restricted(result_.kept));
    if (!direction) return;
    Vector whole = Vector::Zero(model_.plan.columns());
    whole(result_.kept) = *direction;
    std::optional<NearTie> tie = find_near_tie(reader, whole, result_.kept, execution_);
    if (!tie && !is_separated) tie = find_near_tie(reader, -whole, result_.kept, execution_);
    // Beside an outlier all other rows are next to each other.
    const bool beside_outliers = tie && !is_separated && 2 * tie->wrong > tie->right;
    if (!tie || beside_outliers) return;
    result_.maximum.termination = Termination::no_ascent;
    result_.maximum.existence = Existence::undetermined;
    result_.maximum.separation = {};
    fit_.separated_by = {near_tie_text(*tie)};
  }

  /// A table of which no digit is certain is none.
  void refuse_uncertain_estimates() {
    constexpr double kDigitOfAll = 1e14;
    result_.maximum.condition = std::max(result_.maximum.condition, collinear_rounding_ * 0x1p53);
    if (result_.maximum.converged() && !(result_.maximum.condition < kDigitOfAll)) {
      result_.maximum.termination = Termination::no_ascent;
    }
  }

  /// Where the weights that rows have at the maximum leave the columns nearly collinear, it is
  /// looked for again on columns that they do not.
  void improve_columns(const ModelLikelihood& likelihood, const DesignReader& reader) {
    const bool is_ill =
        result_.maximum.converged() && result_.maximum.condition > kWorthOtherColumns;
    if (!is_ill || model_.plan.eliminated > 0) return;
    const std::vector<ResidualColumn> before = model_.plan.centring.residuals;
    Vector gamma = Vector::Zero(model_.plan.columns());
    gamma(result_.kept) = result_.maximum.point;
    const auto moved = [&] { return on_working_columns(model_.plan, before, gamma); };
    const auto information = [&] {
      return likelihood.evaluate(moved(), Vector(), Order::information).information;
    };
    Vector rounding = rounding_;  // columns that are aliased stay so
    for (const Dependency& dependency : model_.dependencies)
      rounding[dependency.column] = kInfinity;
    const WorkingColumns columns = find_working_columns(
        reader, model_.plan, rounding, {.start = information(), .again = information}, execution_);
    if (columns.aliasing.kept != result_.kept || columns.rounds == 0) {
      model_.plan.centring.residuals = before;
      return;
    }
    collinear_rounding_ = columns.rounding;
    const Vector point = moved()(result_.kept);
    result_.maximum = continued(result_.maximum.history, maximize_from(point, likelihood, reader));
  }

  /// Data that are separated are so on every curve; others go on from the sigmoid to the curve that
  /// is asked for.
  void go_to_curve(const ModelLikelihood& likelihood, const DesignReader& reader,
                   const NullScore& outcomes) {
    keep_estimates(model_, result_.maximum,
                   result_.kept);  // which show the asymptotes of infinite terms
    const LimitRows limits = find_limit_rows(reader, model_, execution_);
    require_possible(limits, options_);
    CurveMaximum found = maximize_curve({.likelihood = likelihood,
                                         .kept = result_.kept,
                                         .options = options_,
                                         .outcomes = outcomes,
                                         .limits = limits,
                                         .sigmoid = result_.maximum,
                                         .intercept = model_.roles.formula.intercept});
    result_.maximum = std::move(found.maximum);
    model_.curve = found.curve;
    fit_.guess_rate = found.guess_is_at_bound       ? GuessRate::at_bound
                      : found.curve.estimates_guess ? GuessRate::estimated
                                                    : GuessRate::given;
    result_.null_intercept = null_intercept_on_curve(likelihood.on(model_.curve.known()),
                                                     model_.roles, with_limits(outcomes, limits));
    if (model_.curve.is_log_concave()) use_expected_information(likelihood.on(model_.curve));
    keep_estimates(model_, result_.maximum, result_.kept);
    if (!limits.any()) return;
    require_same_asymptote(reader, model_, execution_);
    fit_.notes.push_back(limit_note(limits, model_));
  }

  /// For the covariance; see FitOptions::link. Where fitted probabilities contradict the outcomes,
  /// as those of a wrong offset do, the expected information is next to nothing, and the observed
  /// one stays.
  void use_expected_information(const ModelLikelihood& likelihood) {
    if (!result_.maximum.converged() || likelihood.curve().is_sigmoid()) return;
    Vector point = Vector::Zero(model_.plan.columns());
    point(result_.kept) = result_.maximum.point;
    ArrowMatrix expected = likelihood.expected_information(point).restricted(result_.kept);
    const std::optional<double> share = least_curvature(expected, result_.maximum.information);
    if (share && !(*share > kLeastExpected)) {
      fit_.notes.push_back(observed_information_note());
    } else {
      result_.maximum.information = std::move(expected);
    }
  }

  /// What levels that are eliminated show of separation before anything is fitted.
  std::optional<Separation> separation_by_levels(const ModelLikelihood& likelihood,
                                                 const DesignReader& reader,
                                                 const std::vector<Index>& kept) const {
    if (model_.plan.eliminated == 0) return std::nullopt;
    const OutcomeTable outcomes = count_outcomes(reader, execution_);
    const RestrictedObjective objective(likelihood, kept);
    return find_level_separation(*objective.separation_rows(), model_.plan, outcomes, kept);
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

  Maximum maximize_on(const ModelLikelihood& likelihood, const DesignReader& reader,
                      const NullScore& outcomes, const std::vector<Index>& kept) const {
    if (std::optional<Separation> found = separation_by_levels(likelihood, reader, kept)) {
      Maximum none;
      none.termination = Termination::separated;
      none.existence = Existence::separated;
      none.separation = *std::move(found);
      none.point = start_from_null(model_.roles, outcomes, kept).point;
      return none;
    }
    return maximize_from(first_point(likelihood, outcomes, kept), likelihood, reader);
  }

  Maximum maximize_from(const Vector& start, const ModelLikelihood& likelihood,
                        const DesignReader& reader) const {
    if (options_.method == Method::maximum_likelihood) {
      const RestrictedObjective objective(likelihood, result_.kept);
      return model_.roles.offsets.empty()
                 ? maximize(objective, start, options_.optimizer)
                 : maximize_beyond_offset(objective, start, options_.optimizer);
    }
    const FirthLikelihood penalised(likelihood, reader, execution_, result_.kept);
    Maximum maximum = maximize(penalised, start, options_.optimizer);
    maximum.existence = Existence::proved;  // see FirthLikelihood
    if (!maximum.converged()) return maximum;
    if (options_.method == Method::median)
      return with_median(std::move(maximum), penalised, reader);
    if (options_.method == Method::flic) return with_intercept(std::move(maximum), likelihood);
    return maximum;
  }

  /// From Firth's maximum to the root of the median bias adjusted score.
  Maximum with_median(Maximum firth, const FirthLikelihood& penalised,
                      const DesignReader& reader) const {
    const Matrix map = estimate_map(model_.plan, model_.dependencies);
    const MedianScore score(penalised, reader, execution_, result_.kept,
                            map(result_.kept, result_.kept));
    const auto at = [&](VectorRef point) { return score.at(point); };
    Maximum root = continued(std::move(firth.history),
                             root_of_score(at, std::move(firth.point), options_.optimizer));
    root.existence = Existence::undetermined;
    return root;
  }

  /// From Firth's maximum to that of the likelihood in the intercept alone, the first column.
  Maximum with_intercept(Maximum firth, const ModelLikelihood& likelihood) const {
    const Index k = firth.point.size();
    const RestrictedObjective objective(likelihood, result_.kept);
    const ConstrainedObjective of_intercept(
        objective, {.origin = firth.point, .basis = Matrix::Identity(k, 1), .rank = k - 1});
    Maximum intercept = maximize(of_intercept, Vector::Zero(1), options_.optimizer);
    const Vector point = of_intercept.embed(intercept.point);
    intercept.information = objective.evaluate(point, Vector(), Order::information).information;
    intercept.condition = ScaledCholesky(intercept.information).condition();
    intercept.point = point;
    return continued(std::move(firth.history), std::move(intercept));
  }

  /// The descent is there to be watched from its start; Firth's maximum is another one, as if there
  /// were about one trial more, half an event.
  Vector first_point(const ModelLikelihood& likelihood, const NullScore& outcomes,
                     const std::vector<Index>& kept) const {
    if (reduces_bias(options_.method)) {
      NullScore with_one_more = outcomes;
      with_one_more.trials += 1.0;
      with_one_more.events += 0.5;
      return start_from_null(model_.roles, with_one_more, kept).point;
    }
    Start start = start_from_null(model_.roles, outcomes, kept);
    const bool near = options_.optimizer.solver == Solver::newton;
    return near ? warm_start(likelihood, kept, std::move(start), fit_.rows.used) : start.point;
  }

  const FitOptions& options_;
  const Vector& rounding_;
  const Execution& execution_;
  Model& model_;
  FitParts& fit_;
  Estimated result_;
  double collinear_rounding_ = 0.0;  // see WorkingColumns
};

}  // namespace

void keep_estimates(Model& model, const Maximum& maximum, std::vector<Index> kept) {
  const Index p = model.plan.columns();
  const Index q = model.curve.own_parameters();
  model.coefficients = Vector::Zero(p);
  const Index parameters = model.plan.core_columns() + q;
  model.covariance = {.core = Matrix::Zero(parameters, parameters), .slope = {}, .variance = {}};
  if (kept.empty()) return;
  model.coefficients(kept) = maximum.point.head(maximum.point.size() - q);
  for (Index k = 0; k < q; ++k) kept.push_back(p + k);
  const ScaledCholesky factor(maximum.information);
  if (factor.ok()) model.covariance = factor.inverse().embedded(kept, parameters);
}

NeededOutcomes needed_outcomes(const FitOptions& options) {
  const bool any = options.method == Method::firth || options.method == Method::median;
  return any ? NeededOutcomes::any : NeededOutcomes::both;
}

Estimated estimate(const DesignReader& reader, const FitOptions& options, const Vector& rounding,
                   const Execution& execution, FitDraft draft) {
  return Estimation(options, rounding, execution, draft).run(reader);
}

}  // namespace odds
