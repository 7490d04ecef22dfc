// The description of margins: what they estimate, rows, errors, and notes on single numbers.
#pragma once

#include "effects/margins/margin_plan.hpp"
#include "model/model.hpp"

#include <odds/margins.hpp>

namespace odds {

/// A call of `margins`, and the rows that it asks about.
struct MarginCall {
  const Model& model;
  const DataRoles& roles;  ///< with the filters of the fit and of the call
  const MarginsOptions& options;
};

/// Sets `what`, `averaged`, `errors`, `scale`, and adds notes N042 (not finite), N047
/// (extrapolation), N048 (intervals of the number needed to treat through infinity), N049
/// (inestimable) and N143 (odds ratios that are averaged).
void describe_margins(const MarginCall& call, const MarginPlan& plan, Margins& result);

}  // namespace odds
