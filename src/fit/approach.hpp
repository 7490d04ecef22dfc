// A point next to the maximum, to begin the search of a large fit with.
#pragma once

#include "likelihood/logistic.hpp"

#include <vector>

namespace odds {

/// A point, and the information there, or one like it.
struct Start {
  Vector point;
  ArrowMatrix information;
};

/// A point next to the maximum of the likelihood of `rows` rows in the columns `kept`, where the
/// table has many blocks; else, and where there may be no maximum, the point of `start`.
///
/// By way of the maximum of a tenth of the blocks, if its rows tell the curvature well, and then
/// with scores alone (solve/quasi_newton.hpp). For 50 columns it saves half of the passes that sum
/// an information matrix.
Vector approach(const LogisticLikelihood& likelihood, const std::vector<Index>& kept, Start start,
                Index rows);

}  // namespace odds
