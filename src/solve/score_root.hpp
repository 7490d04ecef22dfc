// The root of a score that is no gradient.
#pragma once

#include "solve/maximum.hpp"
#include "solve/objective.hpp"

#include <functional>

namespace odds {

/// An adjusted score at a point: gradient and information of the evaluation, whose value is only
/// reported.
using ScoreFunction = std::function<Evaluation(VectorRef point)>;

/// The point where `score` is 0, from `start`, with the termination `converged` or `iteration_cap`,
/// or `no_ascent` where the information is not positive definite.
///
/// Each step is Fisher's, I^-1 times the score, corrected by what the steps before it showed of how
/// the step depends on the point (Anderson 1965, J. ACM 12, with a memory of five), since the
/// information is only a part of the derivative. Ends when half the squared length of Fisher's step
/// in units of the information, as the decrement of a maximum, is at rounding level or no longer
/// falls below the tolerance of `options`.
Maximum root_of_score(const ScoreFunction& score, Vector start, const OptimizerOptions& options,
                      const IterationObserver& observer = {});

}  // namespace odds
