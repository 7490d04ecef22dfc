// Results from the lines of a dose: crossings, comparisons, potencies and tests.
#pragma once

#include "effects/dose/dose_lines.hpp"
#include "effects/dose/fieller.hpp"
#include "inference/fitted_rows.hpp"
#include "inference/profile.hpp"

#include <odds/dose.hpp>

#include <string>
#include <vector>

namespace odds {

/// The height that a line has to reach, and how it falls as the guess rate rises.
struct DoseTarget {
  double eta = 0.0;
  double fall = 0.0;  ///< -d eta / d guess; 0 unless P is that of the observed events
};

/// Throws Error(usage) for a P that the observed events cannot have.
DoseTarget dose_target(const ResponseCurve& curve, double percent, bool absolute);

/// Lines with all that inference needs.
struct DoseStudy {
  const Model& model;
  const DoseScale& scale;
  const CurvePoints& points;
  const DoseLines& lines;
  double factor = 1.0;     ///< of all variances
  double t_degrees = 0.0;  ///< of freedom of t; 0: z, as the factor is 1 by assumption
  double level = 0.95;
  double critical = 0.0;  ///< z or t; where each number has degrees of freedom of its own, z

  const std::string& curve_name(Index curve) const {
    return points.curves[static_cast<std::size_t>(curve)].name;
  }
  double measure(Index curve, const DoseTarget& target) const;
  Crossing crossing(Index curve, const DoseTarget& target) const;

  /// Derivatives of a curve's dose on its scale in the parameters that `lines.covariance` is of.
  Vector gradient(Index curve, const DoseTarget& target) const;
  double variance(const Vector& gradient) const;
  double std_error(const Vector& gradient) const;

  /// Degrees of freedom of t for what has this gradient: its own with cr2 and cr3, whose
  /// combination of coefficients it is; infinite for z.
  double degrees_of(const Vector& gradient) const;

  /// The quantile for it.
  double critical_of(const Vector& gradient) const;
};

DoseCurve describe_curve(const DoseStudy& study, Index curve);

/// The event of `curve` reaching `target` for a profile.
ProfiledCrossing profiled_crossing(const DoseStudy& study, Index curve, const DoseTarget& target,
                                   const std::vector<Index>& kept);

/// Every pair of curves at the same P.
std::vector<DoseComparison> compare_curves(const DoseStudy& study, double percent,
                                           const DoseTarget& target);

/// The potencies of all other curves relative to the first. Throws Error(usage) unless there are
/// several parallel curves over log doses, and one quantile for all of them.
std::vector<DosePotency> relative_potencies(const DoseStudy& study);

/// Throws Error(usage) for a curve that does not exist or doses that are not positive.
DoseRatioEstimate dose_ratio(const DoseStudy& study, const DoseRatio& ratio, bool absolute);

/// Whether curves have slopes of their own in the model.
bool has_own_slopes(const DoseLines& lines);

/// Without rows a Wald test, where slopes differ in the model; with rows a likelihood ratio test.
ParallelTest test_slopes(const DoseStudy& study, const FittedRows* rows);

/// The likelihood ratio test of parallel curves against those that a fit with a slope for each
/// gives.
ParallelTest test_against_own_slopes(const DoseStudy& study, const Fit& fit, const Table& table,
                                     const Execution& execution);

}  // namespace odds
