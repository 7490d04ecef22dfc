// Numbers that stand for a value that is not there, as 9 beside 0 and 1.
#pragma once

#include "design/design_plan.hpp"

#include <optional>
#include <vector>

namespace odds {

/// The one of the distinct values of a number that is a usual code (9, 99, 999, .. or 88, 77, and
/// their negatives) and lies farther from the others than these from each other; nullopt: none
/// does, or there are fewer than three.
std::optional<double> code_apart(std::vector<double> values);

/// The least or greatest value of a number if it is a usual code, of two digits or negative, and
/// more than 4 standard deviations from the mean. That finds codes in up to 1 of 17 rows (1 / (1 +
/// 4^2)).
std::optional<double> code_at_an_end(const Moments& moments);

}  // namespace odds
