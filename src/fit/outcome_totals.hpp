// Whether the events and weights of all rows add up to something that can be modelled.
#pragma once

#include "design/response_plan.hpp"
#include "likelihood/model_likelihood.hpp"

namespace odds {

/// Throws Error(model) unless there are both events and non-events, which the likelihood has no
/// maximum without. `response` names them.
void require_both_outcomes(const ResponsePlan& response, const NullScore& outcomes);

/// Throws Error(data) for weights whose sum is beyond the numbers that keep their digits, and for
/// more rows by frequency weights than can be counted exactly.
void require_usable_totals(const NullScore& outcomes);

}  // namespace odds
