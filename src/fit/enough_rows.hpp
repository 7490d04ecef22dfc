// Whether there are rows enough to estimate the coefficients of a design.
#pragma once

#include "design/design_plan.hpp"

namespace odds {

/// Throws Error(model) if there are fewer rows than columns, or no column; the hint names the
/// factors with most levels.
void require_enough_rows(const DesignPlan& plan, Index rows);

}  // namespace odds
