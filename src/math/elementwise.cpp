#include "math/elementwise.hpp"

// clang-format off: each of these changes what the next one does
#include "math/simd.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/elementwise.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#include "math/simd_lanes.hpp"

HWY_BEFORE_NAMESPACE();
namespace odds::HWY_NAMESPACE {

void write_centred_lanes(const double* values, Index size, const double* shifts, double* out) {
  const Lanes centre = hn::Set(kDoubles, shifts[0]);
  const Lanes shift = hn::Set(kDoubles, shifts[1]);
  const Lanes unit = hn::Set(kDoubles, shifts[2]);
  const auto write = [&](Index i, auto access) HWY_ATTR {
    const Lanes deviation = hn::Sub(hn::Sub(access.load(values + i), centre), shift);
    access.store(hn::Mul(deviation, unit), out + i);
  };
  Index i = 0;
  for (; i + kLanes <= size; i += kLanes) write(i, AllLanes{});
  if (i < size) write(i, FirstLanes{size - i});
}

constexpr Index kParts = 16;
constexpr Index kVectors = kParts / kLanes;
static_assert(kVectors * kLanes == kParts);

void add_parts_lanes(const double* values, Index size, double* parts) {
  Lanes sums[kVectors];
  HWY_UNROLL(16)
  for (Index k = 0; k < kVectors; ++k) sums[k] = hn::Zero(kDoubles);
  Index i = 0;
  for (; i + kParts <= size; i += kParts) {
    HWY_UNROLL(16)
    for (Index k = 0; k < kVectors; ++k) {
      sums[k] = hn::Add(sums[k], hn::LoadU(kDoubles, values + i + k * kLanes));
    }
  }
  HWY_UNROLL(16)
  for (Index k = 0; k < kVectors; ++k) hn::StoreU(sums[k], kDoubles, parts + k * kLanes);
  for (Index k = 0; i + k < size; ++k) parts[k] += values[i + k];
}

constexpr Index kEight = 8;
constexpr Index kVectorsOfEight = kEight / kLanes;
static_assert(kVectorsOfEight * kLanes == kEight);

struct EightLanes {
  Lanes vectors[kVectorsOfEight];

  HWY_INLINE void load(const double* from) {
    HWY_UNROLL(8)
    for (Index k = 0; k < kVectorsOfEight; ++k) vectors[k] = hn::LoadU(kDoubles, from + k * kLanes);
  }
  HWY_INLINE void store(double* to) const {
    HWY_UNROLL(8)
    for (Index k = 0; k < kVectorsOfEight; ++k) hn::StoreU(vectors[k], kDoubles, to + k * kLanes);
  }
};

// Of equal values, which 0 and -0 are, the one that came first stays.
void add_to_ranges_lanes(const double* values, Index size, double origin, RangeParts* parts) {
  EightLanes least;
  EightLanes largest;
  EightLanes beyond;
  least.load(parts->least);
  largest.load(parts->largest);
  beyond.load(parts->beyond);
  const Lanes from = hn::Set(kDoubles, origin);
  for (Index i = 0; i < size; i += kEight) {
    HWY_UNROLL(8)
    for (Index k = 0; k < kVectorsOfEight; ++k) {
      const Lanes value = hn::LoadU(kDoubles, values + i + k * kLanes);
      Lanes& low = least.vectors[k];
      Lanes& high = largest.vectors[k];
      low = hn::IfThenElse(hn::Lt(value, low), value, low);
      high = hn::IfThenElse(hn::Lt(high, value), value, high);
      beyond.vectors[k] = hn::Add(beyond.vectors[k], hn::Sub(value, from));
    }
  }
  least.store(parts->least);
  largest.store(parts->largest);
  beyond.store(parts->beyond);
}

// Compilers would make one operation with one rounding of the square and its addition where the
// machine has it, and other bits than elsewhere, were the square not to be in a register first.
void add_deviations_lanes(const double* values, Index size, double mean, DeviationParts* parts) {
  EightLanes sums;
  EightLanes squares;
  sums.load(parts->sums);
  squares.load(parts->squares);
  const Lanes centre = hn::Set(kDoubles, mean);
  for (Index i = 0; i < size; i += kEight) {
    HWY_UNROLL(8)
    for (Index k = 0; k < kVectorsOfEight; ++k) {
      const Lanes deviation = hn::Sub(hn::LoadU(kDoubles, values + i + k * kLanes), centre);
      const Lanes square = in_register(hn::Mul(deviation, deviation));
      squares.vectors[k] = hn::Add(squares.vectors[k], square);
      sums.vectors[k] = hn::Add(sums.vectors[k], deviation);
    }
  }
  sums.store(parts->sums);
  squares.store(parts->squares);
}

}  // namespace odds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace odds {

HWY_EXPORT(write_centred_lanes);
HWY_EXPORT(add_parts_lanes);
HWY_EXPORT(add_to_ranges_lanes);
HWY_EXPORT(add_deviations_lanes);

void write_centred(std::span<const double> values, double centre, double shift, double unit,
                   double* out) {
  const double shifts[] = {centre, shift, unit};
  HWY_DYNAMIC_DISPATCH(write_centred_lanes)
  (values.data(), static_cast<Index>(values.size()), shifts, out);
}

double sum(std::span<const double> values) {
  constexpr Index kParts = 16;
  double parts[kParts];
  HWY_DYNAMIC_DISPATCH(add_parts_lanes)
  (values.data(), static_cast<Index>(values.size()), parts);
  for (Index half = kParts / 2; half > 0; half /= 2) {
    for (Index k = 0; k < half; ++k) parts[k] += parts[k + half];
  }
  return parts[0];
}

void add_to_ranges(std::span<const double> values, double origin, RangeParts& parts) {
  HWY_DYNAMIC_DISPATCH(add_to_ranges_lanes)
  (values.data(), static_cast<Index>(values.size()), origin, &parts);
}

void add_deviations(std::span<const double> values, double mean, DeviationParts& parts) {
  HWY_DYNAMIC_DISPATCH(add_deviations_lanes)
  (values.data(), static_cast<Index>(values.size()), mean, &parts);
}

}  // namespace odds
#endif
