#include "performance/recalibration.hpp"

#include "base/special_values.hpp"
#include "math/compensated_sum.hpp"
#include "math/span_of.hpp"
#include "solve/maximize.hpp"
#include "solve/objective.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace odds {
namespace {

/// Beyond it a log odds is infinite: a row at an asymptote of 0 or 1.
constexpr double kInfiniteLogOdds = 1e90;

/// What the outcomes are regressed on: log odds under sigma, or the linear predictor under the
/// curve it comes from.
struct Scale {
  ResponseCurve from;  ///< of the model
  ResponseCurve to;    ///< of the refit

  /// log P - log(1 - P), without a subtraction from 1, so that tails keep their digits.
  double of(double eta) const {
    if (from.is_sigmoid() || !to.is_sigmoid()) return eta;
    return from.log_likelihood(1.0, eta) - from.log_likelihood(0.0, eta);
  }
};

/// The rows of a batch of outcomes, for the kernel of a curve.
struct Batch {
  static constexpr Index kMost = 1024;

  Index size = 0;
  Vector x = Vector(kMost);
  Vector y = Vector(kMost);
  Vector weight = Vector(kMost);

  void add(double predictor, const PredictedOutcomes& outcomes) {
    x[size] = predictor;
    weight[size] = outcomes.events + outcomes.nonevents;
    y[size] = outcomes.events / weight[size];
    ++size;
  }
};

/// Calls `use(batch)` for all outcomes of finite log odds.
template <class Use>
void for_each_batch(const OutcomeWalk& outcomes, const Scale& scale, Use use) {
  Batch batch;
  outcomes([&](const PredictedOutcomes& one) {
    const double x = scale.of(one.eta);
    if (!(std::abs(x) < kInfiniteLogOdds)) return;
    batch.add(x, one);
    if (batch.size < Batch::kMost) return;
    use(std::as_const(batch));
    batch.size = 0;
  });
  if (batch.size > 0) use(std::as_const(batch));
}

/// The log-likelihood of outcomes as a function of (a, b); or of a, with b = 1.
class RecalibrationLikelihood final : public Objective {
 public:
  RecalibrationLikelihood(const OutcomeWalk& outcomes, const Scale& scale, bool with_slope)
      : outcomes_(outcomes), scale_(scale), with_slope_(with_slope) {}

  Index dimension() const override { return with_slope_ ? 2 : 1; }

  Evaluation evaluate(VectorRef point, VectorRef, Order) const override {
    return at(point, Information::observed);
  }

  /// The expected information, whose inverse is the covariance.
  Matrix expected_information(VectorRef point) const {
    return at(point, Information::expected).information.core;
  }

  ArrowMatrix curvature_bound() const override {
    return Matrix(Matrix::Constant(dimension(), dimension(), kInfinity));
  }

 private:
  struct Sums {
    CompensatedSum value, weight, d1, d1x, d2, d2x, d2xx;
    double size = 0.0;
  };

  Evaluation at(const Vector& point, Information kind) const {
    Sums sums;
    BlockTerms terms;
    for_each_batch(outcomes_, scale_,
                   [&](const Batch& batch) { add(batch, point, kind, terms, sums); });
    Evaluation result;
    result.value = sums.value.value();
    result.gradient.resize(dimension());
    result.gradient[0] = sums.d1.value();
    Matrix information(dimension(), dimension());
    information(0, 0) = sums.d2.value();
    if (with_slope_) {
      result.gradient[1] = sums.d1x.value();
      information(0, 1) = information(1, 0) = sums.d2x.value();
      information(1, 1) = sums.d2xx.value();
    }
    result.information = std::move(information);
    result.unit = sums.weight.value() / std::max(1.0, sums.size);
    return result;
  }

