// What margins say of themselves: title, rows, errors, and notes on single numbers.
#pragma once

#include "effects/margin_plan.hpp"
#include "fit/model.hpp"

#include <odds/margins.hpp>

namespace odds {

/// Sets `what`, `averaged`, `errors`, and adds notes N042 (not finite), N047 (extrapolation), N048
/// (intervals of the number needed to treat through infinity) and N049 (inestimable).
void describe_margins(const Model& model, const MarginsOptions& options, const MarginPlan& plan,
                      Margins& result);

}  // namespace odds
