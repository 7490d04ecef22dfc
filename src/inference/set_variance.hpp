// A robust or clustered covariance in the place of a model's own.
#pragma once

#include "design/design_reader.hpp"
#include "model/fit_parts.hpp"
#include "model/model.hpp"

#include <odds/execution.hpp>
#include <odds/note.hpp>
#include <odds/variance_choice.hpp>

#include <string>

namespace odds {

/// Fewer clusters than these make a variance that is too small (Cameron, Gelbach and Miller 2008,
/// Review of Economics and Statistics 90).
inline constexpr double kFewClusters = 30.0;

/// What is said of so few clusters of a column. `advice`: what follows, from a semicolon on.
Note few_clusters_note(double clusters, const std::string& column, const std::string& advice);

/// Gives the model the covariance that `choice`, not the model itself, says, and keeps the inverse
/// information as its bread; the fit says so. The columns of clusters are among the roles of the
/// reader. Throws what robust_covariance and clustered_covariance throw.
void set_variance(const DesignReader& reader, const VarianceChoice& choice,
                  const Execution& execution, FitParts& fit, Model& model);

/// Gives the model its inverse information back.
void set_own_variance(FitParts& fit, Model& model);

}  // namespace odds
