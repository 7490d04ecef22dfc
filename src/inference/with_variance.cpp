#include "base/failure.hpp"
#include "inference/fitted_rows.hpp"
#include "inference/robust_covariance.hpp"
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
  if (variance == Variance::model) {
    if (model.roles.probability_weights.empty()) return;
    refuse("with probability weights the inverse information is no variance of the estimates",
           "choose one of hc0, hc1, hc2, hc3, stata");
  }
  if (fit.method() == Method::firth) {
    refuse("Firth's estimates have the inverse information as their only variance",
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
  model.factor_degrees = std::numeric_limits<double>::infinity();
  return model;
}

ArrowInverse robust(const Fit& fit, const Model& model, const Table& table, Variance variance,
                    const Execution& execution) {
  const FittedRows rows(fit, table, execution);
  return {.core = robust_covariance(rows.reader(), model, variance,
                                    static_cast<Index>(rows.kept().size()), execution),
          .slope = {},
          .variance = {}};
}

}  // namespace

Fit with_variance(const Fit& fit, const Table& table, Variance variance,
                  const Execution& execution) {
  execution.validate();
  require_maximum(fit);
  refuse_variance(fit, variance);
  if (fit.variance() == variance && fit.covariance_label().empty()) return fit;
  const bool is_robust = variance != Variance::model;
  Model model = is_robust ? without_factor(fit.model()) : fit.model();
  if (is_robust) {
    ArrowInverse covariance = robust(fit, model, table, variance, execution);
    if (!model.bread) model.bread = std::move(model.covariance);
    model.covariance = std::move(covariance);
  } else if (model.bread) {
    model.covariance = std::move(*model.bread);
    model.bread.reset();
  }
  model.covariance_label.clear();
  FitParts parts = fit.parts();
  parts.variance = variance;
  if (is_robust) parts.heterogeneity.applied = false;
  std::erase_if(parts.notes, [&](const Note& note) {
    return note.code == code_text(NoteCode::given_covariance) ||
           (is_robust && note.code == code_text(NoteCode::heterogeneity_factor));
  });
  set_estimates(parts, model);
  parts.model = std::make_shared<const Model>(std::move(model));
  return parts;
}

}  // namespace odds
