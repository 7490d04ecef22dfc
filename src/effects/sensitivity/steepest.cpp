#include "effects/sensitivity/steepest.hpp"

#include "base/special_values.hpp"
#include "effects/counterfactual/conditions.hpp"
#include "effects/dose/fieller.hpp"
#include "formula/expression.hpp"
#include "math/distributions.hpp"

#include <odds/error.hpp>
#include <odds/sigmoid.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace odds {
namespace {

constexpr double kGasConstant = 8.314462618;  // J / (mol K), CODATA 2018

/// eta at which sigma is 90 %.
const double kNinety = std::log(9.0);

/// eta > 0 at which sigma' is half its largest value: sigma = (1 + 1 / sqrt 2) / 2.
const double kHalfGain = 2.0 * std::atanh(1.0 / std::numbers::sqrt2);

/// A function of the slope b, the midpoint m50 and the guess rate, with its derivatives there.
struct Smooth {
  double value = 0.0;
  double by_slope = 0.0;
  double by_midpoint = 0.0;
  double by_guess = 0.0;
};

/// A value of the input with the first two derivatives of m there.
struct InputPlace {
  double x = 0.0;
  double first = 0.0;
  double second = 0.0;

  double by_measure() const { return 1.0 / first; }  ///< dx / dm
};

/// The curve over one input.
class SteepCurve {
 public:
  /// `lines`: one, which has a slope.
  SteepCurve(const Model& model, const DoseScale& scale, const DoseLines& lines, double now,
             const InputRange& range)
      : scale_(scale),
        known_(model.plan.variables[static_cast<std::size_t>(scale.variable)]),
        first_(derivative(scale.form.core, known_.name)),
        second_(derivative(first_, known_.name)),
        height_(model.asymptotes.height()),
        degrees_(model.factor_degrees),
        now_(now),
        range_(range) {
    slope_ = lines.slope[0];
    const double from_origin = -lines.intercept[0] / slope_;
    midpoint_ = lines.origin + from_origin;
    Matrix turn = Matrix::Zero(3, 3);  // of (intercept, slope, guess) into (slope, m50, guess)
    turn(0, 1) = 1.0;
    turn(1, 0) = -1.0 / slope_;
    turn(1, 1) = -from_origin / slope_;
    turn(2, 2) = 1.0;
    covariance_ = turn * lines.covariance * turn.transpose();
  }

  SteepestPoint result(double level) {
    level_ = level;
    SteepestPoint point;
    point.variable = known_.name;
    point.scale = scale_.spelling();
    const InputPlace middle = place(midpoint_);
    point.slope = row(steepest_slope());
    point.at = row({middle.x, 0.0, middle.by_measure(), 0.0});
    set_limits(point.at, places_of(0.0));
    point.g = crossing(0.0).g(critical());
    point.width = width().value;
    const double reach = 0.5 * point.width;
    const auto [low, high] =
        std::minmax({scale_.dose_at(midpoint_ - reach), scale_.dose_at(midpoint_ + reach)});
    point.low = low;
    point.high = high;
    point.outside = !(middle.x >= known_.moments.min && middle.x <= known_.moments.max);
    add_figures(middle, point.figures);
    return point;
  }

 private:
  double value_of(const Expression& expression, double x) const {
    const Bindings bindings = {{known_.name, {.numbers = {&x, 1}, .codes = {}, .levels = {}}}};
    return evaluate(expression, bindings, 1)[0];
  }

  InputPlace place(double measure) const {
    const double x = scale_.dose_at(measure);
    return {.x = x, .first = value_of(first_, x), .second = value_of(second_, x)};
  }

  EstimateRow row(const Smooth& function) const {
    const Eigen::Vector3d gradient(function.by_slope, function.by_midpoint, function.by_guess);
    return wald_row(function.value, std::sqrt(gradient.dot(covariance_ * gradient)), level_,
                    degrees_);
  }

  double critical() const { return wald_critical_value(level_, degrees_); }

  /// Of the line and the height `eta`: b (m - m50) is eta with derivatives eta / b and -b.
  Crossing crossing(double eta) const {
    const Eigen::Vector3d gradient(eta / slope_, -slope_, 0.0);
    const Eigen::Vector3d half = covariance_ * gradient;
    return {.estimate = midpoint_ + eta / slope_,
            .slope = slope_,
            .height_variance = gradient.dot(half),
            .covariance = half[0],
            .slope_variance = covariance_(0, 0)};
  }

  /// Fieller's limits of the m where the line has the height `eta`: everything where they are not
  /// one range.
  ConfidenceRange measures_of(double eta) const {
    const ConfidenceSet set = fieller_set(crossing(eta), critical());
    return set.size() == 1 ? set.front() : ConfidenceRange{-kInfinity, kInfinity};
  }

  ConfidenceRange places_of(double eta) const {
    return scale_.doses_of({measures_of(eta)}).front();
  }

  static void set_limits(EstimateRow& row, const ConfidenceRange& range, double less = 0.0) {
    row.conf_low = range.low - less;
    row.conf_high = range.high - less;
  }

  Smooth steepest_slope() const {
    return {0.25 * height_ * slope_, 0.25 * height_, 0.0, -0.25 * slope_};
  }

