// What goes with matched sets.
#pragma once

#include <odds/fit.hpp>

namespace odds {

/// Throws Error(usage) for options that a conditional likelihood of matched sets has no meaning
/// for, with the reason.
void check_strata(const FitOptions& options);

}  // namespace odds
