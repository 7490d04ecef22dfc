// A point next to the maximum, to begin the search of a large fit with.
#pragma once

#include "design/data_roles.hpp"
#include "likelihood/model_likelihood.hpp"
#include "solve/maximize.hpp"

#include <optional>
#include <vector>

namespace odds {

/// A point, and what is known of the likelihood there.
struct Start {
  Vector point;
  ArrowMatrix information;         ///< or one like it
  std::optional<Evaluation> here;  ///< value and score
};

/// A point at which all rows have about the same probability, that of the mean outcome, or 1/2
/// without an intercept.
///
/// With an offset it is what cancels the offset best, by weighted least squares on the columns
/// `kept`: from linear predictors far out, where sigma' vanishes, no step would find back. Without
/// one it is the maximum of the null model, and the outcomes tell all about it: the information is
/// the curvature bound times 4 sigma', and the score differs by that of a residual 1/2 - sigma.
Start start_from_null(const DataRoles& roles, const NullScore& outcomes,
                      const std::vector<Index>& kept);

/// A point next to the maximum of the likelihood of `rows` rows in the columns `kept`, where the
/// table has many rows or cells; else, and where there may be no maximum, the point of `start`.
///
/// By way of the maximum of a tenth of the blocks, if its rows tell the curvature well, and then
/// with scores alone (solve/quasi_newton.hpp). For 50 columns it saves half of the passes that sum
/// an information matrix.
Vector warm_start(const ModelLikelihood& likelihood, const std::vector<Index>& kept, Start start,
                  Index rows);

/// The maximum of an objective whose rows have widely varying offsets. From where nearly all of
/// them are saturated next to no information is left, and Newton's method may end without a way up
/// (no_ascent): then it starts again from where gradient descent ends, whose steps need none.
Maximum maximize_beyond_offset(const Objective& objective, const Vector& start,
                               const OptimizerOptions& options);

}  // namespace odds
