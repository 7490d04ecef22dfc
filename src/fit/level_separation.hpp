// Separation by the levels of a factor that is eliminated, seen before the fit.
#pragma once

#include "inference/outcomes_by_level.hpp"
#include "solve/maximum.hpp"
#include "solve/separation_rows.hpp"

#include <optional>
#include <vector>

namespace odds {

/// The separation that levels bring about whose rows all have the same outcome: along the sum of
/// their indicators, each with the sign of its outcome, no row becomes less likely. It is checked
/// on every row. None if no level of the factor that is eliminated is like that.
///
/// `rows` are those of the columns `kept` of the plan. What the other columns separate beside
/// the levels is not looked for.
std::optional<Separation> find_level_separation(const SeparationRows& rows, const DesignPlan& plan,
                                                const OutcomeTable& outcomes,
                                                const std::vector<Index>& kept);

}  // namespace odds
