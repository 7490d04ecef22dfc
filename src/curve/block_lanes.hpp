// The sums by lane that the kernels of log-likelihoods share, and how they leave a kernel.
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

/// The sums of a kernel over the rows of a block.
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

/// Hands the rows of a block to `add(i, access, sums)`, which adds the observations i, i + 1, ...
/// in the lanes of `access`.
template <class Add>
HWY_INLINE void sum_lanes(Index rows, const Add& add, BlockPartials& result) {
  const Lanes zero = hn::Zero(kDoubles);
  BlockLaneSums sums = {.log_likelihood = {.sum = zero, .error = zero}, .saturated = 0};
  Index i = 0;
  for (; i + kLanes <= rows; i += kLanes) add(i, AllLanes{}, sums);
  // Lanes beyond the last row have eta = 0 and weight 0: neither saturated nor in the sum.
  if (i < rows) add(i, FirstLanes{rows - i}, sums);
  sums.leave(result);
}

}  // namespace odds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