  void add(const Batch& batch, const Vector& point, Information kind, BlockTerms& terms,
           Sums& sums) const {
    const double b = with_slope_ ? point[1] : 1.0;
    const Vector eta = (point[0] + b * batch.x.head(batch.size).array()).matrix();
    const auto n = static_cast<std::size_t>(batch.size);
    scale_.to.add_up({.eta = span_of(eta),
                      .y = {batch.y.data(), n},
                      .weight = {batch.weight.data(), n},
                      .frequency = {}},
                     kind, terms);
    const Vector& d2 =
        kind == Information::observed ? terms.observed.by_eta : terms.expected.by_eta;
    sums.value += terms.log_likelihood;
    sums.size += static_cast<double>(batch.size);
    for (Index i = 0; i < batch.size; ++i) {
      const double x = batch.x[i];
      sums.weight += batch.weight[i];
      sums.d1 += terms.residual[i];
      sums.d1x += terms.residual[i] * x;
      sums.d2 += d2[i];
      sums.d2x += d2[i] * x;
      sums.d2xx += d2[i] * x * x;
    }
  }

  const OutcomeWalk& outcomes_;
  const Scale& scale_;
  bool with_slope_;
};

/// `value`, or the whole number that it is but for rounding: what a fit makes of its own rows.
double tidy(double value) {
  constexpr double kRounding = 1e-12;
  return std::abs(value - std::round(value)) < kRounding ? std::round(value) : value;
}

CalibrationFit maximum_of(const RecalibrationLikelihood& likelihood) {
  Vector start = Vector::Zero(likelihood.dimension());
  if (start.size() == 2) start[1] = 1.0;
  const Maximum maximum = maximize(likelihood, start);
  if (!maximum.converged()) return {};
  const Matrix information = likelihood.expected_information(maximum.point);
  CalibrationFit fit{.exists = true,
                     .intercept = tidy(maximum.point[0]),
                     .slope = 1.0,
                     .intercept_variance = 1.0 / information(0, 0),
                     .slope_variance = 0.0,
                     .covariance = 0.0,
                     .log_likelihood = maximum.value};
  if (start.size() == 1) return fit;
  const double determinant =
      information(0, 0) * information(1, 1) - information(0, 1) * information(0, 1);
  if (!(determinant > 0.0)) return {};
  fit.slope = tidy(maximum.point[1]);
  fit.intercept_variance = information(1, 1) / determinant;
  fit.slope_variance = information(0, 0) / determinant;
  fit.covariance = -information(0, 1) / determinant;
  return fit;
}

/// Which regressions have a finite maximum.
struct Possible {
  bool intercept = false;
  bool slope = false;
};

/// The least and the largest predictor of an outcome.
struct Extent {
  double least = kInfinity;
  double largest = -kInfinity;

  void add(double x) {
    least = std::min(least, x);
    largest = std::max(largest, x);
  }
};

Possible possible_fits(const OutcomeWalk& outcomes, const Scale& scale) {
  Extent events, nonevents;
  bool contradicts = false;
  outcomes([&](const PredictedOutcomes& one) {
    const double x = scale.of(one.eta);
    if (std::abs(x) < kInfiniteLogOdds) {
      if (one.events > 0.0) events.add(x);
      if (one.nonevents > 0.0) nonevents.add(x);
    } else {
      contradicts = contradicts || std::isnan(x) || (x > 0.0 ? one.nonevents : one.events) > 0.0;
    }
  });
  const bool both = !contradicts && events.least < kInfinity && nonevents.least < kInfinity;
  const bool overlap = events.least < nonevents.largest && nonevents.least < events.largest;
  return {.intercept = both, .slope = both && overlap};
}

Recalibration recalibrate_on(const OutcomeWalk& outcomes, const Scale& scale) {
  const Possible possible = possible_fits(outcomes, scale);
  Recalibration result;
  const RecalibrationLikelihood shift(outcomes, scale, false);
  result.log_likelihood = shift.evaluate(Vector::Zero(1), Vector(), Order::value).value;
  if (possible.intercept) result.in_the_large = maximum_of(shift);
  if (possible.slope) {
    result.with_slope = maximum_of(RecalibrationLikelihood(outcomes, scale, true));
  }
  return result;
}

}  // namespace

Recalibration recalibrate(const OutcomeWalk& outcomes, const ResponseCurve& curve) {
  return recalibrate_on(outcomes, {.from = curve.known(), .to = {}});
}

Recalibration recalibrate_predictor(const OutcomeWalk& outcomes, const ResponseCurve& curve) {
  return recalibrate_on(outcomes, {.from = curve.known(), .to = curve.known()});
}

}  // namespace odds
