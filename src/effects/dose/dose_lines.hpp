// The curves of a model over its dose, as straight lines of the log odds.
#pragma once

#include "design/design_point.hpp"
#include "effects/dose/dose_scale.hpp"

#include <odds/dose.hpp>

#include <string>
#include <vector>

namespace odds {

/// Values of all variables but the dose, and what sets them apart from those of other curves.
struct NamedPoint {
  std::string name;
  PointCells cells;
};

struct CurvePoints {
  std::vector<NamedPoint> curves;
  std::vector<std::pair<std::string, std::string>> held;  ///< {`age`, `23.238 (mean)`}, in order
  std::vector<Index> varied;  ///< variables of the plan that differ between curves
};

/// The curves that `options` ask for. Throws Error(usage) for variables and levels that the model
/// does not have, and for more than 100 curves.
CurvePoints curve_points(const Model& model, const DoseScale& scale, const DoseOptions& options);

/// eta = intercept + slope (m - origin) for each of C curves, their coefficients as linear forms of
/// the model's.
struct DoseLines {
  double origin = 0.0;  ///< near the middle of the doses
  Matrix levels;        ///< C x p; rows of the working design at the origin
  Matrix slopes;        ///< C x p; their derivative in m
  Vector offset;        ///< C
  Vector intercept;     ///< C; with the offset
  Vector slope;         ///< C

  /// The covariance of C intercepts, C slopes and the guess rate, in this order; the last is 0
  /// unless estimated.
  Matrix covariance;

  Index curves() const { return slope.size(); }

  /// Whether a curve has a slope: its columns may be aliased, or an interaction 0 at its point.
  bool has_slope(Index curve) const;
};

DoseLines dose_lines(const Model& model, const DoseScale& scale, const CurvePoints& points);

/// Throws Error(model) for a curve without a slope.
void require_slopes(const DoseLines& lines, const CurvePoints& points, const std::string& dose);

}  // namespace odds
