// What the kernels of log-likelihoods share: sums by lane, and how they leave a kernel.
// Part of every target's code (see math/simd.hpp), hence a guard that opens once for each.
#if defined(ODDS_CURVE_BLOCK_LANES) == defined(HWY_TARGET_TOGGLE)
#ifdef ODDS_CURVE_BLOCK_LANES
#undef ODDS_CURVE_BLOCK_LANES
#else
#define ODDS_CURVE_BLOCK_LANES
#endif

#include "curve/block_partials.hpp"
#include "math/simd_lanes.hpp"

HWY_BEFORE_NAMESPACE();
namespace odds::HWY_NAMESPACE {

/// Sums that carry the rounding error of every addition along (Knuth's two-sum), lane by lane.
struct CompensatedLanes {
  Lanes sum;
  Lanes error;

  HWY_INLINE void add(Lanes term) {
    const Lanes total = hn::Add(sum, term);
    const Lanes added = hn::Sub(total, sum);
    const Lanes lost = hn::Add(hn::Sub(sum, hn::Sub(total, added)), hn::Sub(term, added));
    error = hn::Add(error, lost);
    sum = total;
  }
};

/// What a kernel adds up over the rows of a block.
struct BlockLaneSums {
  CompensatedLanes log_likelihood;
  Index saturated;

  HWY_INLINE void leave(BlockPartials& result) const {
    result.count = kLanes;
    result.saturated = saturated;
    hn::StoreU(log_likelihood.sum, kDoubles, result.sum);
    hn::StoreU(log_likelihood.error, kDoubles, result.error);
  }
};

}  // namespace odds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
