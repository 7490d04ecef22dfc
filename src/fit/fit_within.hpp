// A fit with limits of its own: for tests of what is meant for large designs.
#pragma once

#include "design/design_plan.hpp"

#include <odds/fit.hpp>

namespace odds {

/// `fit`, where a factor is eliminated from as few levels on as `limits` say. Options and execution
/// are valid.
Fit fit_within(PlanLimits limits, const Table& table, const Formula& formula,
               const FitOptions& options, const Execution& execution);

}  // namespace odds
