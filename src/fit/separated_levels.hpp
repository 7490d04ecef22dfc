// Levels whose rows all have the same outcome: they separate the data, and can be left out.
#pragma once

#include "design/design_plan.hpp"
#include "design/response_plan.hpp"
#include "design/row_reader.hpp"

#include <odds/execution.hpp>

#include <string>
#include <vector>

namespace odds {

/// The factors that have a term of their own: an indicator of each of their levels is in the
/// design, or is a combination of its columns. So the rows of a level can be fitted by themselves.
std::vector<std::string> main_effect_factors(const Formula& formula,
                                             const std::vector<DesignVariable>& variables);

/// The levels of those factors all rows of which hold events only, or non-events only, for each
/// factor that has any. One pass over the rows; O(levels) memory.
std::vector<LeftOutLevels> find_separated_levels(const RowReader& rows,
                                                 const std::vector<DesignVariable>& variables,
                                                 const ResponsePlan& response,
                                                 const Execution& execution);

/// Adds `more` levels to those that are `left_out`.
void leave_out(std::vector<LeftOutLevels>& left_out, std::vector<LeftOutLevels> more);

/// Throws Error(usage) for a factor whose base is one of the levels that are left out.
void refuse_left_out_base(const Formula& formula, const std::vector<LeftOutLevels>& left_out);

}  // namespace odds
