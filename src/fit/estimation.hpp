// From a planned model to its maximum: which columns are estimated, where, and whether that is one.
#pragma once

#include "design/design_reader.hpp"
#include "design/response_plan.hpp"
#include "model/fit_parts.hpp"
#include "model/model.hpp"
#include "solve/maximum.hpp"

#include <odds/execution.hpp>
#include <odds/fit.hpp>

#include <vector>

namespace odds {

/// A fit in the making.
struct FitDraft {
  Model& model;
  FitParts& fit;
};

struct Estimated {
  Maximum maximum;          ///< of the columns that are kept; at a limit of fewer (Recession)
  std::vector<Index> kept;  ///< columns of the plan that others do not explain
  Index rank = 0;           ///< of all parameters
  double null_intercept = 0.0;
};

/// Firth's penalty has a maximum whatever the outcomes; the likelihood needs some of both kinds.
NeededOutcomes needed_outcomes(const FitOptions& options);

/// Chooses the columns to estimate and finds their maximum, in the plain sigmoid and then, if
/// `options` ask for asymptotes, on the curve that has them. The model of the draft is planned and
/// has neither working columns nor estimates: it gets both, its fit notes and aliased terms.
/// `rounding` is that of the centred columns (learn_centring); `reader` checks what it reads.
///
/// A maximum that is none, or of which no digit is certain, has a termination that says so. Throws
/// Error(model) if there is nothing to estimate, Error(data) for outcomes or weights that allow
/// no estimate.
Estimated estimate(const DesignReader& reader, const FitOptions& options, const Vector& rounding,
                   const Execution& execution, FitDraft draft);

/// Sets coefficients of the columns `kept` and covariance from a maximum; own parameters of the
/// model's curve are the last unknowns of the maximum.
void keep_estimates(Model& model, const Maximum& maximum, std::vector<Index> kept);

}  // namespace odds
