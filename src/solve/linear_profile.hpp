// The profile of an objective along a linear form of its unknowns, and where it has fallen so far.
#pragma once

#include "math/linear_algebra.hpp"
#include "math/scaled_cholesky.hpp"
#include "solve/objective.hpp"

#include <optional>

namespace odds {

/// The maximum of l under w'x = c, for the c of the point.
struct ConstrainedMaximum {
  Vector point;
  double value = 0.0;  ///< l_p(c): that of the point, and what a last step under w'x = c would gain
  Vector tangent;      ///< dx / dc along such points; empty where l does not curve
  bool is_maximum = false;  ///< else `value` is no more than a lower bound
};

/// An end of { c : 2 (l - l_p(c)) <= cut }.
struct ProfileEnd {
  double at = 0.0;    ///< c; infinite: no end was met on this side; NaN: none could be certified
  double miss = 0.0;  ///< |sqrt(2 (l - l_p(at))) - sqrt(cut)|; 0 of an infinite end
  ConstrainedMaximum point;  ///< empty unless `at` is finite
};

/// l_p(c) = max { l(x) : w'x = c } around the maximum of l, for forms w of the unknowns x.
///
/// Every point that is looked at costs an evaluation of order information. With u = H^-1 g,
/// v = H^-1 w, b = w'u and a = w'v, the quadratic that touches l there has the maximum
/// l + g'u / 2 - (t - b)^2 / (2 a) under w'x = c + t, at the step u + v (t - b) / a.
///
/// - An end: the t at which that is l - cut / 2 is Newton's step for the equations of the end
///   (Venzon and Moolgavkar 1988, Applied Statistics 37, 87-94). It starts at Wald's end, and goes
///   on while each step halves what is left of the error. Otherwise the end is bracketed by doubled
///   distances from the maximum and found between them by find_root, each value a maximum under the
///   constraint. Of a concave objective, whose l_p is concave, it is the only one on its side. Of
///   another one it is an end of the set's part around the maximum, or of one farther out.
/// - A value under a constraint: Newton's method for t = c - w'x; where a step does not halve the
///   error, `maximize`.
///
/// An objective whose information is a part of its curvature (Objective::curvature) is asked for
/// all of it where it matters: at the maximum, and where steps are short of what they promise. In
/// between the rest is taken for constant, which changes the path, and not where it ends.
///
/// An end is infinite if l_p has not fallen by cut / 2 at 2^30 times Wald's distance.
class LinearProfile {
 public:
  /// `maximum` is one of `objective`, which must outlive this and has no eliminated levels. One
  /// evaluation.
  LinearProfile(const Objective& objective, Vector maximum);

  /// Whether the curvature at the maximum is positive definite: without that there is no profile.
  bool has_curvature() const { return factor_.ok(); }

  double value() const { return best_.value; }  ///< l at its maximum

  /// The end above the maximum of w'x for side = 1, below it for side = -1; cut > 0. `weights` must
  /// not be 0.
  ProfileEnd end(VectorRef weights, double side, double cut);

  /// The maximum under w'x = c, looked for from between or beyond the maximum and an end, which may
  /// be infinite.
  ConstrainedMaximum at(VectorRef weights, double c, const ProfileEnd& end);

 private:
  /// The objective at a point, seen along w.
  struct View {
    Vector point;
    double value = 0.0;
    Vector newton;        ///< u
    Vector along;         ///< v
    double gain = 0.0;    ///< g'u / 2
    double moved = 0.0;   ///< b
    double spread = 0.0;  ///< a
    bool is_regular = false;

    /// What is left to gain under w'x as it is.
    double slack() const;
    Vector step(double t) const { return newton + along * ((t - moved) / spread); }
    ConstrainedMaximum maximum() const { return {point, value + slack(), along / spread, true}; }
  };

  ScaledCholesky factor_of(const Evaluation& here) const;
  View look(VectorRef weights, Vector point) const;
  View look_again(VectorRef weights, const View& view);
  double root_of(double value) const;

  /// What rounding of l brings to a root of the deviance.
  double rounding_of_root(double root) const;

  std::optional<ProfileEnd> leap_to_end(VectorRef weights, double side, double cut);
  ProfileEnd bracket_end(VectorRef weights, double side, double cut);
  std::optional<ConstrainedMaximum> leap_to(VectorRef weights, double c, Vector start);
  ConstrainedMaximum hold(VectorRef weights, double c, const Vector& start);

  /// Takes the rest of the curvature from `point`; false if the objective has none.
  bool refresh_rest(VectorRef point);

  const Objective& objective_;
  Vector maximum_;
  Evaluation best_;
  Matrix rest_at_maximum_;  ///< minus the Hessian, less the information; 0 x 0: nothing
  Matrix rest_;             ///< as it is used now
  ScaledCholesky factor_;   ///< at the maximum
};

}  // namespace odds
