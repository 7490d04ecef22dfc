// Logarithms of vectors: of 1 - t for 0 <= t <= 1/2, and of any positive number.
// Part of every target's code (see math/simd.hpp), hence a guard that opens once for each.
#if defined(ODDS_CURVE_LOGARITHM) == defined(HWY_TARGET_TOGGLE)
#ifdef ODDS_CURVE_LOGARITHM
#undef ODDS_CURVE_LOGARITHM
#else
#define ODDS_CURVE_LOGARITHM
#endif

#include "curve/exponential.hpp"

HWY_BEFORE_NAMESPACE();
namespace odds::HWY_NAMESPACE {

/// 2 atanh(s) - 2 s for |s| <= 1/3.
HWY_INLINE Lanes rest_of_atanh(Lanes s) {
  const Lanes square = hn::Mul(s, s);
  return hn::Mul(hn::Mul(s, square), polynomial(kLogarithmTerms, square));
}

/// log(1 - t) for 0 <= t <= 1/2, to full relative accuracy: -2 atanh(s) with s = t / (2 - t), and
/// 2 s = t + s t.
HWY_INLINE Lanes log1m_of_half(Lanes t) {
  const Lanes s = hn::Div(t, hn::Sub(hn::Set(kDoubles, 2.0), t));
  return hn::Neg(hn::Add(t, hn::MulAdd(s, t, rest_of_atanh(s))));
}

/// log(x) of a normal x > 0: k log(2) + 2 atanh((m - 1) / (m + 1)) with x = 2^k m and m between
/// sqrt(1/2) and sqrt(2). The error is below 1.5 ulp of the larger of the result and 1.
HWY_INLINE Lanes logarithm(Lanes x) {
  const hn::RebindToSigned<Doubles> integers;
  const auto bits = hn::BitCast(integers, x);
  // The exponent counts one more where the mantissa is above sqrt(2).
  const auto offset = hn::Sub(bits, hn::Set(integers, 0x3FE6A09E667F3BCD));
  const auto exponent = hn::ShiftRight<52>(offset);
  const Lanes m = hn::BitCast(kDoubles, hn::Sub(bits, hn::ShiftLeft<52>(exponent)));
  // Adding 1.5 2^52 leaves the whole number k in the last bits of a double.
  const Lanes shifter = hn::Set(kDoubles, 0x1.8p52);
  const Lanes k =
      hn::Sub(hn::BitCast(kDoubles, hn::Add(hn::BitCast(integers, shifter), exponent)), shifter);
  const Lanes one = hn::Set(kDoubles, 1.0);
  const Lanes s = hn::Div(hn::Sub(m, one), hn::Add(m, one));
  const Lanes low = hn::MulAdd(k, hn::Set(kDoubles, 0x1.a39ef35793c76p-33), rest_of_atanh(s));
  const Lanes near = hn::Add(low, hn::Add(s, s));
  return hn::MulAdd(k, hn::Set(kDoubles, 0x1.62e42feep-1), near);
}

}  // namespace odds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
