#include "diagnose/diagnosable.hpp"

#include "base/failure.hpp"
#include "model/model.hpp"

#include <odds/inference.hpp>

namespace odds {

const Fit& diagnosable(const Fit& fit) {
  require_maximum(fit);
  require_probabilities(fit);
  if (fit.eliminated() > 0) {
    refuse("there is no diagnosis of a model with an eliminated factor",
           "leave the factor with very many levels out, or cut it to fewer levels");
  }
  return fit;
}

void require_outcomes(const Fit& fit, const DiagnoseOptions& options) {
  const bool decides = options.costs || options.sensitivity || options.specificity ||
                       options.prevalence || options.partial;
  if (decides && fit.response().fractional) {
    refuse("fractions have no outcomes: there are no thresholds and no ROC curve",
           "leave costs, sensitivity, specificity, prevalence and the partial AUC out");
  }
}

bool has_counts(const Fit& fit) {
  const DataRoles& roles = fit.model().roles;
  return roles.importance_weights.empty() && roles.probability_weights.empty() &&
         !fit.response().fractional;
}

}  // namespace odds
