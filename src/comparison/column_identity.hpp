// Columns of designs by what their values are, whatever the formula they come from.
#pragma once

#include "design/design_plan.hpp"

#include <string>
#include <vector>

namespace odds {

/// One text for each column of the formula's design: two columns with the same text have the same
/// values in the same rows. It has the numeric expressions with their constants and powers, and the
/// level of each factor; neither the order of factors in the term nor their bases matter.
std::vector<std::string> column_identities(const DesignPlan& plan);

}  // namespace odds
