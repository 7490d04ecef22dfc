// The bias-reduced clustered covariance cr2.
#pragma once

#include "design/design_reader.hpp"
#include "model/contrast_degrees.hpp"
#include "model/model.hpp"

#include <odds/execution.hpp>

#include <string>
#include <vector>

namespace odds {

struct BellMcCaffrey {
  Matrix covariance;  ///< p x p, on the working columns; 0 where aliased
  ContrastDegrees degrees;
};

/// cr2 of Variance, and its degrees of freedom, with the inverse square root of Moore and Penrose
/// where a cluster alone determines a coefficient, as clubSandwich of R has it.
///
/// One pass over the data, which gathers all used rows; those with a frequency weight f stand for
/// f equal rows, which the square root leaves equal: one row sqrt(f) times as long has their sums.
BellMcCaffrey bell_mccaffrey(const DesignReader& reader, const Model& model,
                             const std::vector<std::string>& clusters, const Execution& execution);

}  // namespace odds
