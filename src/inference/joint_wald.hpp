// Wald's statistic of several estimates together.
#pragma once

#include "math/linear_algebra.hpp"
#include "model/contrast_degrees.hpp"

#include <cmath>

namespace odds {

struct JointWald {
  double chi2 = 0.0;
  Index degrees = 0;  ///< the rank of the covariance, as far as it has one
};

/// d' C^- d for estimates d with covariance C, which is inverted on its range: a sandwich of few
/// rows, and hypotheses that follow from each other, have no other inverse.
///
/// With C scaled to unit diagonal, eigenvalues below 1e-10 of the largest are 0; above that
/// Cholesky gives the statistic to 1e-16 times the condition. No degrees where no variance is
/// positive, or where d has a part outside the range: what the covariance says nothing of is not
/// tested, as by Stata.
JointWald joint_wald(const Vector& estimates, const Matrix& covariance);

/// A joint test as reports have it: of chi2, or of F where `denominator` is finite. Without
/// degrees, or a reference, there is no test: 0 degrees and NaN; of the latter the denominator is
/// NaN, too.
struct ReferredTest {
  double statistic = kNaN;
  Index degrees = 0;
  double denominator = kInfinity;
  double p_value = kNaN;
};

ReferredTest refer(const JointWald& test, const JointReference& reference);

/// Whether there would be a test but for the reference: there are too few clusters.
inline bool lacks_reference(const ReferredTest& test) { return std::isnan(test.denominator); }

}  // namespace odds
