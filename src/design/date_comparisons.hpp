// Comparisons of columns with dates.
#pragma once

#include "design/data_roles.hpp"

#include <odds/table.hpp>

#include <vector>

namespace odds {

/// Throws Error(usage) for a column that an expression of the roles compares with an ISO date and
/// that holds none: other numbers, or texts of which none is such a date.
void check_compared_dates(const DataRoles& roles, const std::vector<Column>& columns);

}  // namespace odds
