// What the proof of separation asks of the pairs of an event and a non-event of one set.
#pragma once

#include "math/linear_algebra.hpp"
#include "math/outer_products.hpp"
#include "solve/separation_rows.hpp"

#include <vector>

namespace odds {

/// The members of a set: p x n, of which the first `events` are events.
struct SetMembers {
  const Eigen::Ref<const Matrix>& x;
  Index events;
};

/// z' d of the pair of event i and non-event j, z = x_i - x_j; 0 where that cannot be told from 0:
/// see Sides, with the rounding of x_i and x_j beside that of the sum.
double along_pair(const SetMembers& set, Index i, Index j, VectorRef direction);

Sides sides_of_pairs(const SetMembers& set, VectorRef direction);

/// Adds z z' of pairs that span the same space as all inner pairs, those with z' step < 1/2: of the
/// event with the least x' step with each non-event, and of the other events with the non-event of
/// the largest. If any pair is inner, theirs is.
void add_inner_pairs(const SetMembers& set, VectorRef step, OuterProducts& sum);

/// Widens the range of each column by that of z at events, and of -z at non-events.
void widen_by_pairs(const SetMembers& set, std::vector<ColumnRange>& ranges);

/// The members that belong to a pair which `direction` leaves undecided, in their order.
std::vector<Index> undecided_members(const SetMembers& set, VectorRef direction);

}  // namespace odds
