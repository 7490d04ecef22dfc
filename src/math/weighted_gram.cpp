#include "math/weighted_gram.hpp"

// clang-format off: each of these changes what the next one does
#include "math/simd.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/weighted_gram.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#include "math/simd_lanes.hpp"

HWY_BEFORE_NAMESPACE();
namespace odds::HWY_NAMESPACE {

/// A tile is what the registers hold: the sums of the products of kLeft columns, weighted, with
/// kRight others (on the diagonal with themselves). Every vector that is read serves as many
/// products as the other side has columns.
constexpr Index kLeft = 4;
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_NEON  // 32 registers; others have 16
constexpr Index kRight = 4;
#else
constexpr Index kRight = 2;
#endif
constexpr Index kTile = kLeft * kLeft;

/// Rows that all tiles work on before the next rows: they stay in first-level cache as long as the
/// columns are few.
constexpr Index kStripRows = 512;

/// The sums of the lanes of kTile vectors, in their order. Neighbouring lanes are added in all
/// vectors at once, two vectors making one, until each lane holds the sum of another vector.
HWY_INLINE void sum_lanes(const Lanes (&tile)[kTile], double (&sums)[kTile]) {
  Lanes part[kTile];  // in memory: `tile` itself must be indexed by constants only
  HWY_UNROLL(16)
  for (Index t = 0; t < kTile; ++t) part[t] = tile[t];
#if HWY_TARGET != HWY_SCALAR
  for (Index vectors = kTile / 2; vectors >= kTile / kLanes; vectors /= 2) {
    for (Index v = 0; v < vectors; ++v) {
      const Lanes low = part[2 * v];
      const Lanes high = part[2 * v + 1];
      part[v] = hn::Add(hn::ConcatEven(kDoubles, high, low), hn::ConcatOdd(kDoubles, high, low));
    }
  }
#endif
  for (Index v = 0; v < kTile / kLanes; ++v) hn::StoreU(part[v], kDoubles, sums + v * kLanes);
}

/// Adds `sums`, of the columns b and the rows a of a tile, to the Gram matrix from `corner` on.
template <Index kRows, Index kColumns>
HWY_INLINE void add_to_gram(const double (&sums)[kTile], bool diagonal, double* corner,
                            Index stride) {
  HWY_UNROLL(4)
  for (Index b = 0; b < kColumns; ++b) {
    HWY_UNROLL(4)
    for (Index a = diagonal ? b : 0; a < kRows; ++a) corner[b * stride + a] += sums[b * kLeft + a];
  }
}

HWY_INLINE void clear(Lanes (&tile)[kTile]) {
  HWY_UNROLL(16)
  for (Index t = 0; t < kTile; ++t) tile[t] = hn::Zero(kDoubles);
}

/// The products of kRows columns from `left` on among themselves; the weighted columns go to
/// `panel`, vector beside vector, for the other tiles of these columns.
template <Index kRows>
HWY_INLINE void add_diagonal_tile(const Columns& x, Index left, const double* w, double* panel,
                                  double* gram) {
  const double* columns = x.column(left);
  Lanes tile[kTile];
  clear(tile);
  const auto add = [&](Index i, auto access) HWY_ATTR {
    const Lanes weight = access.load(w + i);
    HWY_UNROLL(4)
    for (Index a = 0; a < kRows; ++a) {
      const Lanes weighted = hn::Mul(weight, access.load(columns + a * x.stride + i));
      hn::Store(weighted, kDoubles, panel + i * kLeft + a * kLanes);
      HWY_UNROLL(4)
      for (Index b = 0; b <= a; ++b) {
        const Lanes factor = access.load(columns + b * x.stride + i);
        tile[b * kLeft + a] = hn::MulAdd(weighted, factor, tile[b * kLeft + a]);
      }
    }
  };
  Index i = 0;
  for (; i + kLanes <= x.rows; i += kLanes) add(i, AllLanes{});
  if (i < x.rows) add(i, FirstLanes{x.rows - i});
  double sums[kTile];
  sum_lanes(tile, sums);
  add_to_gram<kRows, kRows>(sums, true, gram + left * x.count + left, x.count);
}

/// The products of the kRows weighted columns in `panel` with kRight columns from `right` on.
template <Index kRows>
HWY_INLINE void add_tile(const Columns& x, Index left, Index right, const double* panel,
                         double* gram) {
  const double* columns = x.column(right);
  Lanes tile[kTile];
  clear(tile);
  const auto add = [&](Index i, auto access) HWY_ATTR {
    Lanes weighted[kRows];
    HWY_UNROLL(4)
    for (Index a = 0; a < kRows; ++a) {
      weighted[a] = in_register(hn::Load(kDoubles, panel + i * kLeft + a * kLanes));
    }
    HWY_UNROLL(4)
    for (Index b = 0; b < kRight; ++b) {
      const Lanes factor = in_register(access.load(columns + b * x.stride + i));
      HWY_UNROLL(4)
      for (Index a = 0; a < kRows; ++a) {
        tile[b * kLeft + a] = hn::MulAdd(weighted[a], factor, tile[b * kLeft + a]);
      }
    }
  };
  Index i = 0;
  for (; i + kLanes <= x.rows; i += kLanes) add(i, AllLanes{});
  if (i < x.rows) add(i, FirstLanes{x.rows - i});
  double sums[kTile];
  sum_lanes(tile, sums);
  add_to_gram<kRows, kRight>(sums, false, gram + right * x.count + left, x.count);
}

/// The rows left, ..., left + kRows - 1 of the lower triangle.
template <Index kRows>
HWY_INLINE void add_tile_row(const Columns& x, Index left, const double* w, double* gram) {
  HWY_ALIGN double panel[kStripRows * kLeft];
  add_diagonal_tile<kRows>(x, left, w, panel, gram);
  for (Index right = 0; right < left; right += kRight) add_tile<kRows>(x, left, right, panel, gram);
}

void add_strip(const Columns& x, const double* w, double* gram) {
  Index left = 0;
  for (; left + kLeft <= x.count; left += kLeft) add_tile_row<kLeft>(x, left, w, gram);
  if (x.count - left == 3) add_tile_row<3>(x, left, w, gram);
  if (x.count - left == 2) add_tile_row<2>(x, left, w, gram);
  if (x.count - left == 1) add_tile_row<1>(x, left, w, gram);
}

void add_lower_gram_lanes(const Columns& x, const double* w, double* gram) {
  for (Index first = 0; first < x.rows; first += kStripRows) {
    const Index rows = x.rows - first < kStripRows ? x.rows - first : kStripRows;
    add_strip({x.data + first, rows, x.count, x.stride}, w + first, gram);
  }
}

}  // namespace odds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace odds {

HWY_EXPORT(add_lower_gram_lanes);

void add_lower_gram(const Columns& x, const double* w, double* gram) {
  if (x.count > 0) HWY_DYNAMIC_DISPATCH(add_lower_gram_lanes)(x, w, gram);
}

}  // namespace odds
#endif
