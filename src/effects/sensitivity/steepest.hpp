// Where the probability answers most strongly to a number, and the figures that follow from there.
#pragma once

#include "design/design_point.hpp"
#include "effects/dose/dose_lines.hpp"
#include "model/model.hpp"

#include <odds/sensitivity.hpp>

#include <optional>
#include <string>

namespace odds {

/// The range over which the largest gain is looked for.
struct InputRange {
  double low = 0.0;
  double high = 0.0;
};

/// The expression by which a number enters the log odds, if it is one and can be inverted.
std::optional<DoseScale> single_scale(const Model& model, const std::string& variable);

/// The steepest point over the variable of `scale`, all others as in `point`, with its figures.
/// Standard errors by the delta method, from the covariance of eta's intercept and slope (and that
/// of an estimated guess rate). Nothing where eta does not depend on the variable at `point`.
std::optional<SteepestPoint> steepest_point(const Model& model, const DoseScale& scale,
                                            const PointCells& point, const InputRange& range,
                                            double level);

}  // namespace odds
