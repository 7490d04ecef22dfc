#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "effects/margins/effect_rows.hpp"
#include "effects/margins/joint.hpp"
#include "effects/margins/margin_call.hpp"
#include "effects/margins/margin_influence.hpp"
#include "effects/margins/margin_text.hpp"
#include "effects/margins/margins_jacobian.hpp"
#include "formula/expression.hpp"
#include "inference/heterogeneity.hpp"
#include "math/distributions.hpp"
#include "math/linear_algebra.hpp"
#include "model/new_data.hpp"
#include "parallel/block_reduce.hpp"
#include "parallel/helpers.hpp"

#include <odds/margins.hpp>
#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>
#include <span>
#include <utility>

namespace odds {
namespace {

AverageSums sum_over_table(const AverageTask& task, const CounterfactualPass& pass) {
  return sum_over_blocks(
      pass.reader, pass.execution, task.zero(),
      [&](DesignRows& rows) {
        const TableRows set_rows(task.design, rows, groups_of_rows(pass.summary, pass.needs, rows));
        AverageSums sums = sum_block(task, set_rows);
        sums.dropped = rows.data.dropped;
        return sums;
      },
      "margins");
}

/// The standard deviation of draws, and their percentiles at both ends of an interval.
void set_simulated(const Combination& combination, const Vector& draws, double level,
                   EstimateRow& row) {
  std::vector<double> values;
  for (const double value : draws) values.push_back(outer(combination, value));
  std::ranges::sort(values);
  const ValueCounts sorted(values);
  row.conf_low = sorted.quantile(0.5 * (1.0 - level));
  row.conf_high = sorted.quantile(0.5 * (1.0 + level));
}

/// Unconditional errors look at rows that a filter leaves out, too, and need all of their cells.
Expression filter_of_complete_rows(const std::string& text) {
  Expression filter = parse_expression(text);
  if (!asked_for_missing(filter).empty()) {
    refuse("unconditional errors need complete rows: their filter cannot ask for missing() cells");
  }
  return filter;
}

/// Whether intervals are to hold together.
bool is_simultaneous(const MarginsOptions& options) {
  return options.simultaneous || options.adjustment == Adjustment::sup_t;
}

/// The scores of rows, which unconditional errors are made of, belong to the fit's own estimates.
void require_own_estimates(const Model& model) {
  if (model.coefficients_label.empty() && model.covariance_label.empty()) return;
  refuse("unconditional errors take no coefficients or covariance that were given",
         "the delta method and simulation use them");
}

/// They have one way to square scores, those of rows or of clusters.
void require_own_squares(const Fit& fit) {
  const Variance variance = fit.variance();
  if (variance == Variance::model || variance == Variance::stata || variance == Variance::cluster) {
    return;
  }
  refuse(fmt::format("unconditional errors are sums of squares over rows or clusters, as Stata has "
                     "them: the variance {} says otherwise",
                     fit.variance_choice().text()),
         "--vcov stata, or --vcov cluster:ID for clusters; --se delta has every variance");
}

void note_repaired(std::vector<Note>& notes) {
  notes.push_back(make_note(NoteCode::margins_covariance_repaired,
                            "The two-way clustered covariance of the margins had negative "
                            "eigenvalues, which were taken for 0, as is usual."));
}

/// One call of `margins`: each step fills in more of the result.
class Marginal {
 public:
  Marginal(const Fit& fit, const Table& table, const MarginsOptions& options,
           const Execution& execution)
      : options_(options),
        rows_(fit, table, options, execution, result_.notes),
        model_(rows_.model()) {
    require_possible(model_, rows_.roles(), options);
    if (options.errors == MarginErrors::unconditional) {
      require_own_estimates(model_);
      require_own_squares(rows_.fit());
    }
    note_uses(model_, rows_.roles(), options, result_.notes);
  }

