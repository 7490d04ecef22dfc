// Whether a model fits into the machine, known before anything large is allocated.
#pragma once

#include "design/design_plan.hpp"

#include <odds/execution.hpp>

namespace odds {

/// Throws Error(system), naming the bytes and the factor with most levels, when the p x p matrices
/// of a pass (one for each thread and each pending sum; of levels that are eliminated their border)
/// would not fit into what is free of memory.
void require_memory(const DesignPlan& plan, const Execution& execution);

}  // namespace odds
