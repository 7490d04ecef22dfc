// exp(-x) and log(1 + e) of vectors, for the ranges that a logistic likelihood needs.
// Part of every target's code (see math/simd.hpp), hence a guard that opens once for each.
#if defined(ODDS_MATH_EXPONENTIAL) == defined(HWY_TARGET_TOGGLE)
#ifdef ODDS_MATH_EXPONENTIAL
#undef ODDS_MATH_EXPONENTIAL
#else
#define ODDS_MATH_EXPONENTIAL
#endif

#include "math/simd_lanes.hpp"

HWY_BEFORE_NAMESPACE();
namespace odds::HWY_NAMESPACE {

/// c[0] + c[1] x + ... + c[9] x^9, neighbours first, then neighbouring pairs (Estrin's scheme):
/// of the latencies of ten multiplications, four remain.
HWY_INLINE Lanes polynomial(const double (&c)[10], Lanes x) {
  const auto pair = [&](Index k) HWY_ATTR {
    return hn::MulAdd(hn::Set(kDoubles, c[k + 1]), x, hn::Set(kDoubles, c[k]));
  };
  const Lanes x2 = hn::Mul(x, x);
  const Lanes x4 = hn::Mul(x2, x2);
  const Lanes from_0 = hn::MulAdd(pair(2), x2, pair(0));
  const Lanes from_4 = hn::MulAdd(pair(6), x2, pair(4));
  return hn::MulAdd(hn::MulAdd(pair(8), x4, from_4), x4, from_0);
}

/// (exp(r) - 1 - r) / r^2 for |r| <= log(2) / 2 by Chebyshev interpolation; times r^2, it is off by
/// at most 1.3e-17.
inline constexpr double kExponentialTerms[] = {
    0.5000000000000001,     0.16666666666666669,    0.04166666666662413,    0.008333333333330062,
    0.0013888888917213717,  0.00019841269863053618, 2.4801521295954376e-05, 2.7557268459997064e-06,
    2.7620088445409746e-07, 2.510038549551032e-08};

/// exp(-x) for x >= 0, subnormal results included; 0 from x = 745.14 on, infinity included. NaN
/// gives NaN. The error is below 1 ulp of a normal result (measured: 0.9).
///
/// exp(-x) = 2^k exp(r) with k whole and |r| <= log(2) / 2.
HWY_INLINE Lanes exponential_of_minus(Lanes x) {
  // The last bits of a number of this size count ones: adding it rounds to a whole number, and
  // leaves that number where an exponent can be made of it.
  const Lanes shifter = hn::Set(kDoubles, 0x1.8p52);
  const Lanes most = hn::Set(kDoubles, 746.0);  // so that k stays small; NaN is not replaced
  const Lanes negative = hn::Neg(hn::IfThenElse(hn::Gt(x, most), most, x));
  // A result that could end below the normal numbers is computed 2^64 times too large at first.
  const auto tiny = hn::Gt(x, hn::Set(kDoubles, 700.0));
  const Lanes shifted = hn::MulAdd(negative, hn::Set(kDoubles, 0x1.71547652b82fep+0), shifter);
  const Lanes k = hn::Sub(shifted, shifter);
  // log(2) in two parts; the first has 32 bits, so that its product with k is exact.
  const Lanes near = hn::NegMulAdd(k, hn::Set(kDoubles, 0x1.62e42feep-1), negative);
  const Lanes r = hn::NegMulAdd(k, hn::Set(kDoubles, 0x1.a39ef35793c76p-33), near);
  const Lanes more = hn::MulAdd(hn::Mul(r, r), polynomial(kExponentialTerms, r), r);
  const Lanes fraction = hn::Add(hn::Set(kDoubles, 1.0), more);

  const hn::RebindToSigned<Doubles> integers;
  const Lanes lifted = hn::Add(shifted, hn::IfThenElseZero(tiny, hn::Set(kDoubles, 64.0)));
  const auto exponent = hn::Add(hn::BitCast(integers, lifted), hn::Set(integers, 1023));
  const Lanes power = hn::BitCast(kDoubles, hn::ShiftLeft<52>(exponent));
  const Lanes lowered = hn::IfThenElse(tiny, hn::Set(kDoubles, 0x1p-64), hn::Set(kDoubles, 1.0));
  return hn::Mul(hn::Mul(fraction, power), lowered);
}

/// 2 (atanh(s) - s) / s^3 as a function of s^2 <= 1/9 by Chebyshev interpolation; times s^3, it is
/// off by at most 3.4e-18.
inline constexpr double kLogarithmTerms[] = {
    0.6666666666666666,  0.40000000000014585, 0.2857142856710876,  0.22222222717427864,
    0.18181789436132859, 0.15385570064958623, 0.13314144209654935, 0.12001072809590713,
    0.08800738486144674, 0.1616404561194353};

/// log(1 + e) for 0 <= e <= 1, to full relative accuracy however small e is. NaN gives NaN. The
/// error is below 1.5 ulp.
///
/// log(1 + e) = 2 atanh(s) with s = e / (2 + e), and 2 s = e - s e: so the series only has to
/// provide what is small next to e.
HWY_INLINE Lanes log1p_of_unit(Lanes e) {
  const Lanes s = hn::Div(e, hn::Add(hn::Set(kDoubles, 2.0), e));
  const Lanes square = hn::Mul(s, s);
  const Lanes rest = hn::Mul(square, polynomial(kLogarithmTerms, square));
  return hn::NegMulAdd(s, hn::Sub(e, rest), e);
}

}  // namespace odds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
