// Sums of products that keep their digits when they cancel.
#pragma once

#include "math/compensated_sum.hpp"

#include <cmath>

namespace odds {

/// sum += a b, where the rounding error of the product is added too: a sum of n products has an
/// error of about one rounding of the result plus n 2^-106 times the sum of their absolute values,
/// unless a product underflows.
///
/// Source: Ogita, Rump and Oishi (2005), SIAM J. Sci. Comput. 26, 1955-1988 (Dot2).
inline void add_exact_product(CompensatedSum& sum, double a, double b) {
  const double product = a * b;
  sum += CompensatedSum(product, std::fma(a, b, -product));
}

}  // namespace odds
