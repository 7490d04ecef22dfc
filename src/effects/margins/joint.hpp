// Tests and intervals of several margins together.
#pragma once

#include "effects/margins/combined_covariance.hpp"

#include <cstdint>
#include <vector>

namespace odds {

/// Wald tests of the contrasts of each effect together, as far as they are among `shown`:
/// chi2 = d' C^- d, where C is the correlation matrix of the contrasts, d are they over their
/// standard errors, and C^- inverts C on its range. df is the rank of C, as `correlation_factor`
/// counts it: a contrast that follows from the others adds nothing to chi2 nor to df. The p-value
/// is that of F = chi2 / df where the covariance has degrees of freedom.
std::vector<JointTest> joint_tests(const MarginPlan& plan, const Vector& values,
                                   const CombinedCovariance& covariance,
                                   const std::vector<Index>& shown);

/// How wide intervals must be so that all hold together.
struct SimultaneousWidth {
  double critical_value = 0.0;  ///< in standard errors
  Index rank = 0;               ///< of the correlations
};

/// The c with Pr(max |z_j| <= c) = level for z ~ N(0, correlation) of the margins `shown`, at least
/// one, all of positive variance: sup-t (Montiel Olea and Plagborg-Moller 2019, J. Appl.
/// Econometrics 34).
///
/// With F F' the correlations, r their rank, z = R F u: u is uniform on the unit sphere and R^2
/// chi-square with r degrees of freedom. So c solves E Pr(R h(u) > c) = 1 - level with h(u) =
/// max |f_j' u| (Deak 1980, Numerische Mathematik 35, 81-94).
///
/// | rank | the mean over u                                                     | error |
/// |------|---------------------------------------------------------------------|-------|
/// | 1    | h = 1: the normal quantile, however many margins                    | 1e-14 |
/// | 2    | Owen's T functions of the angles between the f_j, in closed form    | 1e-12 |
/// | more | over 20 000 directions drawn from `seed`, Pr(R h > c) exact in each | 0.005 |
///
/// Where the covariance has degrees of freedom z is a t vector: R^2 / r has the F distribution, and
/// in rank 2 the mean is an integral over each gap, by Gauss's rule (`student_sector`).
///
/// Of two margins the angle comes from their correlation itself: no tolerance decides on their
/// rank. Correlations of 1 and -1 are angles of 0.
SimultaneousWidth simultaneous_width(const CombinedCovariance& covariance,
                                     const std::vector<Index>& shown, double level,
                                     std::uint64_t seed);

}  // namespace odds
