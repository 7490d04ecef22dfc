// clang-format off: each of these changes what the next one does
#include "math/simd.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "curve/probit_block.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#include "curve/block_lanes.hpp"
#include "curve/logarithm.hpp"
#include "curve/normal_hazard.hpp"
#include "curve/probit_block.hpp"

#ifndef ODDS_CURVE_PROBIT_BLOCK_SHARED  // what is the same for every target
#define ODDS_CURVE_PROBIT_BLOCK_SHARED
namespace odds {

/// A block's spans, without their lengths.
struct ProbitColumns {
  const double* eta;
  const double* y;
  const double* weight;
  double* residual;
  double* observed;
  double* expected;
};

}  // namespace odds
#endif

HWY_BEFORE_NAMESPACE();
namespace odds::HWY_NAMESPACE {

/// phi(q) / (1 - Phi(q)) - q for q >= 0; four interleaved polynomials, as in ProbitLink.
HWY_INLINE Lanes excess_hazard(Lanes q) {
  const Lanes largest = hn::Set(kDoubles, 1e16);  // from here on t is 1
  const Lanes near = hn::IfThenElse(hn::Gt(q, largest), largest, q);
  const Lanes far = hn::Set(kDoubles, 3.5);
  const Lanes t = hn::Div(hn::Sub(near, far), hn::Add(near, far));
  const Lanes t2 = hn::Mul(t, t);
  const Lanes t4 = hn::Mul(t2, t2);
  constexpr int kLast = kNormalHazardTerms - 1;
  static_assert(kLast % 4 == 0);
  const auto term = [](int k) HWY_ATTR { return hn::Set(kDoubles, kNormalHazard[k]); };
  Lanes sum0 = hn::MulAdd(term(kLast), t4, term(kLast - 4));
  Lanes sum1 = term(kLast - 3);
  Lanes sum2 = term(kLast - 2);
  Lanes sum3 = term(kLast - 1);
  for (int k = kLast - 8; k >= 0; k -= 4) {
    sum0 = hn::MulAdd(sum0, t4, term(k));
    sum1 = hn::MulAdd(sum1, t4, term(k + 1));
    sum2 = hn::MulAdd(sum2, t4, term(k + 2));
    sum3 = hn::MulAdd(sum3, t4, term(k + 3));
  }
  const Lanes sum = hn::MulAdd(hn::MulAdd(sum3, t, sum2), t2, hn::MulAdd(sum1, t, sum0));
  return hn::Div(sum, hn::Add(q, hn::Set(kDoubles, 1.5)));
}

/// What the square of q loses by rounding.
HWY_INLINE Lanes lost_by_square(Lanes q, Lanes square) {
#if HWY_NATIVE_FMA
  return hn::MulSub(q, q, square);
#else
  // Dekker (1971): in halves whose products are exact.
  const Lanes split = hn::Mul(q, hn::Set(kDoubles, 134217729.0));
  const Lanes high = hn::Sub(split, hn::Sub(split, q));
  const Lanes low = hn::Sub(q, high);
  const Lanes cross = hn::Mul(hn::Add(high, high), low);
  return hn::Add(hn::Add(hn::Sub(hn::Mul(high, high), square), cross), hn::Mul(low, low));
#endif
}

/// exp(-q^2 / 2) / sqrt(2 pi), q at most 40: beyond, it is 0.
HWY_INLINE Lanes normal_density(Lanes q, Lanes half_square) {
  const Lanes lost = lost_by_square(q, hn::Add(half_square, half_square));
  const Lanes scale = hn::MulAdd(lost, hn::Set(kDoubles, -0.5 / kRootOfTwoPi),
                                 hn::Set(kDoubles, 1.0 / kRootOfTwoPi));
  return hn::Mul(exponential_of_minus(half_square), scale);
}

/// What observation_terms has of the observations i, i + 1, ... in the lanes of `access`.
struct ProbitSums {
  ProbitColumns at;

  template <class Access>
  HWY_INLINE void operator()(Index i, Access access, BlockLaneSums& sums) const {
    const Lanes eta = access.load(at.eta + i);
    const Lanes y = access.load(at.y + i);
    const Lanes weight = access.load(at.weight + i);
    const Lanes zero = hn::Zero(kDoubles);
    const Lanes one = hn::Set(kDoubles, 1.0);
    const Lanes half = hn::Set(kDoubles, 0.5);
    const Lanes q = hn::Abs(eta);
    const Lanes half_square = hn::Mul(half, hn::Mul(q, q));
    // Of the less likely outcome, and of the other one.
    const Lanes rest = excess_hazard(q);
    const Lanes hazard = hn::Add(q, rest);
    const Lanes limit = hn::Set(kDoubles, 40.0);
    const auto is_far = hn::Gt(q, limit);
    const Lanes near = hn::IfThenElse(is_far, limit, q);
    const Lanes density =
        hn::IfThenZeroElse(is_far, normal_density(near, hn::Mul(half, hn::Mul(near, near))));
    const Lanes tail = hn::Div(density, hazard);
    const Lanes other = hn::Div(density, hn::Sub(one, tail));
    const Lanes log_tail = hn::Neg(
        hn::Add(hn::Add(half_square, hn::Set(kDoubles, kLogOfRootOfTwoPi)), logarithm(hazard)));
    const Lanes log_rest = log1m_of_half(tail);

    const auto rises = hn::Ge(eta, zero);
    // The weights of the less likely outcome and of the other one.
    const Lanes n = hn::Sub(one, y);
    const Lanes unlikely = hn::IfThenElse(rises, n, y);
    const Lanes likely = hn::IfThenElse(rises, y, n);
    const Lanes part = hn::IfThenZeroElse(hn::Eq(unlikely, zero), hn::Mul(unlikely, log_tail));
    const Lanes log_likelihood = hn::MulAdd(likely, log_rest, part);
    const Lanes towards = hn::IfThenZeroElse(hn::Eq(unlikely, zero), hn::Mul(unlikely, hazard));
    const Lanes away = hn::Mul(likely, other);
    const Lanes pull = hn::Sub(away, towards);
    const Lanes residual = hn::IfThenElse(rises, pull, hn::Neg(pull));
    const Lanes observed = hn::MulAdd(towards, rest, hn::Mul(away, hn::Add(q, other)));
    const Lanes expected = hn::Mul(hazard, other);

    const auto counts = hn::Ne(weight, zero);
    const auto weighted = [&](Lanes value) HWY_ATTR {
      return hn::IfThenElseZero(counts, hn::Mul(weight, value));
    };
    sums.log_likelihood.add(weighted(log_likelihood));
    const auto saturated = hn::Lt(density, hn::Set(kDoubles, kSaturatedSlope));
    sums.saturated += static_cast<Index>(hn::CountTrue(kDoubles, saturated));
    access.store(weighted(residual), at.residual + i);
    access.store(weighted(observed), at.observed + i);
    access.store(weighted(expected), at.expected + i);
  }
};

void sum_probits(const ProbitColumns& columns, Index rows, BlockPartials& result) {
  sum_lanes(rows, ProbitSums{columns}, result);
}

}  // namespace odds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace odds {

HWY_EXPORT(sum_probits);

BlockSums probit_block(std::span<const double> eta, std::span<const double> y,
                       std::span<const double> weight, const ProbitBlock& out) {
  BlockPartials partials;
  HWY_DYNAMIC_DISPATCH(sum_probits)
  ({eta.data(), y.data(), weight.data(), out.residual.data(), out.observed.data(),
    out.expected.data()},
   static_cast<Index>(eta.size()), partials);
  return partials.total();
}

}  // namespace odds
#endif
