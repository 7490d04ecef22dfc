// The profile likelihood of a combination of coefficients that is infinite.
#pragma once

#include "math/linear_algebra.hpp"
#include "solve/objective.hpp"

namespace odds {

/// An end of { c : 2 (l - l_p(c)) <= cut }; see ProfileEnd.
struct LimitEnd {
  double at = 0.0;
  double miss = 0.0;
};

/// l_p(c) = sup { l(x) : w'x = c } of a likelihood of separated data, whose supremum l no point
/// has.
///
/// l_p is concave. If all directions of separation move w'x the same way, it rises towards l on
/// that side, and falls beyond all bounds on the other, where the set has its one end. If some move
/// it up and some down, l_p is l everywhere. Each value is the supremum under the constraint, which
/// is a maximum where that leaves nothing separated.
class LimitProfile {
 public:
  /// `objective` is of all rows, and outlives this; `supremum` is l.
  LimitProfile(const Objective& objective, double supremum)
      : objective_(objective), supremum_(supremum) {}

  /// 2 (l - l_p(c)).
  double deviance(const Vector& weights, double c);

  /// The end on the side that the combination does not go to: below for side = -1. Bracketed by
  /// doubled distances from 0, and found by find_root. NaN where none can be certified.
  LimitEnd end(const Vector& weights, double side, double cut);

 private:
  const Objective& objective_;
  double supremum_;
  Vector last_;  ///< where the last supremum under a constraint was found; empty: nowhere yet
};

}  // namespace odds
