#include "inference/heterogeneity.hpp"

#include "base/failure.hpp"
#include "math/distributions.hpp"

#include <odds/error.hpp>
#include <odds/notes.hpp>

#include <fmt/format.h>

#include <cmath>
#include <string>

namespace odds {
namespace {

[[noreturn]] void fail_without_factor(const char* what, const char* hint = "leave out --het on") {
  throw Error(ErrorKind::model, {.what = what, .where = {}, .hint = hint, .excerpt = {}});
}

Note factor_note(const Heterogeneity& heterogeneity) {
  return make_note(
      NoteCode::heterogeneity_factor,
      fmt::format("The groups vary {:.3g} times as much as binomial counts do: variances are "
                  "multiplied by that, and t with {:g} degrees of freedom stands for z.",
                  heterogeneity.factor, heterogeneity.degrees));
}

}  // namespace

double pearson_term(double y, double p, double complement) {
  const double gap = y * complement - (1.0 - y) * p;  // y - p
  // gap / (p complement); a term without weight is 0 where its probability is, too.
  const double over_p = y > 0.0 ? y / p : 0.0;
  const double over_miss = y < 1.0 ? (1.0 - y) / complement : 0.0;
  return gap == 0.0 ? 0.0 : gap * (over_p - over_miss);
}

double degrees_of_t(const Heterogeneity& heterogeneity) {
  return heterogeneity.applied ? heterogeneity.degrees : kInfinity;
}

double asked_degrees(const Fit& fit) {
  return fit.heterogeneity().applied ? kInfinity : fit.model().t_degrees;
}

void check_heterogeneity(const FitOptions& options) {
  const double p = options.heterogeneity_p;
  check_option("heterogeneity p", p, "> 0 and < 1", p > 0.0 && p < 1.0);
  if (options.heterogeneity != HeterogeneityUse::on) return;
  if (options.chosen_variance().kind != Variance::model) refuse_factor_of_other_variance();
}

void refuse_factor_of_other_variance() {
  refuse("a heterogeneity factor goes with the variance of the model: others allow for it already",
         "leave out --het on, or the choice of a variance");
}

void require_groups(const ResponsePlan& response) {
  if (response.grouped()) return;
  refuse(
      "a heterogeneity factor needs groups of trials: of single 0/1 outcomes Pearson's statistic "
      "does not measure the fit",
      "write the response as events / trials, or leave out --het on");
}

Heterogeneity test_of_fit(double pearson, double deviance, double degrees) {
  return {.tested = true,
          .pearson = pearson,
          .degrees = degrees,
          .p_value = chi_square_p_value(pearson, degrees),
          .deviance_p_value = chi_square_p_value(deviance, degrees),
          .factor = pearson / degrees,
          .applied = false};
}

bool uses_factor(const Heterogeneity& tested, HeterogeneityUse use, double most_p) {
  if (std::isfinite(tested.factor) && tested.factor > 0.0) {
    return use == HeterogeneityUse::on ||
           (use == HeterogeneityUse::automatic && tested.p_value < most_p);
  }
  if (use != HeterogeneityUse::on) return false;
  if (tested.factor == 0.0) {
    fail_without_factor("there is no heterogeneity factor: every group is fitted exactly");
  }
  fail_without_factor(
      "Pearson's statistic is infinite, and with it the heterogeneity factor: a "
      "group contradicts a fitted probability of 0 or 1",
      "look for the group with odds predict, or leave out --het on");
}

void allow_for_heterogeneity(const FitOptions& options, double pearson, FitParts& fit,
                             Model& model) {
  if (!fit.response.grouped || fit.pseudo_likelihood || !fit.converged()) return;
  const double degrees = fit.goodness.df_residual;
  if (degrees > 0.0) {
    fit.heterogeneity = test_of_fit(pearson, fit.goodness.deviance, degrees);
  } else if (options.heterogeneity == HeterogeneityUse::on) {
    fail_without_factor(
        "there is no heterogeneity factor: the model has as many coefficients as "
        "there are groups");
  }
  if (degrees <= 0.0 || fit.variance != Variance::model) return;
  fit.heterogeneity.applied =
      uses_factor(fit.heterogeneity, options.heterogeneity, options.heterogeneity_p);
  if (fit.heterogeneity.applied) apply_factor(fit.heterogeneity, model);
  std::optional<Note> warning = heterogeneity_note(fit.heterogeneity, options.heterogeneity_p);
  if (warning) {
    fit.notes.push_back(*std::move(warning));
  } else if (fit.heterogeneity.applied) {
    fit.notes.push_back(factor_note(fit.heterogeneity));
  }
}

void apply_factor(const Heterogeneity& heterogeneity, Model& model) {
  model.factor = heterogeneity.factor;
  model.t_degrees = heterogeneity.degrees;
  model.covariance.scale(model.factor);
}

std::optional<Note> heterogeneity_note(const Heterogeneity& heterogeneity, double most_p) {
  const double factor = heterogeneity.factor;
  if (!std::isfinite(factor)) {
    return make_note(NoteCode::heterogeneity_infinite,
                     "Pearson's statistic is infinite: a group contradicts a fitted probability of "
                     "0 or 1. There is no heterogeneity factor, and limits are too narrow.");
  }
  if (heterogeneity.applied && factor < 1.0) {
    return make_note(NoteCode::heterogeneity_below_one,
                     fmt::format("The groups vary less than binomial counts do: the factor {:.3g} "
                                 "makes limits narrower than the model's.",
                                 factor));
  }
  if (heterogeneity.applied || heterogeneity.p_value >= most_p) return std::nullopt;
  return make_note(
      NoteCode::poor_fit,
      fmt::format("The groups vary {:.3g} times as much as binomial counts do: without "
                  "a heterogeneity factor (--het on) standard errors and limits are too small.",
                  factor));
}

}  // namespace odds
