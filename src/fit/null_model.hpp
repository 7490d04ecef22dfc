// The model that has nothing but an intercept and the offset.
#pragma once

#include "design/data_roles.hpp"
#include "likelihood/model_likelihood.hpp"

namespace odds {

/// The log odds of the mean outcome; infinite if there are events only or non-events only.
double log_odds_of_mean(const NullScore& outcomes);

/// The intercept of the null model of `likelihood`; 0 without an intercept, infinite as
/// log_odds_of_mean.
///
/// With an offset o it is the root of the score sum_i w_i (y_i - sigma(a + o_i)), which falls in a
/// and changes its sign between log_odds_of_mean less the largest offset and less the smallest.
/// Newton's method finds it from the mean offset, or, where the offsets vary so widely that it
/// cannot, steps that keep it between two values. Some passes over the data; none without an
/// offset.
double null_intercept(const ModelLikelihood& likelihood, const DataRoles& roles,
                      const NullScore& outcomes);

}  // namespace odds
