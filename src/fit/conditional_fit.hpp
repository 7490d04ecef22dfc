// From a planned model to the maximum of its conditional likelihood on matched sets, and all that
// is said of it.
#pragma once

#include "design/design_reader.hpp"
#include "fit/estimation.hpp"

namespace odds {

/// Fits the model of the draft, which is planned and has the role of sets, and fills in all of the
/// report that a conditional likelihood has: rows and sets, aliased columns, maximum, separation,
/// covariance, goodness and the test of slopes. `reader` checks what it reads.
///
/// Two passes over the data; everything else is done on the members of sets in memory. Throws
/// Error(model) if no set has both outcomes or every column is constant within sets.
void fit_matched_sets(const DesignReader& reader, const FitOptions& options,
                      const Execution& execution, FitDraft draft);

}  // namespace odds
