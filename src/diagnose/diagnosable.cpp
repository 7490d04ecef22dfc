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

bool has_counts(const Fit& fit) {
  const DataRoles& roles = fit.model().roles;
  return roles.importance_weights.empty() && roles.probability_weights.empty() &&
         !fit.response().fractional;
}

}  // namespace odds