  MarginsWithJacobian run(const InfluenceSink& sink) && {
    look_at_rows();
    const MarginPlan plan = plan_margins(
        model_, options_,
        asked_effects(model_, options_, rows_.variables(), summary_.all, result_.notes), summary_);
    const AverageTask task = task_of(plan);
    const CounterfactualPass pass{rows_.reader(), summary_, rows_.needs(), rows_.execution()};
    AverageSums sums =
        options_.point == MarginPoint::observed
            ? sum_over_table(task, pass)
            : sum_block(task, PointRows(design(), point_cells(summary_, options_.point)));
    count_rows(sums);
    const Averages averaged = averages(task, sums);
    const Combined combined = combine(plan, averaged);
    set_covariance(task, plan, averaged, combined, pass);
    if (sink) hand_out_influences(task, plan, averaged, combined, sink);
    jacobian_ = combined.jacobian.core;
    add_rows(plan, sums, combined);
    describe_margins({model_, rows_.roles(), options_}, plan, result_);
    if (!result_.rows.empty()) rows_.add_reading_notes(result_.notes);
    const bool whole = options_.where.empty() && options_.over.empty();
    result_.data = rows_.compare(result_.counts, whole, result_.notes);
    return {.margins = std::move(result_), .jacobian = std::move(jacobian_)};
  }

 private:
  void look_at_rows() {
    if (rows_.needs().any()) {
      summary_ = summarise_rows(rows_.reader(), rows_.needs(), rows_.execution());
      result_.counts = rows_.counts(summary_.dropped);
    } else {
      summary_.groups.resize(1);
    }
  }

  /// The observed rows are the last setting: what unconditional errors need beside the others.
  AverageTask task_of(const MarginPlan& plan) {
    std::vector<Setting> settings = plan.settings;
    settings.emplace_back();
    design_.emplace(model_, std::move(settings));
    for (const Quantity& quantity : plan.quantities) prepare(quantity, *design_);
    return {.design = *design_,
            .quantities = plan.quantities,
            .function = options_.function,
            .groups = static_cast<Index>(summary_.groups.size())};
  }

  const CounterfactualDesign& design() const { return *design_; }

  void count_rows(AverageSums& sums) {
    if (options_.point != MarginPoint::observed) {
      for (Index g = 0; g < sums.weight.size(); ++g) {
        group_weights_.push_back(summary_.groups[static_cast<std::size_t>(g)].weight);
      }
    } else {
      group_weights_.assign(sums.weight.begin(), sums.weight.end());
      result_.counts = rows_.counts(sums.dropped);
    }
    for (const double weight : group_weights_) result_.observations += weight;
    result_.over_trials = model_.response.grouped() && rows_.roles().use_response;
  }

  void set_covariance(const AverageTask& task, const MarginPlan& plan, const Averages& averaged,
                      const Combined& combined, const CounterfactualPass& pass) {
    switch (options_.errors) {
      case MarginErrors::delta:
        covariance_ = delta_covariance(model_, combined, plan.joint || is_simultaneous(options_));
        break;
      case MarginErrors::unconditional:
        covariance_ = unconditional(task, plan, averaged, combined);
        if (covariance_.repaired) note_repaired(result_.notes);
        break;
      case MarginErrors::simulation:
        draws_ = simulated_values(task, plan, pass, options_);
        covariance_ = draw_covariance(draws_, units_of(combined));
        break;
    }
    if (options_.errors != MarginErrors::delta) covariance_.degrees = asked_degrees(rows_.fit());
  }

  /// All rows of the fit, whatever the filter of the averages: coefficients come from all of them.
  template <class Use>
  auto on_sample(Use use) const {
    MarginsOptions everywhere = options_;
    everywhere.where.clear();
    DataRoles roles = margin_roles(model_, rows_.table(), everywhere);
    if (!options_.where.empty()) roles.within = filter_of_complete_rows(options_.where);
    const std::vector<std::string> clusters = rows_.fit().variance_choice().clusters;
    roles.add_clusters(clusters);
    const DesignReader reader(scan_for(model_, roles, rows_.table(), rows_.execution()), roles,
                              model_.plan, model_.response);
    return use(CounterfactualPass{reader, summary_, rows_.needs(), rows_.execution(), roles.within,
                                  clusters});
  }

  CombinedCovariance unconditional(const AverageTask& task, const MarginPlan& plan,
                                   const Averages& averaged, const Combined& combined) const {
    return on_sample([&](const CounterfactualPass& pass) {
      return unconditional_covariance(task, plan, averaged, combined, pass);
    });
  }

