// How numbers look: to the last bit for programs, with sensible digits for people.
#pragma once

#include <odds/report.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace odds {

/// The shortest text that reads back as the same double; `inf` and `nan` included; zero has
/// no sign, whole numbers below 1e15 no exponent. Any locale.
std::string shortest(double value);

/// `value` with `decimals` decimals; what they show as zero has no sign. `NaN`, `Inf`, `-Inf` for
/// what is not finite.
std::string fixed(double value, int decimals);

/// `value` with `digits` significant digits: positional from 1e-4 up to 1e7, else `1.2346e-08`.
std::string significant(double value, int digits);

/// A p-value with `digits` decimals if they are not all 0, else with two significant digits:
/// `0.0165`, `1.2e-08`; `<1e-300` where it underflowed to 0.
std::string p_value(double p, int digits);

/// A count: without decimals if it is whole.
std::string count(double value);

/// Whether `digits` decimals show at least two significant digits of the estimate's scale, and the
/// number is not so large that nobody would read it.
bool readable_when_fixed(const Estimate& estimate, int digits);

/// The number in a cell; nothing for text and for empty cells.
std::optional<double> number_in(const Cell& cell);

/// The texts of numbers (and of others: empty) that stand under each other: estimates share one
/// form, fixed if all are readable so, else significant.
std::vector<std::string> column_texts(std::span<const Cell> cells, int digits);

/// The text of a number that stands alone.
std::string number_text(const Cell& cell, int digits);

}  // namespace odds
