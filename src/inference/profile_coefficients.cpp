#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "inference/limit_profile.hpp"
#include "inference/maximized_objective.hpp"
#include "math/distributions.hpp"
#include "model/coordinates.hpp"
#include "solve/linear_profile.hpp"
#include "solve/supremum.hpp"

#include <odds/error.hpp>
#include <odds/profile.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace odds {
namespace {

constexpr const char* kWayOut = "leave the profile out: intervals are Wald's then";

[[noreturn]] void refuse_profile(const std::string& reason) {
  refuse(fmt::format("there is no profile likelihood: {}", reason), kWayOut);
}

void refuse_pseudo_likelihood(Method method, bool has_weights, bool is_fractional) {
  if (method == Method::median) refuse_profile("median bias reduction maximises none");
  if (has_weights) refuse_profile("with probability weights none is maximised");
  if (is_fractional) refuse_profile("of fractions it is a quasi-likelihood");
}

constexpr const char* kRobust = "a robust variance says that it does not tell how estimates vary";

void require_profile(const Fit& fit) {
  require_estimates(fit);
  const Model& model = fit.model();
  refuse_pseudo_likelihood(fit.method(), !model.roles.probability_weights.empty(),
                           model.response.fractional());
  if (fit.variance() != Variance::model) refuse_profile(kRobust);
  if (!fit.covariance_label().empty()) refuse_profile("the covariance is a given one");
  if (!fit.coefficients_label().empty()) refuse_profile("the coefficients are given ones");
  if (fit.eliminated() > 0) {
    refuse_profile(fmt::format("{} has too many levels", model.plan.eliminated_variable()->name));
  }
  if (fit.maximum().has_estimates()) return;
  throw Error(ErrorKind::model, {.what = "the fit is no maximum, which a profile starts from",
                                 .where = {},
                                 .hint = {},
                                 .excerpt = {}});
}

constexpr ProfileRow kNoProfile = {kNaN, kNaN, kNaN, kNaN, kNaN, kNaN};

/// Profiles of one fit.
class Profiles {
 public:
  Profiles(const Fit& fit, const Table& table, const ProfileOptions& options,
           const Execution& execution)
      : fit_(fit), options_(options), maximized_(fit, table, execution) {
    const bool has_finite = maximized_.maximum().size() > 0;  // not where all rows are decided
    if (has_finite) profile_.emplace(maximized_.objective(), maximized_.maximum());
  }

  ProfileRow row(std::span<const double> weights) {
    if (!maximized_.determines(weights)) return row_at_limit(weights);
    const Vector form = maximized_.form(weights);
    if (!profile_->has_curvature() || moves_corrected_intercept(form)) return kNoProfile;
    const double factor = fit_.model().factor;
    const double critical = wald_critical_value(options_.level, fit_.test_degrees());
    const double cut = factor * critical * critical;
    const ProfileEnd low = profile_->end(form, -1.0, cut);
    const ProfileEnd high = profile_->end(form, 1.0, cut);
    ProfileRow row;
    row.estimate = form.dot(maximized_.maximum());
    row.conf_low = low.at;
    row.conf_high = high.at;
    row.root_error = (low.miss + high.miss) / std::sqrt(factor);
    const ProfileEnd& towards = options_.null < row.estimate ? low : high;
    const ConstrainedMaximum null = profile_->at(form, options_.null, towards);
    row.statistic =
        null.is_maximum ? std::max(2.0 * (profile_->value() - null.value) / factor, 0.0) : kNaN;
    row.p_value = wald_p_value(std::sqrt(row.statistic), fit_.test_degrees());
    return row;
  }

 private:
  /// Of a combination that the undecided rows do not determine.
  ProfileRow row_at_limit(std::span<const double> weights) const {
    const Vector form = maximized_.form_of_all_rows(weights);
    const double critical = wald_critical_value(options_.level, fit_.test_degrees());
    LimitProfile profile(maximized_.of_all_rows(), fit_.maximum().value);
    ProfileRow row;
    row.estimate = kNaN;
    row.conf_low = -kInfinity;
    row.conf_high = kInfinity;
    row.statistic = profile.deviance(form, options_.null);
    row.p_value = wald_p_value(std::sqrt(row.statistic), fit_.test_degrees());
    const int goes_to = sign_at_limit(maximized_.of_all_rows(), form, maximized_.separation(fit_),
                                      fit_.model().recession->is_ray());
    if (goes_to == 0) return row;
    row.estimate = goes_to * kInfinity;
    const LimitEnd end = profile.end(form, -goes_to, critical * critical);
    (goes_to > 0.0 ? row.conf_low : row.conf_high) = end.at;
    row.root_error = end.miss;
    return row;
  }

