#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "effects/dose/dose_parts.hpp"
#include "fit/reading.hpp"
#include "inference/heterogeneity.hpp"
#include "math/distributions.hpp"

#include <odds/dose.hpp>
#include <odds/error.hpp>
#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

namespace odds {
namespace {

constexpr std::size_t kMostCompared = 10;

/// The table of a fit and what a second reading of it needs.
struct Source {
  const Table& table;
  const Execution& execution;
};

/// A percentage for comparisons: that of the median dose, if it is asked for.
double compared_percent(const DoseOptions& options) {
  const bool median = std::ranges::find(options.percents, 50.0) != options.percents.end();
  return median ? 50.0 : options.percents.front();
}

/// Inverse prediction step by step; each fills in more of `result_`.
class DoseFinder {
 public:
  DoseFinder(const Fit& fit, const DoseOptions& options, const Source* source)
      : fit_(fit),
        model_(fit.model()),
        options_(options),
        source_(source),
        scale_(find_dose(model_, options)),
        points_(curve_points(model_, scale_, options)),
        lines_(dose_lines(model_, scale_, points_)),
        study_{.model = model_, .scale = scale_, .points = points_, .lines = lines_} {
    require_slopes(lines_, points_, dose().name);
    lines_.covariance /= model_.factor;  // allow_for_groups chooses one
    if (source != nullptr) rows_.emplace(fit, source->table, source->execution);
  }

  Dose result() && {
    describe();
    allow_for_groups();
    choose_methods();
    for (Index c = 0; c < lines_.curves(); ++c) {
      result_.curves.push_back(describe_curve(study_, c));
      for (const double percent : options_.percents) estimate(c, percent);
    }
    compare();
    note_unbounded();
    note_extrapolation();
    note_reading();
    return std::move(result_);
  }

 private:
  void note_reading() {
    if (!rows_) return;
    const ColumnSource& source = rows_->reader().rows().source();
    for (Note& note : reading_notes(model_, source_->table, source)) {
      result_.notes.push_back(std::move(note));
    }
  }

  void note(NoteCode code, std::string text) {
    result_.notes.push_back(make_note(code, std::move(text)));
  }

  const DesignVariable& dose() const {
    return model_.plan.variables[static_cast<std::size_t>(scale_.variable)];
  }

  void describe() {
    result_.variable = dose().name;
    result_.scale = scale_.spelling();
    result_.transformed = scale_.is_transformed();
    result_.link = model_.curve.link;
    result_.log_base = scale_.log_base();
    result_.held = points_.held;
    result_.absolute = options_.absolute;
    const bool fractions =
        std::ranges::all_of(options_.percents, [](double percent) { return percent < 1.0; });
    if (fractions) {
      note(NoteCode::percent_below_one,
           fmt::format("Doses are for percentages: {0:g} is {0:g} %, not {1:g} %.",
                       options_.percents.front(), 100.0 * options_.percents.front()));
    }
  }

  bool has_model_variance() const {
    return fit_.variance() == Variance::model && model_.covariance_label.empty();
  }

  /// Of a factor that is asked for.
  void require_possible_factor() const {
    if (options_.heterogeneity != HeterogeneityUse::on) return;
    require_groups(model_.response);
    if (!has_model_variance()) refuse_factor_of_other_variance();
    if (fit_.heterogeneity().tested || rows_) return;
    refuse("a heterogeneity factor needs the data that the model was fitted to",
           "give the data, too");
  }

  void allow_for_groups() {
    require_possible_factor();
    const double degrees = asked_degrees(fit_);
    study_.level = options_.level;
    study_.critical = wald_critical_value(options_.level, degrees);
    if (std::isfinite(degrees)) study_.t_degrees = degrees;
    if (model_.response.grouped()) judge_groups();
    result_.critical = study_.critical;
    result_.test_degrees = study_.t_degrees;
  }

  /// The test of the fit, or, if it has none, that of its data.
  void judge_groups() {
    Heterogeneity& h = result_.heterogeneity;
    h = fit_.heterogeneity();
    const bool of_fit = h.applied && options_.heterogeneity == HeterogeneityUse::automatic;
    if (!h.tested) measure_fit();
    if (!h.tested) return;
    h.applied = of_fit || uses_factor(h, options_.heterogeneity, FitOptions().heterogeneity_p);
    h.applied = h.applied && has_model_variance();
    if (has_model_variance()) note_poor_fit();
    if (!h.applied) return;
    if (study_.t_degrees > 0.0) {
      refuse(
          fmt::format("the heterogeneity factor of the groups has degrees of freedom of its own, "
                      "{:g}",
                      h.degrees),
          "leave --df out, or add --het off");
    }
    study_.factor = h.factor;
    study_.t_degrees = h.degrees;
    study_.critical = t_quantile(0.5 + 0.5 * options_.level, h.degrees);
  }