  /// `size` / |b|.
  Smooth inverse_slope(double size) const {
    const double value = size / std::abs(slope_);
    return {value, -value / slope_, 0.0, 0.0};
  }

  Smooth width() const { return inverse_slope(2.0 * kNinety); }

  /// x where eta has a given value.
  Smooth input_at(double eta) const {
    const InputPlace there = place(midpoint_ + eta / slope_);
    const double by_measure = there.by_measure();
    return {there.x, -eta / slope_ / slope_ * by_measure, by_measure, 0.0};
  }

  Smooth width_input() const {
    const Smooth above = input_at(kNinety);
    const Smooth below = input_at(-kNinety);
    const double sign = above.value < below.value ? -1.0 : 1.0;
    return {sign * (above.value - below.value), sign * (above.by_slope - below.by_slope),
            sign * (above.by_midpoint - below.by_midpoint), 0.0};
  }

  /// height b m'(x50) / 4.
  Smooth steepest_per_unit(const InputPlace& middle) const {
    const double quarter = 0.25 * height_;
    return {quarter * slope_ * middle.first, quarter * middle.first,
            quarter * slope_ * middle.second * middle.by_measure(), -0.25 * slope_ * middle.first};
  }

  /// R x50^2 b m'(x50).
  Smooth enthalpy(const InputPlace& middle) const {
    const double x = middle.x;
    const double by_x = slope_ * (2.0 * x * middle.first + x * x * middle.second);
    return {kGasConstant * slope_ * x * x * middle.first, kGasConstant * x * x * middle.first,
            kGasConstant * by_x * middle.by_measure(), 0.0};
  }

  /// dP/dx where it is largest over the range, of an input that enters by itself.
  Smooth largest_gain() const {
    const double at = std::clamp(midpoint_, range_.low, range_.high);
    const Sigmoid curve = sigmoid(slope_ * (at - midpoint_));
    const double by_eta = height_ * slope_ * curve.bend;
    return {height_ * slope_ * curve.slope, height_ * curve.slope + by_eta * (at - midpoint_),
            -slope_ * by_eta, -slope_ * curve.slope};
  }

  void add_figures(const InputPlace& middle, std::vector<FigureRow>& figures) const {
    const auto add = [&](Figure figure, const Smooth& function) {
      FigureRow next;
      static_cast<EstimateRow&>(next) = row(function);
      next.figure = figure;
      figures.push_back(next);
    };
    add(Figure::log_odds_slope, {slope_, 1.0, 0.0, 0.0});
    add(Figure::steepest_slope, steepest_slope());
    add(Figure::steepest_per_unit, steepest_per_unit(middle));
    add(Figure::midpoint, {midpoint_, 0.0, 1.0, 0.0});
    add(Figure::midpoint_input, {middle.x, 0.0, middle.by_measure(), 0.0});
    add(Figure::width, width());
    add(Figure::width_input, width_input());
    add(Figure::difference_limen, inverse_slope(std::log(3.0)));
    if (scale_.log_base() > 0.0) {
      const double per_unit = 1.0 / std::log(scale_.log_base());
      add(Figure::hill_slope, {slope_ * per_unit, per_unit, 0.0, 0.0});
    }
    if (known_.moments.min > 0.0) add(Figure::enthalpy, enthalpy(middle));
    add(Figure::doubling, inverse_slope(std::numbers::ln2));
    add(Figure::half_gain, input_at(kHalfGain));
    add(Figure::distance, {middle.x - now_, 0.0, middle.by_measure(), 0.0});
    if (!scale_.is_transformed()) add(Figure::largest_gain, largest_gain());
    for (FigureRow& figure : figures) set_limits_of_place(figure);
  }

  void set_limits_of_place(FigureRow& row) const {
    if (row.figure == Figure::midpoint) set_limits(row, measures_of(0.0));
    if (row.figure == Figure::midpoint_input) set_limits(row, places_of(0.0));
    if (row.figure == Figure::half_gain) set_limits(row, places_of(kHalfGain));
    if (row.figure == Figure::distance) set_limits(row, places_of(0.0), now_);
  }

  const DoseScale& scale_;
  const DesignVariable& known_;
  Expression first_;
  Expression second_;
  double height_;
  double degrees_;  // of t
  double now_;      // the input at the operating point
  InputRange range_;
  double level_ = 0.95;
  double slope_ = 0.0;
  double midpoint_ = 0.0;
  Matrix covariance_;  // of (b, m50, guess)
};

}  // namespace

std::optional<DoseScale> single_scale(const Model& model, const std::string& variable) {
  if (!conditions_on(model.plan, variable).empty()) return std::nullopt;
  DoseOptions options;
  options.variable = variable;
  try {
    return find_dose(model, options);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::usage) throw;
    return std::nullopt;  // what cannot be a dose has no single steepest point either
  }
}

std::optional<SteepestPoint> steepest_point(const Model& model, const DoseScale& scale,
                                            const PointCells& point, const InputRange& range,
                                            double level) {
  const CurvePoints points{.curves = {{.name = {}, .cells = point}}, .held = {}, .varied = {}};
  const DoseLines lines = dose_lines(model, scale, points);
  if (!lines.has_slope(0)) return std::nullopt;
  const double now = point.numbers[static_cast<std::size_t>(scale.variable)];
  return SteepCurve(model, scale, lines, now, range).result(level);
}

}  // namespace odds
