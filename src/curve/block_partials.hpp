// The sums that a kernel of a log-likelihood hands back from the lanes of its vectors.
#pragma once

#include "curve/sigmoid.hpp"

namespace odds {

struct BlockPartials {
  double sum[8];  ///< of doubles, no vector has more
  double error[8];
  Index count = 0;  ///< of lanes
  Index saturated = 0;

  BlockSums total() const {
    BlockSums sums;
    sums.saturated = saturated;
    for (Index lane = 0; lane < count; ++lane) {
      sums.log_likelihood += CompensatedSum(sum[lane], error[lane]);
    }
    return sums;
  }
};

}  // namespace odds
