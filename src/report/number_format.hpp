// How numbers look: to the last bit for programs, with sensible digits for people.
#pragma once

#include <odds/report.hpp>

#include <optional>
#include <string>

namespace odds {

/// The shortest text that reads back as the same double; `inf` and `nan` included; zero has
/// no sign, whole numbers below 1e15 no exponent. Any locale.
std::string shortest(double value);

/// `value` with `decimals` decimals; what they show as zero has no sign. `NaN`, `Inf`, `-Inf` for
/// what is not finite.
std::string fixed(double value, int decimals);

/// `value` with `digits` significant digits: positional from 1e-4 up to 1e7, else `1.2346e-08`.
std::string significant(double value, int digits);

/// A p-value with `digits` decimals, 3 or more: `0.0165`. Where the last but one would be below 1
/// it says so: `<0.001` for 4 digits.
std::string p_value(double p, int digits);

/// A count: without decimals if it is whole.
std::string count(double value);

/// The number in a cell; nothing for text and for empty cells.
std::optional<double> number_in(const Cell& cell);

/// The text of a number for people; of other cells: empty. `digits` are decimals (none: 4, of
/// ratios 2, below 0.1 3), more where the cell's scale would not show two digits. What is below
/// 1e-7 in scale or above 1e7 in size is scientific; an estimate whose size and standard error are
/// below 1e-100 is shown as 0.
std::string number_text(const Cell& cell, std::optional<int> digits = {});

}  // namespace odds
