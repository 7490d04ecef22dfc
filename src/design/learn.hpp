// Constants of a design that are learnt from the data: of stateful calls, and for centring.
#pragma once

#include "design/design_plan.hpp"
#include "design/row_reader.hpp"

#include <odds/execution.hpp>

#include <string>
#include <vector>

namespace odds {

/// Moments of expressions over the used rows, in one pass (none for an empty list).
/// Throws Error(model), naming expression and line, for a value that is not finite.
std::vector<Moments> learn_moments(const RowReader& reader,
                                   const std::vector<Expression>& expressions,
                                   const Execution& execution);

/// A call of scale() or center() and the constants that the used rows give it.
struct LearntCall {
  Expression call;
  std::vector<double> constants;
};

/// The stateful calls in terms and offsets that lack constants, once for each expression.
std::vector<Expression> calls_to_learn(const DataRoles& roles);

/// The same with the constants that the rows give them.
std::vector<LearntCall> learn_calls(const RowReader& reader, const Execution& execution);

/// Gives the calls in terms and offsets their constants.
void bind_calls(DataRoles& roles, const std::vector<LearntCall>& calls);

/// The change that rounding alone may make in a number: those that a file gives with 15 digits are
/// within 23 times 2^-53 of those that were meant.
inline constexpr double kCellRounding = 32.0 * 0x1p-53;

/// Chooses centres, shifts and scales for the columns of `plan`, without residual columns; at most
/// two passes, none when every term is a bare number column or a factor. Throws Error(model) as
/// learn_moments, or when the squares of a column leave the range of a double.
///
/// Returns how far rounding may move the entries of each centred column, p: kCellRounding times the
/// largest value before its centre is taken off. Infinite for a column of nothing but rounding:
/// one whose values differ by no more.
Vector learn_centring(DesignPlan& plan, const RowReader& reader, const Execution& execution);

}  // namespace odds
