// Sums over rows of differences of log-likelihoods, and Vuong's test made of them.
#pragma once

#include "comparison/aligned_rows.hpp"

#include <odds/compare.hpp>
#include <odds/execution.hpp>

#include <span>
#include <utility>
#include <vector>

namespace odds {

/// The tests of pairs of models, by number; one pass. All models use the same rows. Where both give
/// each row the same likelihood but for rounding, omega is 0 and the rest NaN.
std::vector<VuongTest> vuong_tests(const AlignedRows& rows, std::span<const NamedFit> models,
                                   const std::vector<std::pair<Index, Index>>& pairs,
                                   const Execution& execution);

}  // namespace odds