  void measure_fit() {
    const double degrees = fit_.goodness().df_residual;
    if (!(degrees > 0.0) || fit_.pseudo_likelihood()) return;
    if (!rows_) return note_untested();
    const double pearson = pearson_statistic(rows_->reader(), model_, source_->execution);
    result_.heterogeneity = test_of_fit(pearson, fit_.goodness().deviance, degrees);
  }

  void note_untested() {
    if (options_.heterogeneity == HeterogeneityUse::off) return;
    note(NoteCode::heterogeneity_unknown,
         "Without the data nobody can tell whether the groups vary more than binomial counts do: "
         "there is no heterogeneity factor. Give the data, too.");
  }

  void note_poor_fit() {
    std::optional<Note> poor =
        heterogeneity_note(result_.heterogeneity, FitOptions().heterogeneity_p);
    if (poor) result_.notes.push_back(*std::move(poor));
  }

  /// Whether the variance is that of the likelihood, so that its ratios are chi-square.
  bool has_own_variance() const {
    return fit_.variance() == Variance::model && !model_.pseudo_likelihood() &&
           model_.covariance_label.empty();
  }

  /// Why there can be no profile; empty if there can.
  std::string profile_obstacle() const {
    if (!rows_) return "it needs the data, which a model file does not hold";
    if (fit_.method() == Method::median) return "the estimates maximise no likelihood";
    if (reduces_bias(fit_.method())) return "the fit is penalised";
    if (!model_.coefficients_label.empty()) return "the coefficients are given ones";
    if (!has_own_variance()) return "the variance is not that of the likelihood";
    if (model_.curve.has_asymptotes()) return "the curve has a guess or lapse rate";
    if (model_.plan.eliminated > 0) {
      return fmt::format("{} has too many levels", model_.plan.eliminated_variable()->name);
    }
    return {};
  }

  /// Fieller's and profile limits ask for one quantile at all doses.
  void choose_delta() {
    const std::string reason = fmt::format(
        "the variance {} has degrees of freedom of its own for each number, and so no "
        "quantile for all doses",
        fit_.variance_choice().text());
    for (const DoseInterval method : options_.intervals) {
      if (method == DoseInterval::delta) continue;
      refuse("limits by Fieller's theorem and profiles are not to be had: " + reason, "--ci delta");
    }
    result_.own_degrees = true;
    result_.methods = {DoseInterval::delta};
    note(NoteCode::delta_limits_alone,
         fmt::format("Limits are by the delta method alone: {}.", reason));
  }

  void choose_methods() {
    if (model_.contrast_degrees) return choose_delta();
    result_.methods = options_.intervals;
    if (result_.methods.empty()) {
      result_.methods = {DoseInterval::delta, DoseInterval::fieller, DoseInterval::profile};
    }
    const auto profile = std::ranges::find(result_.methods, DoseInterval::profile);
    if (profile == result_.methods.end()) return;
    const std::string obstacle = profile_obstacle();
    if (obstacle.empty()) {
      profile_.emplace(*rows_);
      return;
    }
    result_.methods.erase(profile);
    note(NoteCode::no_profile, fmt::format("No profile likelihood: {}.", obstacle));
  }

  ConfidenceSet limits(DoseInterval method, Index curve, const DoseTarget& target) {
    const Crossing crossing = study_.crossing(curve, target);
    if (method == DoseInterval::delta) {
      return delta_set(crossing, study_.critical_of(study_.gradient(curve, target)));
    }
    const bool certain = crossing.height_variance == 0.0;
    if (method == DoseInterval::fieller || certain) return fieller_set(crossing, study_.critical);
    const double cut = study_.factor * study_.critical * study_.critical;
    return profile_->set(profiled_crossing(study_, curve, target, rows_->kept()), cut);
  }

