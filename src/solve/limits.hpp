// The limits at which both solvers take a number for 0, and give up.
#pragma once

#include <odds/optimizer.hpp>

#include <limits>

namespace odds {

inline constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

/// The log-likelihood is a sum of terms of one sign, each good to a few units of rounding; two
/// values this close, relative to Evaluation::scale, may be equal.
inline constexpr double kValueRounding = 64.0 * kEpsilon;

/// Rounding moves the score by some kEpsilon of its parts. The gain that a step promises, such as
/// Newton's decrement, is quadratic in the score.
inline constexpr double kGainRounding = (16.0 * kEpsilon) * (16.0 * kEpsilon);

/// Iterations at most: what the options say, or else the solver's own number.
inline int most_iterations(const OptimizerOptions& options, int of_solver) {
  return options.max_iterations > 0 ? options.max_iterations : of_solver;
}

}  // namespace odds
