// The values that people write for variables, as cells of settings.
#pragma once

#include "design/design_plan.hpp"
#include "effects/counterfactual/setting.hpp"
#include "effects/margins/row_summary.hpp"

#include <odds/margins.hpp>

#include <string>
#include <vector>

namespace odds {

/// The variable of the plan called `name`. Throws Error(usage) for a name that it does not hold.
Index require_variable(const DesignPlan& plan, const std::string& name);

/// Whether some of the values can only be told from quantiles, or from moments, of the rows.
bool need_quantiles(const std::vector<std::string>& values);
bool need_moments(const std::vector<std::string>& values);

/// One cell for each value that `at` stands for. Throws Error(usage) for a value that the variable
/// cannot have, or a range without end.
std::vector<SetCell> set_cells(const DesignPlan& plan, const AtValues& at,
                               const GroupSummary& rows);

/// The cell of one number, or of one level.
SetCell number_cell(const DesignPlan& plan, Index variable, double number, std::string text);
SetCell level_cell(const DesignPlan& plan, Index variable, Index level);

}  // namespace odds
