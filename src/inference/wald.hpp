// Wald rows of estimates whose critical value is known.
#pragma once

#include <odds/inference.hpp>

namespace odds {

/// The distribution that estimates over their standard errors are compared with: an interval is
/// `critical` standard errors wide on each side, and p-values are those of t with `degrees` degrees
/// of freedom (see Fit::test_degrees).
struct WaldReference {
  double critical = 0.0;
  double degrees = 0.0;
};

/// That of single estimates. Throws Error(usage) unless 0 < level < 1.
WaldReference wald_reference(double level, double degrees);

/// The public wald_row for a given reference, which may be that of simultaneous intervals.
EstimateRow wald_row(double estimate, double std_error, const WaldReference& reference);

}  // namespace odds
