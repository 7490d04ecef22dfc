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

}  // namespace odds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace odds {

HWY_EXPORT(write_centred_lanes);
HWY_EXPORT(add_parts_lanes);

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

}  // namespace odds
#endif
