// Margins with their derivatives in the working parameters of the model, and with what rows add.
#pragma once

#include "math/linear_algebra.hpp"

#include <odds/margins.hpp>

#include <functional>
#include <tuple>
#include <vector>

namespace odds {

/// The influences of the used rows of a block on m margins: what these lose without a row, to first
/// order, by way of the coefficients and of the average.
struct RowInfluences {
  std::vector<Index> row;  ///< in the table
  Matrix influence;        ///< m x rows

  auto fields() { return std::tie(row, influence); }
};
using InfluenceSink = std::function<void(RowInfluences&&)>;

struct MarginsWithJacobian {
  Margins margins;
  Matrix jacobian;  ///< rows x parameters; of an untransformed margin its derivatives
};

/// As `margins`, for models without an eliminated factor. To `sink`, if there is one, the
/// influences of the rows of the fit go, in their order, in the process of rank 0: one pass. The
/// margins must be averages over observed rows.
MarginsWithJacobian margins_with_jacobian(const Fit& fit, const Table& table,
                                          const MarginsOptions& options, const Execution& execution,
                                          const InfluenceSink& sink = {});

}  // namespace odds
