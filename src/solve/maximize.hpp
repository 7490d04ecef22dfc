// Where optimisation starts: an objective and a starting point go in, its maximum comes out.
#pragma once

#include "solve/maximum.hpp"
#include "solve/objective.hpp"

#include <odds/optimizer.hpp>

namespace odds {

/// Maximises `objective` from `start` (p) with the solver that `options` name.
///
/// Columns should be of about unit size and free of exact dependencies (find_aliasing). The result
/// says how the iteration ended, whether a finite maximum exists and how that is known; see the
/// tables in odds/optimizer.hpp and solve/separation.hpp: a separation that is found decides as
/// many rows as can be. A start where the objective is not finite ends as no_ascent.
///
/// Throws Error(usage) for options out of range, and whatever the objective throws.
Maximum maximize(const Objective& objective, Vector start, const OptimizerOptions& options = {},
                 const IterationObserver& observer = {});

}  // namespace odds
