// Profile likelihood of where a line of the log odds reaches a height.
#pragma once

#include "inference/fitted_rows.hpp"
#include "math/scaled_cholesky.hpp"
#include "solve/maximize.hpp"

#include <odds/inference.hpp>

namespace odds {

/// The event that the line with height `level` gamma at `estimate` and slope `slope` gamma has the
/// height `target` at some m; all rows are of the kept working columns.
struct ProfiledCrossing {
  double estimate = 0.0;  ///< m where the fitted line has that height
  double scale = 1.0;     ///< a typical error of it: changes the speed of the search only
  Vector level;           ///< row of the design at the estimate
  Vector slope;           ///< its derivative in m
  double target = 0.0;    ///< less the offset
};

/// Maxima of a fit's log-likelihood under linear constraints. Refers to the rows.
class ProfileLikelihood {
 public:
  explicit ProfileLikelihood(const FittedRows& rows);

  /// Twice what the maximum loses by the constraints; `constraints` k x kept columns.
  /// Infinite if no point meets them.
  double deviance(const Matrix& constraints, VectorRef values);

  /// Where the last of these maxima is.
  const Vector& point() const { return last_; }

  /// All m for which the deviance of the event is at most `cut`.
  ///
  /// The line reaches its target at m if level gamma - target + (m - estimate) slope gamma = 0. The
  /// heights and slopes of all points with a deviance up to `cut` are a convex set; those m whose
  /// constraint meets it make an arc of the angles, of tangent (m - estimate) / scale, of lines
  /// through the point of height `target` and slope 0. The deviance rises from the estimate in both
  /// directions up to the angle of the line that supports the set through that point, where the
  /// gradient of the maximum under both constraints points: either there it is at most `cut`, and
  /// everything is in the set, or each side has exactly one root before it. An arc across the
  /// right angle is the complement of an interval. Throws Error(model) where rounding leaves no
  /// such rise.
  ConfidenceSet set(const ProfiledCrossing& crossing, double cut);

 private:
  Vector start_under(const Matrix& constraints, VectorRef values) const;

  /// The angle where the deviance is largest, in (0, pi), and that deviance.
  struct Turning {
    double angle = 0.0;
    double deviance = 0.0;
  };
  Turning turning_point(const ProfiledCrossing& crossing);
  double deviance_at(const ProfiledCrossing& crossing, double angle);

  const FittedRows& rows_;
  double best_ = 0.0;
  ScaledCholesky information_;  ///< at the maximum
  Vector last_;                 ///< the point of the last constrained maximum
};

}  // namespace odds
