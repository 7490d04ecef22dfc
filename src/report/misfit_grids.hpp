// The tables of what a model does not have, and of residuals by its variables.
#pragma once

#include <odds/diagnose.hpp>
#include <odds/report.hpp>

#include <vector>

namespace odds {

/// Score tests of curvature and interactions, as far as they were asked for.
std::vector<Section> missing_term_sections(const Diagnosis& diagnosis);

/// Mean residuals, a table for each variable; for programs one table of all.
std::vector<Section> binned_sections(const std::vector<BinnedResiduals>& binned);

}  // namespace odds
