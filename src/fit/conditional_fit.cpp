#include "fit/conditional_fit.hpp"

#include "base/special_values.hpp"
#include "fit/likelihood_limit.hpp"
#include "fit/separation_report.hpp"
#include "inference/slopes_test.hpp"
#include "likelihood/conditional_likelihood.hpp"
#include "math/distributions.hpp"
#include "math/rank.hpp"
#include "model/coordinates.hpp"
#include "solve/maximize.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace odds {
namespace {

[[noreturn]] void fail_on_sets(std::string what, std::string hint) {
  throw Error(ErrorKind::model,
              {.what = std::move(what), .where = {}, .hint = std::move(hint), .excerpt = {}});
}

class ConditionalFit {
 public:
  ConditionalFit(const FitOptions& options, const Execution& execution, FitDraft draft)
      : options_(options), execution_(execution), model_(draft.model), fit_(draft.fit) {}

  void run(const DesignReader& checking_reader) && {
    const std::string& column = model_.roles.strata;
    const SetCensus census = count_sets(checking_reader, column, execution_);
    account_for_sets(census);
    const ConditionalLikelihood likelihood =
        on_kept_columns({std::make_shared<const MatchedSets>(
                             gather_sets(checking_reader.trusting(), column, census, execution_)),
                         execution_});
    maximize_on_sets(likelihood);
    summarise_sets(likelihood);
  }

 private:
  void account_for_sets(const SetCensus& census) {
    MatchedSetSummary& sets = fit_.matched_sets;
    sets = {.column = model_.roles.strata};
    Index rows_left_out = 0;
    for (Index s = 0; s < census.sets(); ++s) {
      const SetTally set = census[s];
      if (set.is_informative()) {
        ++sets.sets;
        sets.pairs += set.events * set.nonevents;
        fit_.response.events += set.events;
        fit_.response.nonevents += set.nonevents;
      } else {
        ++sets.left_out;
        rows_left_out += set.rows;
      }
    }
    if (sets.sets == 0) {
      fail_on_sets(fmt::format("none of the {} sets of {} has both events and non-events: there is "
                               "nothing to compare",
                               sets.left_out, sets.column),
                   "the rows of a set share the value of --strata");
    }
    fit_.rows.used -= rows_left_out;
    if (rows_left_out == 0) return;
    fit_.rows.dropped.push_back({.column = sets.column,
                                 .cause = DropCause::uninformative_set,
                                 .rows = rows_left_out,
                                 .levels = {}});
  }

  /// Leaves out what other columns explain, or is constant within sets.
  ConditionalLikelihood on_kept_columns(const ConditionalLikelihood& all_columns) {
    const Aliasing aliasing = find_aliasing(all_columns.products_within_sets());
    kept_ = aliasing.kept;
    if (kept_.empty()) {
      fail_on_sets(fmt::format("every column of the design is constant within sets of {}",
                               fit_.matched_sets.column),
                   "a set says something of what its members differ in only");
    }
    model_.dependencies = original_dependencies(model_.plan, aliasing);
    for (const Dependency& dependency : model_.dependencies) {
      fit_.aliased.push_back({model_.plan.names[static_cast<std::size_t>(dependency.column)],
                              dependency_within_sets(dependency)});
    }
    return all_columns.on(kept_);
  }

  /// `2*x1 + one number for each set of stratum`.
  std::string dependency_within_sets(const Dependency& dependency) const {
    const std::string& column = fit_.matched_sets.column;
    if (dependency.weights.isZero(0.0)) return fmt::format("constant within sets of {}", column);
    return fmt::format("{} + one number for each set of {}",
                       dependency_text(model_.plan, dependency), column);
  }

  void maximize_on_sets(const ConditionalLikelihood& likelihood) {
    constexpr double kDigitOfAll = 1e14;
    maximum_ = maximize(likelihood, Vector::Zero(likelihood.dimension()), options_.optimizer);
    if (maximum_.converged() && !(maximum_.condition < kDigitOfAll)) {
      maximum_.termination = Termination::no_ascent;
    }
    const bool is_separated = maximum_.termination == Termination::separated;
    if (is_separated && options_.separation == SeparationUse::limit) {
      maximum_ = go_to_limit(likelihood, std::move(maximum_), options_, model_, kept_);
    } else {
      keep_estimates(model_, maximum_, kept_);
    }
    fit_.maximum = summary_of(maximum_);
    if (maximum_.existence == Existence::separated) {
      Vector direction = Vector::Zero(model_.plan.columns());
      direction(kept_) = maximum_.separation.direction;
      fit_.separation = separation_direction(model_, direction);
    }
    if (maximum_.converged()) choose_variance_of_sets(likelihood);
  }

  void choose_variance_of_sets(const ConditionalLikelihood& likelihood) {
    fit_.variance = options_.chosen_variance().kind;
    if (fit_.variance == Variance::model) return;
    const auto n = static_cast<double>(fit_.matched_sets.sets);
    const double factor = fit_.variance == Variance::stata ? n / (n - 1.0) : 1.0;
    const Matrix bread = model_.covariance.core(kept_, kept_);
    const Matrix sandwich = factor * (bread * likelihood.score_products(maximum_.point) * bread);
    Matrix robust = Matrix::Zero(model_.plan.columns(), model_.plan.columns());
    robust(kept_, kept_) = 0.5 * (sandwich + sandwich.transpose());
    model_.bread = std::move(model_.covariance);
    model_.covariance = {.core = std::move(robust), .slope = {}, .variance = {}};
  }

  void summarise_sets(const ConditionalLikelihood& likelihood) {
    Goodness& g = fit_.goodness;
    const Vector null = Vector::Zero(likelihood.dimension());
    g.rank = likelihood.dimension();
    g.lr_df = g.rank;
    g.observations = fit_.response.events + fit_.response.nonevents;
    g.df_null = g.observations - static_cast<double>(fit_.matched_sets.sets);
    g.df_residual = g.df_null - static_cast<double>(g.rank);
    g.log_likelihood = maximum_.value;
    g.null_log_likelihood = likelihood.evaluate(null, Vector(), Order::value).value;
    g.deviance = -2.0 * g.log_likelihood;
    g.null_deviance = -2.0 * g.null_log_likelihood;
    g.aic = g.deviance + 2.0 * static_cast<double>(g.rank);
    g.lr = 2.0 * (g.log_likelihood - g.null_log_likelihood);
    g.lr_p = chi_square_p_value(g.lr, static_cast<double>(g.lr_df));
    g.mcfadden = 1.0 - g.log_likelihood / g.null_log_likelihood;
    for (const auto member : {&Goodness::bic, &Goodness::cox_snell, &Goodness::nagelkerke,
                              &Goodness::tjur, &Goodness::auc, &Goodness::brier}) {
      g.*member = kNaN;
    }
    fit_.probabilities = {
        .min = kNaN, .q1 = kNaN, .median = kNaN, .q3 = kNaN, .max = kNaN, .saturated = 0};
    fit_.slopes_test = test_of_slopes(fit_, model_);
    if (is_beside_likelihood(fit_, model_)) forget_likelihood_criteria(g);
  }

  const FitOptions& options_;
  const Execution& execution_;
  Model& model_;
  FitParts& fit_;
  Maximum maximum_;
  std::vector<Index> kept_;  // columns of the plan that are estimated
};

}  // namespace

void fit_matched_sets(const DesignReader& reader, const FitOptions& options,
                      const Execution& execution, FitDraft draft) {
  ConditionalFit(options, execution, draft).run(reader);
}

}  // namespace odds
