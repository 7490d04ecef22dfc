// Margins with their derivatives in the working parameters of the model.
#pragma once

#include "math/linear_algebra.hpp"

#include <odds/margins.hpp>

namespace odds {

struct MarginsWithJacobian {
  Margins margins;
  Matrix jacobian;  ///< rows x parameters; of an untransformed margin its derivatives
};

/// As `margins`, for models without an eliminated factor.
MarginsWithJacobian margins_with_jacobian(const Fit& fit, const Table& table,
                                          const MarginsOptions& options,
                                          const Execution& execution);

}  // namespace odds
