#include "math/row_panel.hpp"

// clang-format off: each of these changes what the next one does
#include "math/simd.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/row_panel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#include "math/simd_lanes.hpp"

HWY_BEFORE_NAMESPACE();
namespace odds::HWY_NAMESPACE {

/// The column at `position` of the sequence w, w x_0, w x_1, ..., from row i on.
template <class Access>
HWY_INLINE Lanes weighted(const Columns& x, Lanes weight, Index position, Index i, Access access) {
  if (position == 0) return weight;
  if (position > x.count) return hn::Zero(kDoubles);
  return hn::Mul(weight, access.load(x.column(position - 1) + i));
}

void write_panel_lanes(const Columns& x, const double* w, Index first, double* panel) {
  const auto write = [&](Index i, auto access, double* to) HWY_ATTR {
    const Lanes weight = access.load(w + i);
    hn::StoreInterleaved4(weighted(x, weight, first, i, access),
                          weighted(x, weight, first + 1, i, access),
                          weighted(x, weight, first + 2, i, access),
                          weighted(x, weight, first + 3, i, access), kDoubles, to);
  };
  Index i = 0;
  for (; i + kLanes <= x.rows; i += kLanes) write(i, AllLanes{}, panel + i * kPanelColumns);
  if (i == x.rows) return;
  double rows[kLanes * kPanelColumns];
  write(i, FirstLanes{x.rows - i}, rows);
  for (Index k = 0; k < (x.rows - i) * kPanelColumns; ++k) panel[i * kPanelColumns + k] = rows[k];
}

using Row = hn::CappedTag<double, kPanelColumns>;  // where vectors are shorter, part of a row

/// to += factor * from, one row of kPanelColumns values.
HWY_INLINE void add_row(const double* from, double factor, double* to) {
  constexpr Row kRow;
  for (Index k = 0; k < kPanelColumns; k += static_cast<Index>(hn::MaxLanes(kRow))) {
    const auto scale = hn::Set(kRow, factor);
    const auto sum = hn::MulAdd(scale, hn::LoadU(kRow, from + k), hn::LoadU(kRow, to + k));
    hn::StoreU(sum, kRow, to + k);
  }
}

void add_panel_sums_lanes(const Indicators& group, const double* panel, Index rows, double* table) {
  for (Index i = 0; i < rows; ++i) {
    const double factor = group.multiplier == nullptr ? 1.0 : group.multiplier[i];
    const Index row = Index{group.code[i]} + 1;
    add_row(panel + i * kPanelColumns, factor, table + row * kPanelColumns);
  }
}

}  // namespace odds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace odds {

HWY_EXPORT(write_panel_lanes);
HWY_EXPORT(add_panel_sums_lanes);

void write_panel(const Columns& x, const double* w, Index first, double* panel) {
  HWY_DYNAMIC_DISPATCH(write_panel_lanes)(x, w, first, panel);
}

void add_panel_sums(const Indicators& group, const double* panel, Index rows, double* table) {
  HWY_DYNAMIC_DISPATCH(add_panel_sums_lanes)(group, panel, rows, table);
}

}  // namespace odds
#endif
