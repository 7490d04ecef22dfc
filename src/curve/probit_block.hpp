// The terms that a block of observations adds to a probit log-likelihood.
#pragma once

#include "curve/sigmoid.hpp"

#include <span>

namespace odds {

/// Where probit_block writes: weight times residual, and times the observed and the expected
/// curvature; spans of n.
struct ProbitBlock {
  std::span<double> residual;
  std::span<double> observed;
  std::span<double> expected;
};

/// As logit_block, for P = Phi(eta). The errors are those of ProbitLink, an ulp more where there is
/// no fused multiplication and addition.
BlockSums probit_block(std::span<const double> eta, std::span<const double> y,
                       std::span<const double> weight, const ProbitBlock& out);

}  // namespace odds
