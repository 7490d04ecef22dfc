#include "curve/curve_values.hpp"

namespace odds {

Matrix CurveValues::by_own(const Vector& by_guess) const {
  return own_parameters == 0 ? Matrix(by_guess.size(), 0) : Matrix(by_guess);
}

Vector CurveValues::relative_d1() const {
  return asymptotes.guess == 0.0 ? slope_of_event() : Vector(d1.array() / value.array());
}

Vector CurveValues::relative_d1_of_complement() const {
  return asymptotes.lapse == 0.0 ? slope_of_nonevent() : Vector(d1.array() / complement.array());
}

Vector CurveValues::relative_d2() const {
  const Vector& slope = slope_of_event();
  const Vector& ratio = ratio_of_event();
  if (asymptotes.guess == 0.0) return -slope.cwiseProduct(ratio);
  const auto floor = asymptotes.guess / value.array();  // the part of P that the guesses are
  return relative_d1().array() * (floor * slope.array() - ratio.array());
}

Matrix CurveValues::relative_d1_by_own() const {
  const double top = asymptotes.guess + asymptotes.height();
  return by_own(relative_d1().array() / value.array() * (-top / asymptotes.height()));
}

Matrix CurveValues::value_by_own() const { return by_own(link_complement); }

}  // namespace odds