  /// What FLIC corrects is no part of the penalised maximum.
  bool moves_corrected_intercept(const Vector& form) const {
    return fit_.method() == Method::flic && form[0] != 0.0;
  }

  const Fit& fit_;
  const ProfileOptions& options_;
  MaximizedObjective maximized_;
  std::optional<LinearProfile> profile_;
};

void check_weights(const Fit& fit, std::span<const double> weights) {
  if (weights.size() != fit.names().size()) {
    refuse(fmt::format("{} weights for {} coefficients", weights.size(), fit.names().size()));
  }
  for (std::size_t j = 0; j < weights.size(); ++j) {
    const std::string& name = fit.names()[j];
    if (!std::isfinite(weights[j])) refuse(fmt::format("the weight of {} is not finite", name));
    const bool is_aliased = is_aliased_column(fit.model(), static_cast<Index>(j));
    if (weights[j] == 0.0 || !is_aliased) continue;
    refuse(fmt::format("{} is aliased: it has no coefficient that could have a weight", name));
  }
  if (std::ranges::all_of(weights, [](double weight) { return weight == 0.0; })) {
    refuse("all weights are 0: there is nothing to profile");
  }
}

}  // namespace

void ProfileOptions::validate() const {
  check_option("level", level, "> 0 and < 1", level > 0.0 && level < 1.0);
  check_option("null", null, "finite", std::isfinite(null));
}

std::vector<ProfileRow> profile_coefficients(const Fit& fit, const Table& table,
                                             const ProfileOptions& options,
                                             const Execution& execution) {
  options.validate();
  execution.validate();
  require_profile(fit);
  Profiles profiles(fit, table, options, execution);
  std::vector<ProfileRow> rows;
  std::vector<double> weights(fit.names().size());
  for (std::size_t j = 0; j < weights.size(); ++j) {
    weights[j] = 1.0;
    rows.push_back(is_aliased_column(fit.model(), static_cast<Index>(j)) ? kNoProfile
                                                                         : profiles.row(weights));
    weights[j] = 0.0;
  }
  return rows;
}

ProfileRow profile_combination(const Fit& fit, const Table& table, std::span<const double> weights,
                               const ProfileOptions& options, const Execution& execution) {
  options.validate();
  execution.validate();
  require_profile(fit);
  check_weights(fit, weights);
  return Profiles(fit, table, options, execution).row(weights);
}

std::vector<ProfiledRow> profiled_coefficients(const Fit& fit, std::span<const ProfileRow> profiles,
                                               const CoefficientOptions& options) {
  const std::vector<CoefficientRow> wald = coefficients(fit, options);
  if (profiles.size() != wald.size()) {
    refuse(fmt::format("{} profiles for {} coefficients", profiles.size(), wald.size()));
  }
  std::vector<ProfiledRow> rows;
  for (std::size_t j = 0; j < wald.size(); ++j) {
    const ProfileRow& profile = profiles[j];
    ProfiledRow row{wald[j], profile.statistic, profile.p_value};
    row.conf_low = options.ratios ? std::exp(profile.conf_low) : profile.conf_low;
    row.conf_high = options.ratios ? std::exp(profile.conf_high) : profile.conf_high;
    if (reduces_bias(fit.method())) {
      row.statistic = profile.statistic;
      row.p_value = profile.p_value;
    }
    const bool is_corrected = fit.method() == Method::flic && j == 0;
    if (is_corrected) {
      row.conf_low = wald[j].conf_low;
      row.conf_high = wald[j].conf_high;
    }
    rows.push_back(row);
  }
  return rows;
}

void require_profile(const FitOptions& options) {
  refuse_pseudo_likelihood(options.method, !options.probability_weights.empty(),
                           options.fractional);
  if (options.chosen_variance().kind != Variance::model) refuse_profile(kRobust);
}

}  // namespace odds