  void hand_out_influences(const AverageTask& task, const MarginPlan& plan,
                           const Averages& averaged, const Combined& combined,
                           const InfluenceSink& sink) const {
    on_sample([&](const CounterfactualPass& pass) {
      const MarginInfluence influence(task, plan, averaged, combined, pass);
      const auto kernel = [&](DesignRows& rows) {
        RowInfluences result;
        for (const Index i : rows.data.position) result.row.push_back(rows.data.first + i);
        result.influence = influence.unit().asDiagonal() * influence(rows).by_row(rows.rows());
        return result;
      };
      write_blocks_in_order(pass.reader, pass.execution, kernel, sink, "influence");
    });
  }

  /// Of intervals that hold together; nothing: each is by itself.
  std::optional<SimultaneousWidth> shared_width(const std::vector<Index>& shown) {
    if (!is_simultaneous(options_) || shown.empty()) return std::nullopt;
    SimultaneousWidth width = simultaneous_width(covariance_, shown, options_.level, options_.seed);
    result_.critical_value = width.critical_value;
    result_.simultaneous_rank = width.rank;
    result_.simultaneous_rows = static_cast<Index>(shown.size());
    return width;
  }

  /// All rows with a p-value are one family.
  void adjust_rows(const std::optional<SimultaneousWidth>& shared) {
    std::vector<double> p_values;
    for (const MarginRow& row : result_.rows) p_values.push_back(row.p_value);
    result_.adjustment = options_.adjustment;
    result_.family = std::ranges::count_if(p_values, [](double p) { return !std::isnan(p); });
    if (result_.family == 0) {
      refuse("there are no p-values to adjust: that P = 0 is no hypothesis",
             "--contrast pairwise compares predictive margins");
    }
    const bool is_sup_t = options_.adjustment == Adjustment::sup_t;
    const std::vector<double> adjusted =
        is_sup_t ? p_values : adjusted_p_values(p_values, options_.adjustment);
    for (std::size_t i = 0; i < adjusted.size(); ++i) {
      MarginRow& row = result_.rows[i];
      const bool is_shared = is_sup_t && shared && !std::isnan(row.statistic);
      row.adjusted_p = is_shared ? shared->largest.tail(std::abs(row.statistic)) : adjusted[i];
    }
  }

  MarginStatus status_of(const Combination& combination, const AverageSums& sums,
                         bool is_inestimable, double value, double variance) const {
    const Effect& effect = effects_[static_cast<std::size_t>(combination.effect)];
    const bool nothing = value == 0.0 && variance == 0.0;
    if (is_aliased(model_, effect, nothing)) return MarginStatus::aliased;
    if (is_inestimable && combination.sets_levels && !combination.has_slopes) {
      return MarginStatus::inestimable;
    }
    const bool outside = std::ranges::any_of(combination.settings, [&](Index s) {
      return is_outside(model_, design().setting(s), sums.support[s]);
    });
    return outside ? MarginStatus::outside : MarginStatus::ok;
  }

  void add_rows(const MarginPlan& plan, const AverageSums& sums, const Combined& combined) {
    effects_ = plan.effects;
    const std::vector<bool> lost = inestimable(model_, combined);
    std::vector<MarginStatus> statuses;
    std::vector<Index> shown;  // with finite errors
    for (Index c = 0; c < combined.values.size(); ++c) {
      statuses.push_back(status_of(plan.combinations[static_cast<std::size_t>(c)], sums,
                                   lost[static_cast<std::size_t>(c)], combined.values[c],
                                   covariance_.matrix(c, c)));
      const bool blank =
          statuses.back() == MarginStatus::aliased || statuses.back() == MarginStatus::inestimable;
      if (blank) {
        covariance_.matrix.row(c).setConstant(kNaN);
        covariance_.matrix.col(c).setConstant(kNaN);
      }
      const double variance = covariance_.matrix(c, c);
      if (!blank && variance > 0.0 && std::isfinite(variance)) shown.push_back(c);
    }
    if (plan.joint) {
      result_.joint = joint_tests(plan, combined.values, covariance_, shown);
    }
    const std::optional<SimultaneousWidth> shared = shared_width(shown);
    for (Index c = 0; c < combined.values.size(); ++c) {
      const double degrees = covariance_.degrees_of(c);
      add_row(plan.combinations[static_cast<std::size_t>(c)], statuses[static_cast<std::size_t>(c)],
              combined[c], c,
              {.critical =
                   shared ? shared->critical_value : wald_critical_value(options_.level, degrees),
               .degrees = degrees});
    }
    if (options_.adjustment != Adjustment::none) adjust_rows(shared);
    result_.settings = plan.labels;
    if (std::isfinite(covariance_.degrees)) result_.test_degrees = covariance_.degrees;
    if (covariance_.own_degrees) {
      result_.own_degrees = degrees_of_combinations(model_, combined);
    }
    result_.covariance = to_symmetric(std::move(covariance_).of_combinations());
  }

