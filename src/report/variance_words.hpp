// What a report says of the covariance that standard errors come from.
#pragma once

#include "report/build.hpp"

#include <string>

namespace odds {

/// `clustered by id (537 clusters), times G/(G-1) as in Stata's logit`: what stands behind its
/// name.
std::string variance_sentence(const Fit& fit);

/// For programs, the clusters of the variance; people read of them beside it.
Grid clusters_grid(const Fit& fit);

}  // namespace odds
