#include "validate/performance.hpp"

#include "base/special_values.hpp"
#include "math/compensated_sum.hpp"
#include "solve/maximize.hpp"
#include "solve/objective.hpp"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

namespace odds {
namespace {

template <class Use>
void use_list(const ScoreRuns<WeightedScore>& list, double y, Use& use) {
  const auto walk_through = [&](auto walk) {
    for (; !walk.ended(); walk.next()) use(y, walk.front());
  };
  if (list.is_short()) {
    walk_through(ScoreRuns<WeightedScore>::ShortWalk(list));
  } else {
    walk_through(ScoreRuns<WeightedScore>::Walk(list));
  }
}

/// Calls `use(y, score)` for the scores of non-events, then of events, each list from the least on.
template <class Use>
void use_scores(const OutcomePredictors& scores, Use use) {
  use_list(scores.nonevents, 0.0, use);
  use_list(scores.events, 1.0, use);
}

/// log [P / (1 - P)]: without subtraction, so that tails keep their digits.
double logit_of_p(const ResponseCurve& curve, double eta) {
  if (curve.is_sigmoid()) return eta;
  return curve.log_likelihood(1.0, eta) - curve.log_likelihood(0.0, eta);
}

/// The log-likelihood of outcomes y under sigma(a + b x), x = logit P; or under sigma(a + x).
class CalibrationLikelihood final : public Objective {
 public:
  CalibrationLikelihood(const OutcomePredictors& scores, const ResponseCurve& curve,
                        bool with_slope)
      : scores_(scores), curve_(curve), with_slope_(with_slope) {}

  Index dimension() const override { return with_slope_ ? 2 : 1; }

  Evaluation evaluate(VectorRef point, VectorRef, Order) const override {
    CompensatedSum value, weight, d1, d1x, d2, d2x, d2xx;
    const ResponseCurve sigmoid;
    const double b = with_slope_ ? point[1] : 1.0;
    use_scores(scores_, [&](double y, const WeightedScore& score) {
      const double x = logit_of_p(curve_, score.eta);
      const double w = score.weight();
      const double eta = point[0] + b * x;
      const CurvePoint p = sigmoid.at(eta);
      const double residual = w * (y > 0.0 ? p.complement : -p.value);
      value += w * sigmoid.log_likelihood(y, eta);
      weight += w;
      d1 += residual;
      d1x += residual * x;
      d2 += w * p.d1;
      d2x += w * p.d1 * x;
      d2xx += w * p.d1 * x * x;
    });
    Evaluation at;
    at.value = value.value();
    at.gradient.resize(dimension());
    Matrix information(dimension(), dimension());
    at.gradient[0] = d1.value();
    information(0, 0) = d2.value();
    if (with_slope_) {
      at.gradient[1] = d1x.value();
      information(0, 1) = information(1, 0) = d2x.value();
      information(1, 1) = d2xx.value();
    }
    at.information = std::move(information);
    at.unit = weight.value() / static_cast<double>(scores_.size());
    return at;
  }

  ArrowMatrix curvature_bound() const override {
    return Matrix::Constant(dimension(), dimension(), kInfinity);
  }

 private:
  const OutcomePredictors& scores_;
  const ResponseCurve& curve_;
  bool with_slope_;
};

/// `value`, or the whole number that it is but for rounding: what a fit makes of its own rows.
double tidy(double value) {
  constexpr double kRounding = 1e-12;
  return std::abs(value - std::round(value)) < kRounding ? std::round(value) : value;
}

/// The maximum's last coordinate; NaN without one.
Recalibrated recalibrated(const OutcomePredictors& scores, const ResponseCurve& curve,
                          bool with_slope) {
  const CalibrationLikelihood objective(scores, curve, with_slope);
  Vector start = Vector::Zero(objective.dimension());
  if (with_slope) start[1] = 1.0;
  const Maximum maximum = maximize(objective, start);
  if (!maximum.converged()) return {};
  const Index last = objective.dimension() - 1;
  const Matrix covariance = maximum.information.core.inverse();
  return {.value = tidy(maximum.point[last]), .std_error = std::sqrt(covariance(last, last))};
}

/// Whether slope and intercept have a finite maximum: both outcomes, P that are neither 0 nor 1,
/// and, for the slope, no P that separates them.
struct Calibrations {
  bool intercept = false;
  bool slope = false;
};

/// The least and the largest predictor of a list.
struct Range {
  double least = kInfinity;
  double largest = -kInfinity;
};

Calibrations possible_calibrations(const OutcomePredictors& scores, const ResponseCurve& curve) {
  Range range[2];
  use_scores(scores, [&](double y, const WeightedScore& score) {
    Range& r = range[y > 0.0 ? 1 : 0];
    const double x = logit_of_p(curve, score.eta);
    r.least = std::min(r.least, x);
    r.largest = std::max(r.largest, x);
  });
  const bool both = scores.events.size() > 0 && scores.nonevents.size() > 0;
  const double ends[] = {range[0].least, range[0].largest, range[1].least, range[1].largest};
  const bool finite = both && std::ranges::all_of(ends, [](double e) { return std::isfinite(e); });
  const bool overlap = range[0].least < range[1].largest && range[1].least < range[0].largest;
  return {.intercept = finite, .slope = finite && overlap};
}

}  // namespace

Recalibration recalibrate(const OutcomePredictors& scores, const ResponseCurve& curve) {
  const Calibrations possible = possible_calibrations(scores, curve);
  Recalibration result;
  if (possible.slope) result.slope = recalibrated(scores, curve, true);
  if (possible.intercept) result.intercept = recalibrated(scores, curve, false);
  return result;
}

Performance performance(const OutcomePredictors& sorted, const ResponseCurve& curve,
                        bool has_events) {
  CompensatedSum weight, loss, squares;
  use_scores(sorted, [&](double y, const WeightedScore& score) {
    const double w = score.weight();
    const CurvePoint p = curve.at(score.eta);
    const double miss = y > 0.0 ? p.complement : p.value;
    weight += w;
    squares += w * miss * miss;
    loss += -w * curve.log_likelihood(y, score.eta);
  });
  Performance result;
  if (has_events) result.auc = rank_scores(sorted, std::span<const Index>()).auc;
  result.brier = squares.value() / weight.value();
  result.log_loss = loss.value() / weight.value();
  const Recalibration calibration = recalibrate(sorted, curve);
  result.slope = calibration.slope.value;
  result.intercept = calibration.intercept.value;
  return result;
}

}  // namespace odds