  void add_row(const Combination& combination, MarginStatus status, Average value, Index c,
               const WaldReference& reference) {
    const bool blank = status == MarginStatus::aliased || status == MarginStatus::inestimable;
    MarginRow row;
    static_cast<EstimateRow&>(row) =
        blank ? combined_row(combination, {kNaN, kNaN}, kNaN, reference)
              : combined_row(combination, value, covariance_.std_error(c), reference);
    if (draws_.size() > 0 && !blank) {
      set_simulated(combination, draws_.col(c), options_.level, row);
    }
    row.variable = combination.variable;
    row.contrast = combination.contrast;
    row.aliased = blank;
    row.status = status;
    row.ratio = combination.measure && is_ratio(*combination.measure);
    row.at = combination.at;
    for (const Index g : combination.groups) {
      row.weight += group_weights_[static_cast<std::size_t>(g)];
    }
    result_.rows.push_back(std::move(row));
  }

  const MarginsOptions& options_;
  Margins result_;
  EffectRows rows_;
  const Model& model_;
  RowSummary summary_;
  std::optional<CounterfactualDesign> design_;
  std::vector<double> group_weights_;
  std::vector<Effect> effects_;
  CombinedCovariance covariance_;
  Matrix draws_;     // draws x c; empty unless simulated
  Matrix jacobian_;  // c x parameters
};

}  // namespace

void MarginsOptions::validate() const {
  check_option("level", level, "> 0 and < 1", level > 0.0 && level < 1.0);
  check_option("draws", static_cast<double>(draws), "100 to 1000000",
               draws >= 100 && draws <= 1'000'000);
  check_option("step", step.size, "finite and not 0", std::isfinite(step.size) && step.size != 0.0);
  const bool moves = step.kind == Step::Kind::units || step.kind == Step::Kind::sd;
  if (step.centred && !moves) refuse("only a step of units or standard deviations can be centred");
  if (step.kind == Step::Kind::between && step.low == step.high) {
    refuse("a step needs two different values");
  }
  if (step.kind != Step::Kind::derivative && scale != EffectScale::dydx) {
    refuse("an elasticity is a derivative: it takes no step");
  }
  if (is_simultaneous(*this) && errors == MarginErrors::simulation) {
    refuse("simulated intervals are percentiles: they cannot be simultaneous",
           "use the delta method or unconditional errors");
  }
  if (errors == MarginErrors::unconditional && point != MarginPoint::observed) {
    refuse("unconditional errors are those of averages over observed rows",
           "leave out means or typical");
  }
  if (function && (!function->value || !function->slope)) {
    refuse("a function of predictions needs its value and its slope");
  }
}

MarginsWithJacobian margins_with_jacobian(const Fit& fit, const Table& table,
                                          const MarginsOptions& options, const Execution& execution,
                                          const InfluenceSink& sink) {
  const HelpersOfCall helpers;
  options.validate();
  execution.validate();
  require_maximum(fit);
  require_probabilities(fit);
  return Marginal(fit, table, options, execution).run(sink);
}

Margins margins(const Fit& fit, const Table& table, const MarginsOptions& options,
                const Execution& execution) {
  return margins_with_jacobian(fit, table, options, execution).margins;
}

EstimateRow combination(const Margins& margins, double value, std::span<const double> gradient,
                        double level) {
  check_option("gradient", static_cast<double>(gradient.size()), "as long as there are margins",
               std::ssize(gradient) == margins.covariance.size());
  const Vector weights = as_eigen(gradient);
  const double variance = weights.dot(as_eigen(margins.covariance) * weights);
  const double degrees = margins.test_degrees > 0.0 ? margins.test_degrees : kInfinity;
  return wald_row(value, std::sqrt(variance), level, degrees);
}

}  // namespace odds
