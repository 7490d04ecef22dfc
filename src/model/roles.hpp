// From a formula and options to the roles of a table's columns.
#pragma once

#include "curve/response_curve.hpp"
#include "design/data_roles.hpp"

#include <odds/fit.hpp>
#include <odds/table.hpp>

#include <string>
#include <vector>

namespace odds {

/// The roles that a formula and options give to the columns of `table`.
/// Throws Error(usage) for a name that its header does not have, with a suggestion, and for a
/// filter whose values would depend on the rows that it leaves.
DataRoles assign_roles(const Formula& formula, const FitOptions& options, const Table& table);

/// The curve that options ask for, before anything is estimated.
ResponseCurve asked_curve(const FitOptions& options);

/// The texts of `Fit::uses` on the roles.
std::vector<std::string> describe_uses(const DataRoles& roles);

}  // namespace odds
