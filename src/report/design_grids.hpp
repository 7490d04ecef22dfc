// The tables and lines of what a diagnosis says of the design.
#pragma once

#include <odds/diagnose.hpp>
#include <odds/report.hpp>

#include <vector>

namespace odds {

/// Events for each coefficient, shrinkage, the largest inflation, rare cells. For people.
Lines design_lines(const Diagnosis& diagnosis);

/// Inflation of variances by term and, within terms of several, by column; condition indices with
/// the columns involved, and, for programs, with all shares. None of a diagnosis that was not asked
/// for them.
std::vector<Section> collinearity_sections(const Collinearity& collinearity);

/// For programs.
Grid rare_cells_grid(const SampleSupport& support);

}  // namespace odds
