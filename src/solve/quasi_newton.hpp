// A point close to the maximum, found with scores alone.
#pragma once

#include "solve/objective.hpp"

#include <optional>

namespace odds {

/// Goes from `start` so close to the maximum that Newton's method ends there at once, without an
/// information matrix on the way: that of many columns costs more than several scores.
///
/// `information` is one that resembles those on the way, such as that of a sample of the rows. It
/// is corrected by what the scores show of it (BFGS: Nocedal 1980, Mathematics of Computation 35,
/// 773-782), so that each step reduces the error by more than the one before.
///
/// `start` must have a finite log-likelihood; `known` are value and score there, if they are known.
/// A score is evaluated after every step but the last. Nothing, if a step lowers the log-likelihood
/// or if steps do not come to rest soon, as on separated data.
std::optional<Vector> start_by_scores(const Objective& objective, Vector start,
                                      const ArrowMatrix& information,
                                      std::optional<Evaluation> known = std::nullopt);

}  // namespace odds
