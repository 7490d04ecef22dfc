// A point next to the maximum, to begin the search of a large fit with.
#pragma once

#include "design/data_roles.hpp"
#include "likelihood/logistic.hpp"

#include <optional>
#include <vector>

namespace odds {

/// A point, and what is known of the likelihood there.
struct Start {
  Vector point;
  ArrowMatrix information;         ///< or one like it
  std::optional<Evaluation> here;  ///< value and score
};

/// The maximum of the model that has nothing but an offset and, where it has one, its `intercept`;
/// else that is 0.
///
/// Without an offset all rows have the same sigma there, and the survey tells the rest: information
/// is the curvature bound times 4 sigma', and the score differs by that of a residual 1/2 - sigma.
Start start_from_null(const DataRoles& roles, double intercept, const Survey& survey,
                      const std::vector<Index>& kept);

/// A point next to the maximum of the likelihood of `rows` rows in the columns `kept`, where the
/// table has many rows or cells; else, and where there may be no maximum, the point of `start`.
///
/// By way of the maximum of a tenth of the blocks, if its rows tell the curvature well, and then
/// with scores alone (solve/quasi_newton.hpp). For 50 columns it saves half of the passes that sum
/// an information matrix.
Vector approach(const LogisticLikelihood& likelihood, const std::vector<Index>& kept, Start start,
                Index rows);

}  // namespace odds
