// The supremum of a likelihood under linear constraints.
#pragma once

#include "solve/constrained_objective.hpp"
#include "solve/objective.hpp"

namespace odds {

/// Under constraints the data may be separated, or not, whatever they are without.
struct HeldSupremum {
  double value = 0.0;
  Vector point;  ///< of the objective's unknowns, where the undecided rows have their maximum

  /// How many unknowns of the objective the constraints take from the rows that stay undecided
  /// under them: the degrees of freedom of a likelihood ratio (Geyer 2009, section 3.15).
  Index degrees_lost = 0;
};

/// On the points of `space`, which is not empty; looked for from the one next to `start`, if there
/// is one.
HeldSupremum supremum_under(const Objective& objective, const AffineSpace& space,
                            const Vector& start = {});

}  // namespace odds
