// clang-format off: each of these changes what the next one does
#include "math/simd.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "curve/sigmoid.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#include "curve/block_lanes.hpp"
#include "curve/exponential.hpp"
#include "curve/sigmoid.hpp"
#include "math/simd_lanes.hpp"

#ifndef ODDS_MATH_SIGMOID_SHARED  // what is the same for every target
#define ODDS_MATH_SIGMOID_SHARED
namespace odds {

/// A block's spans, without their lengths.
struct LogitColumns {
  const double* eta;
  const double* y;
  const double* weight;
  double* residual;
  double* curvature;
};

}  // namespace odds
#endif

HWY_BEFORE_NAMESPACE();
namespace odds::HWY_NAMESPACE {

/// 1 / (1 + e) for 0 <= e <= 1: the division's error and that of 1 + e are found and taken off.
HWY_INLINE Lanes reciprocal_of_one_plus(Lanes e) {
  const Lanes one = hn::Set(kDoubles, 1.0);
  const Lanes whole = hn::Add(one, e);
  const Lanes lost = hn::Sub(e, hn::Sub(whole, one));
  const Lanes quotient = hn::Div(one, whole);
  const Lanes missing = hn::NegMulAdd(quotient, lost, hn::NegMulAdd(quotient, whole, one));
  return hn::MulAdd(quotient, missing, quotient);
}

/// `logit_terms` of the observations i, i + 1, ... in the lanes of `access`.
struct LogitSums {
  LogitColumns at;

  template <class Access>
  HWY_INLINE void operator()(Index i, Access access, BlockLaneSums& sums) const {
    const Lanes eta = access.load(at.eta + i);
    const Lanes y = access.load(at.y + i);
    const Lanes weight = access.load(at.weight + i);
    const Lanes zero = hn::Zero(kDoubles);
    const Lanes one = hn::Set(kDoubles, 1.0);
    const Lanes distance = hn::Abs(eta);
    const Lanes e = exponential_of_minus(distance);
    const Lanes rest = reciprocal_of_one_plus(e);
    const Lanes tail = hn::Mul(e, rest);
    const auto likely_one = hn::Ge(eta, zero);
    const Lanes miss = hn::IfThenElse(likely_one, hn::Sub(one, y), y);
    const Lanes shift = hn::IfThenZeroElse(hn::Eq(miss, zero), hn::Mul(miss, distance));
    const Lanes log_likelihood = hn::Neg(hn::Add(log1p_of_unit(e), shift));
    const Lanes pull = hn::Sub(tail, miss);
    const Lanes residual = hn::IfThenElse(likely_one, pull, hn::Neg(pull));
    const Lanes product = hn::Mul(tail, rest);
    const Lanes quarter = hn::Set(kDoubles, 0.25);
    const Lanes curvature = hn::IfThenElse(hn::Gt(product, quarter), quarter, product);

    const auto counts = hn::Ne(weight, zero);
    sums.log_likelihood.add(hn::IfThenElseZero(counts, hn::Mul(weight, log_likelihood)));
    const auto saturated = hn::Lt(curvature, hn::Set(kDoubles, kSaturatedSlope));
    sums.saturated += static_cast<Index>(hn::CountTrue(kDoubles, saturated));
    access.store(hn::Mul(weight, residual), at.residual + i);
    access.store(hn::Mul(weight, curvature), at.curvature + i);
  }
};

void sum_logits(const LogitColumns& columns, Index rows, BlockPartials& result) {
  sum_lanes(rows, LogitSums{columns}, result);
}

}  // namespace odds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace odds {

HWY_EXPORT(sum_logits);

BlockSums logit_block(std::span<const double> eta, std::span<const double> y,
                      std::span<const double> weight, std::span<double> residual,
                      std::span<double> curvature) {
  BlockPartials partials;
  HWY_DYNAMIC_DISPATCH(sum_logits)
  ({eta.data(), y.data(), weight.data(), residual.data(), curvature.data()},
   static_cast<Index>(eta.size()), partials);
  return partials.total();
}

}  // namespace odds
#endif