  void estimate(Index curve, double percent) {
    const DoseTarget target = dose_target(model_.curve, percent, options_.absolute);
    DoseEstimate row;
    row.curve = curve;
    row.percent = percent;
    row.estimate = study_.measure(curve, target);
    row.std_error = study_.crossing(curve, target).std_error();
    row.degrees = study_.degrees_of(study_.gradient(curve, target));
    row.dose = scale_.reaches(row.estimate) ? scale_.dose_at(row.estimate) : kNaN;
    if (std::isnan(row.dose)) note_unreached(percent);
    for (const DoseInterval method : result_.methods) {
      const ConfidenceSet set = limits(method, curve, target);
      row.limits.push_back({method, set, scale_.doses_of(set)});
    }
    result_.estimates.push_back(std::move(row));
  }

  void note_unreached(double percent) {
    note(NoteCode::dose_not_reached,
         fmt::format("No dose gives {:g} %: {} is flat there.", percent, scale_.spelling()));
  }

  void compare() {
    for (const DoseRatio& ratio : options_.ratios) {
      result_.ratios.push_back(dose_ratio(study_, ratio, options_.absolute));
    }
    if (options_.potency) result_.potencies = relative_potencies(study_);
    if (result_.curves.size() < 2) return;
    test_parallel();
    if (result_.curves.size() > kMostCompared) {
      note(NoteCode::curves_not_compared,
           fmt::format("More than {} curves are not compared pairwise.", kMostCompared));
      return;
    }
    const double percent = compared_percent(options_);
    const DoseTarget target = dose_target(model_.curve, percent, options_.absolute);
    result_.comparisons = compare_curves(study_, percent, target);
  }

  void test_parallel() {
    const bool likelihood = rows_ && fit_.method() == Method::maximum_likelihood &&
                            !model_.curve.has_asymptotes() && model_.coefficients_label.empty() &&
                            has_own_variance();
    result_.parallel = test_slopes(study_, likelihood ? &*rows_ : nullptr);
    if (result_.parallel.kind != ParallelTest::Kind::none || !likelihood) return;
    result_.parallel = test_against_own_slopes(study_, fit_, source_->table, source_->execution);
  }

  void note_unbounded() {
    const bool unbounded =
        std::ranges::any_of(result_.curves, [](const DoseCurve& curve) { return curve.g >= 1.0; });
    if (!unbounded) return;
    note(NoteCode::unbounded_dose,
         "Where g is 1 or more, the slope is not told from 0, and no bounded interval can hold the "
         "level: a delta interval is bounded all the same, and not to be believed.");
  }

  void note_extrapolation() {
    const double low = dose().moments.min;
    const double high = dose().moments.max;
    std::vector<std::string> outside;
    for (const DoseEstimate& row : result_.estimates) {
      const double value = options_.logged > 0.0 ? row.estimate : row.dose;
      const std::string percent = fmt::format("{:g} %", row.percent);
      const bool named = std::ranges::find(outside, percent) != outside.end();
      if ((value < low || value > high) && !named) outside.push_back(percent);
    }
    if (outside.empty()) return;
    note(NoteCode::dose_extrapolates,
         fmt::format("Extrapolated, for {}: the model has seen {} from {:.5g} to {:.5g}.",
                     fmt::join(outside, ", "), dose().name, low, high));
  }

  const Fit& fit_;
  const Model& model_;
  const DoseOptions& options_;
  const Source* source_;
  DoseScale scale_;
  CurvePoints points_;
  DoseLines lines_;
  DoseStudy study_;
  std::optional<FittedRows> rows_;
  std::optional<ProfileLikelihood> profile_;
  Dose result_;
};

}  // namespace

void DoseOptions::validate() const {
  check_option("level", level, "> 0 and < 1", level > 0.0 && level < 1.0);
  check_option("logged", logged, "0 or > 1", logged == 0.0 || logged > 1.0);
  const auto check_percent = [](double percent) {
    check_option("p", percent, "> 0 and < 100, in percent", percent > 0.0 && percent < 100.0);
  };
  check_option("number of p", static_cast<double>(percents.size()), "> 0", !percents.empty());
  for (const double percent : percents) check_percent(percent);
  for (const DoseRatio& ratio : ratios) {
    check_percent(ratio.above.percent);
    check_percent(ratio.below.percent);
  }
}

Dose dose(const Fit& fit, const DoseOptions& options) {
  options.validate();
  require_maximum(fit);
  require_probabilities(fit);
  return DoseFinder(fit, options, nullptr).result();
}

Dose dose(const Fit& fit, const Table& table, const DoseOptions& options,
          const Execution& execution) {
  options.validate();
  execution.validate();
  require_maximum(fit);
  require_probabilities(fit);
  const Source source{table, execution};
  return DoseFinder(fit, options, &source).result();
}

}  // namespace odds
