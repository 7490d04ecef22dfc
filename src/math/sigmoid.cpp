#include "math/sigmoid.hpp"

namespace odds {

LogitSums logit_block(std::span<const double> eta, std::span<const double> y,
                      std::span<const double> weight, std::span<double> residual,
                      std::span<double> curvature) {
  LogitSums sums;
  for (std::size_t i = 0; i < eta.size(); ++i) {
    const LogitTerms terms = logit_terms(y[i], eta[i]);
    sums.log_likelihood += weight[i] == 0.0 ? 0.0 : weight[i] * terms.log_likelihood;
    sums.saturated += terms.curvature < kSaturatedSlope ? 1 : 0;
    residual[i] = weight[i] * terms.residual;
    curvature[i] = weight[i] * terms.curvature;
  }
  return sums;
}

}  // namespace odds
