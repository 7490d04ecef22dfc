#include "curve/mean_curve.hpp"

#include "curve/sigmoid.hpp"
#include "math/span_of.hpp"

namespace odds {

MeanCurve mean_curve(const Vector& eta, const Asymptotes& asymptotes) {
  const Index n = eta.size();
  MeanCurve curve{.asymptotes = asymptotes,
                  .sigmoid = Vector(n),
                  .miss = Vector(n),
                  .value = {},
                  .complement = {},
                  .slope = Vector(n),
                  .bend = {},
                  .turn = {}};
  // Of a row with y = 0 and weight 1, the residual is -sigma and the curvature sigma'.
  const Vector none = Vector::Zero(n);
  const Vector one = Vector::Ones(n);
  logit_block(span_of(eta), span_of(none), span_of(one), span_of(curve.sigmoid),
              span_of(curve.slope));
  curve.sigmoid = -curve.sigmoid;
  // sigma' / sigma has full precision on both sides; where sigma underflows, so does its distance
  // from 1.
  curve.miss =
      (curve.sigmoid.array() > 0.0)
          .select(curve.slope.array() / curve.sigmoid.array(), 1.0 - curve.sigmoid.array());
  const double height = asymptotes.height();
  curve.turn = height * curve.slope.array() * (1.0 - 6.0 * curve.slope.array());
  curve.slope *= height;
  curve.value = asymptotes.guess + height * curve.sigmoid.array();
  curve.complement = asymptotes.lapse + height * curve.miss.array();
  curve.bend = curve.slope.array() * (curve.miss - curve.sigmoid).array();
  return curve;
}

Vector MeanCurve::relative_slope() const {
  return asymptotes.guess == 0.0 ? miss : Vector(slope.array() / value.array());
}

Vector MeanCurve::relative_slope_of_complement() const {
  return asymptotes.lapse == 0.0 ? sigmoid : Vector(slope.array() / complement.array());
}

Vector MeanCurve::relative_bend() const {
  if (asymptotes.guess == 0.0) return -miss.cwiseProduct(sigmoid);
  const auto floor = asymptotes.guess / value.array();  // the part of P that the guesses are
  return relative_slope().array() * (floor * miss.array() - sigmoid.array());
}

Vector MeanCurve::relative_slope_by_guess() const {
  const double top = asymptotes.guess + asymptotes.height();
  return relative_slope().array() / value.array() * (-top / asymptotes.height());
}

}  // namespace odds
