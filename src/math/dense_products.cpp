#include "math/dense_products.hpp"

// clang-format off: each of these changes what the next one does
#include "math/simd.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/dense_products.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#include "math/simd_lanes.hpp"

HWY_BEFORE_NAMESPACE();
namespace odds::HWY_NAMESPACE {

/// Columns that are read side by side. More would compete for the same places of the cache where
/// columns begin a power of two apart.
constexpr Index kGroup = 4;

/// eta += x_j beta_j for kCount columns from `first` on, in their order.
template <Index kCount>
HWY_INLINE void add_product_at(const Columns& x, Index first, const double* beta, double* eta) {
  const double* columns = x.column(first);
  Lanes weight[kCount];
  HWY_UNROLL(8)
  for (Index j = 0; j < kCount; ++j) weight[j] = hn::Set(kDoubles, beta[first + j]);
  const auto add = [&](Index i, auto access) HWY_ATTR {
    Lanes sum = access.load(eta + i);
    HWY_UNROLL(8)
    for (Index j = 0; j < kCount; ++j) {
      sum = hn::MulAdd(weight[j], access.load(columns + j * x.stride + i), sum);
    }
    access.store(sum, eta + i);
  };
  Index i = 0;
  for (; i + kLanes <= x.rows; i += kLanes) add(i, AllLanes{});
  if (i < x.rows) add(i, FirstLanes{x.rows - i});
}

void add_product_lanes(const Columns& x, const double* beta, double* eta) {
  Index j = 0;
  for (; j + kGroup <= x.count; j += kGroup) add_product_at<kGroup>(x, j, beta, eta);
  for (; j < x.count; ++j) add_product_at<1>(x, j, beta, eta);
}

/// sums[j] += x_j' r for kCount columns from `first` on: r is read once for all of them.
template <Index kCount>
HWY_INLINE void add_transposed_at(const Columns& x, Index first, const double* r, double* sums) {
  const double* column = x.column(first);
  Lanes sum[kCount];
  HWY_UNROLL(8)
  for (Index j = 0; j < kCount; ++j) sum[j] = hn::Zero(kDoubles);
  const auto add = [&](Index i, auto access) HWY_ATTR {
    const Lanes factor = access.load(r + i);
    HWY_UNROLL(8)
    for (Index j = 0; j < kCount; ++j) {
      sum[j] = hn::MulAdd(factor, access.load(column + j * x.stride + i), sum[j]);
    }
  };
  Index i = 0;
  for (; i + kLanes <= x.rows; i += kLanes) add(i, AllLanes{});
  if (i < x.rows) add(i, FirstLanes{x.rows - i});
  HWY_UNROLL(8)
  for (Index j = 0; j < kCount; ++j) {
    sums[first + j] += hn::GetLane(hn::SumOfLanes(kDoubles, sum[j]));
  }
}

void add_transposed_lanes(const Columns& x, const double* r, double* sums) {
  Index j = 0;
  for (; j + 8 <= x.count; j += 8) add_transposed_at<8>(x, j, r, sums);
  for (; j + 4 <= x.count; j += 4) add_transposed_at<4>(x, j, r, sums);
  for (; j < x.count; ++j) add_transposed_at<1>(x, j, r, sums);
}

}  // namespace odds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace odds {

HWY_EXPORT(add_product_lanes);
HWY_EXPORT(add_transposed_lanes);

void add_product(const Columns& x, const double* beta, double* eta) {
  HWY_DYNAMIC_DISPATCH(add_product_lanes)(x, beta, eta);
}

void add_transposed_product(const Columns& x, const double* r, double* sums) {
  HWY_DYNAMIC_DISPATCH(add_transposed_lanes)(x, r, sums);
}

}  // namespace odds
#endif
