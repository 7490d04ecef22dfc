#include "base/failure.hpp"
#include "inference/fitted_rows.hpp"
#include "inference/set_variance.hpp"
#include "inference/slopes_test.hpp"
#include "model/coordinates.hpp"
#include "model/fit_parts.hpp"

#include <odds/error.hpp>
#include <odds/inference.hpp>
#include <odds/notes.hpp>
#include <odds/variance.hpp>

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

namespace odds {
namespace {

void refuse_own_coefficients(const Model& model) {
  if (model.coefficients_label.empty()) return;
  refuse("the scores of the rows belong to the fit's own coefficients, not to given ones",
         "give a covariance, too, or none");
}

/// The variances that FitOptions::variance would not be given either, and those that need what the
/// fit does not hold.
void refuse_variance(const Fit& fit, Variance variance) {
  const Model& model = fit.model();
  refuse_own_coefficients(model);
  if (fit.matched_sets().any()) {
    refuse("another variance of a conditional fit is made of the scores of its sets, with the fit",
           "fit with --vcov hc0 or stata");
  }
  if (variance == Variance::model) {
    if (model.roles.probability_weights.empty()) return;
    refuse("with probability weights the inverse information is no variance of the estimates",
           "choose a robust or clustered one");
  }
  if (reduces_bias(fit.method())) {
    refuse(
        "Firth's estimates have the inverse information as their only "
        "variance",
        "leave --vcov out");
  }
  if (!model.curve.is_log_concave()) {
    refuse("on a curve with asymptotes there is the inverse information only", "leave --vcov out");
  }
  if (model.plan.eliminated > 0) {
    refuse("the fit eliminated a factor: it does not hold what another variance is made of",
           "fit with --vcov");
  }
}

/// The model with the inverse information itself for its covariance: what takes its place allows
/// for heterogeneity without a factor.
Model without_factor(Model model) {
  (model.bread ? *model.bread : model.covariance).scale(1.0 / model.factor);
  model.factor = 1.0;
  return model;
}

/// The criteria of the likelihood, and the test of all slopes, that go with the new covariance.
void judge_slopes(FitParts& fit, const Model& model) {
  const bool has_ratio = fit.method == Method::maximum_likelihood && !fit.pseudo_likelihood;
  if (has_ratio) recall_likelihood_criteria(fit.goodness);
  fit.slopes_test = test_of_slopes(fit, model);
  if (is_beside_likelihood(fit, model)) forget_likelihood_criteria(fit.goodness);
}

}  // namespace

Fit with_variance(const Fit& fit, const Table& table, const VarianceChoice& variance,
                  const Execution& execution) {
  variance.validate();
  execution.validate();
  require_maximum(fit);
  refuse_variance(fit, variance.kind);
  if (fit.variance_choice() == variance && fit.covariance_label().empty()) return fit;
  const bool is_robust = variance.kind != Variance::model;
  Model model = is_robust ? without_factor(fit.model()) : fit.model();
  FitParts parts = fit.parts();
  if (is_robust) {
    const FittedRows rows(fit, table, execution, variance.clusters);
    set_variance(rows.reader(), variance, execution, parts, model);
    const bool has_own = parts.heterogeneity.applied || model.contrast_degrees;
    if (has_own) model.t_degrees = std::numeric_limits<double>::infinity();
    parts.heterogeneity.applied = false;
  } else {
    set_own_variance(parts, model);
  }
  std::erase_if(parts.notes, [&](const Note& note) {
    return note.code == code_text(NoteCode::given_covariance) ||
           (is_robust && note.code == code_text(NoteCode::heterogeneity_factor));
  });
  set_estimates(parts, model);
  judge_slopes(parts, model);
  parts.model = std::make_shared<const Model>(std::move(model));
  return parts;
}

}  // namespace odds
