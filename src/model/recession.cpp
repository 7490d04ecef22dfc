#include "model/recession.hpp"

#include <cmath>

namespace odds {
namespace {

/// Of the parts of a sum: what rounding of dependencies leaves of it if it is 0.
constexpr double kRounding = 1e-8;

}  // namespace

bool Recession::determines(VectorRef weights) const {
  for (Index k = 0; k < escapes.cols(); ++k) {
    const Vector parts = weights.cwiseProduct(escapes.col(k));
    if (std::abs(parts.sum()) > kRounding * parts.lpNorm<1>()) return false;
  }
  return true;
}

}  // namespace odds
