// A robust or clustered covariance in the place of a model's own.
#pragma once

#include "design/design_reader.hpp"
#include "model/fit_parts.hpp"
#include "model/model.hpp"

#include <odds/execution.hpp>
#include <odds/variance_choice.hpp>

namespace odds {

/// Gives the model the covariance that `choice`, not the model itself, says, and keeps the inverse
/// information as its bread; the fit says so. The columns of clusters are among the roles of the
/// reader. Throws what robust_covariance and clustered_covariance throw.
void set_variance(const DesignReader& reader, const VarianceChoice& choice,
                  const Execution& execution, FitParts& fit, Model& model);

/// Gives the model its inverse information back.
void set_own_variance(FitParts& fit, Model& model);

}  // namespace odds
