// Tests and intervals of several margins together.
#pragma once

#include "effects/margins/combined_covariance.hpp"
#include "inference/sup_t.hpp"

#include <cstdint>
#include <vector>

namespace odds {

/// Wald tests of the contrasts of each effect together, as far as they are among `shown`:
/// chi2 = d' C^- d, where C is the correlation matrix of the contrasts, d are they over their
/// standard errors, and C^- inverts C on its range. df is the rank of C, as `correlation_factor`
/// counts it: a contrast that follows from the others adds nothing to chi2 nor to df.
std::vector<JointTest> joint_tests(const MarginPlan& plan, const Vector& values,
                                   const CombinedCovariance& covariance,
                                   const std::vector<Index>& shown);

/// How wide intervals must be so that all hold together.
struct SimultaneousWidth {
  double critical_value = 0.0;  ///< in standard errors
  Index rank = 0;               ///< of the correlations
  SupT largest;                 ///< the distribution that says so
};

/// The c with Pr(max |z_j| <= c) = level for z ~ N(0, correlation) of the margins `shown`, at least
/// one, all of positive variance: see SupT.
///
/// Of two margins the angle comes from their correlation itself: no tolerance decides on their
/// rank. Correlations of 1 and -1 are angles of 0.
SimultaneousWidth simultaneous_width(const CombinedCovariance& covariance,
                                     const std::vector<Index>& shown, double level,
                                     std::uint64_t seed);

}  // namespace odds
