// The one row that stands for all when inputs are looked at one by one.
#pragma once

#include "effects/counterfactual/setting.hpp"
#include "effects/margins/row_summary.hpp"
#include "model/model.hpp"

#include <odds/margins.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace odds {

/// The cells that are set. Throws Error(usage) for several values of one variable.
Setting operating_setting(const Model& model, const std::vector<AtValues>& at,
                          const GroupSummary& rows);

/// Every variable of the terms, and what else is set, with its value: `65`, `23.24 (mean)`, `White
/// (most frequent)`, `shares of its levels`; of a condition `0.16 (share)`, or whether it holds.
std::vector<std::pair<std::string, std::string>> describe_point(const Model& model,
                                                                const Setting& setting,
                                                                MarginPoint point,
                                                                const RowSummary& summary);

/// Note N065 if a number is set beyond the rows of the fit.
std::optional<Note> point_note(const Model& model, const Setting& setting);

/// The number called `name`, a variable of the plan. Throws Error(usage) for what is none, or
/// enters as a factor.
Index require_number(const Model& model, const std::string& name);

/// The values of a number that `texts` stand for, ascending; without any 41 of them, from the least
/// to the largest in the rows of the fit. Throws Error(usage) for fewer than two.
std::vector<double> values_along(const Model& model, Index variable,
                                 const std::vector<std::string>& texts, const GroupSummary& rows);

}  // namespace odds
