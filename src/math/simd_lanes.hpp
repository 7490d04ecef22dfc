// Loads and stores of whole vectors and of the last, partial one, for the kernels of this folder.
// Part of every target's code (see math/simd.hpp), hence a guard that opens once for each.
#if defined(ODDS_MATH_SIMD_LANES) == defined(HWY_TARGET_TOGGLE)
#ifdef ODDS_MATH_SIMD_LANES
#undef ODDS_MATH_SIMD_LANES
#else
#define ODDS_MATH_SIMD_LANES
#endif

#include <odds/types.hpp>

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace odds::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Doubles = hn::ScalableTag<double>;  // the widest vectors that there are
using Lanes = hn::Vec<Doubles>;
constexpr Doubles kDoubles;
constexpr Index kLanes = static_cast<Index>(hn::MaxLanes(kDoubles));

/// Reads and writes all lanes.
struct AllLanes {
  HWY_INLINE Lanes load(const double* from) const { return hn::LoadU(kDoubles, from); }
  HWY_INLINE void store(Lanes values, double* to) const { hn::StoreU(values, kDoubles, to); }
};

/// Reads and writes the first `count` lanes, 0 < count < kLanes; the others are read as 0.
///
/// By way of a whole vector in memory: masked loads of older targets read what they mask.
struct FirstLanes {
  Index count;

  HWY_INLINE Lanes load(const double* from) const {
    HWY_ALIGN double whole[kLanes] = {};
    for (Index i = 0; i < count; ++i) whole[i] = from[i];
    return hn::Load(kDoubles, whole);
  }
  HWY_INLINE void store(Lanes values, double* to) const {
    HWY_ALIGN double whole[kLanes];
    hn::Store(values, kDoubles, whole);
    for (Index i = 0; i < count; ++i) to[i] = whole[i];
  }
};

/// The same values, in a register. Where they serve several products, g++ 12 would rather read them
/// from memory once for each.
HWY_INLINE Lanes in_register(Lanes values) {
#if HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
  asm("" : "+v"(values.raw));
#endif
  return values;
}

}  // namespace odds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
