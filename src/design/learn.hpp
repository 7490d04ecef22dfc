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

/// The stateful calls in terms and offsets, with their constants.
std::vector<LearntCall> learn_calls(const RowReader& reader, const Execution& execution);

/// Gives the calls in terms and offsets their constants.
void bind_calls(DataRoles& roles, const std::vector<LearntCall>& calls);

/// Chooses centres, shifts and scales for the columns of `plan`; at most two passes, none when
/// every term is a bare number column or a factor. Throws Error(model) as learn_moments, or when
/// the squares of a column leave the range of a double.
void learn_centring(DesignPlan& plan, const RowReader& reader, const Execution& execution);

}  // namespace odds
