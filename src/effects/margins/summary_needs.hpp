// The parts of a row summary that a call of margins needs before its plan can be made.
#pragma once

#include "effects/margins/row_summary.hpp"
#include "model/model.hpp"

#include <odds/margins.hpp>

#include <vector>

namespace odds {

/// Groups for `over`; moments and quantiles for rows that stand for all, for values such as `mean`
/// and `p90`, and for steps in standard deviations and quartiles of `variables`.
SummaryNeeds summary_needs(const Model& model, const MarginsOptions& options,
                           const std::vector<Index>& variables);

}  // namespace odds
