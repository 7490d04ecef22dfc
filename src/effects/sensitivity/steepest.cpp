#include "effects/sensitivity/steepest.hpp"

#include "base/special_values.hpp"
#include "effects/counterfactual/conditions.hpp"
#include "effects/dose/fieller.hpp"
#include "formula/expression.hpp"
#include "math/distributions.hpp"

#include <odds/error.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace odds {
namespace {

constexpr double kGasConstant = 8.314462618;  // J / (mol K), CODATA 2018

/// A function of the slope b, the centre m0, where eta is 0 and the curve steepest, and the guess
/// rate (the own parameter), with its derivatives there.
struct DualNumber {
  double value = 0.0;
  double by_slope = 0.0;
  double by_centre = 0.0;
  double by_own = 0.0;
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
        curve_({.link = model.curve.link}),
        height_(model.curve.asymptotes.height()),
        degrees_(model.degrees_of(lines.slopes.row(0).transpose())),
        now_(now),
        range_(range) {
    slope_ = lines.slope[0];
    const double from_origin = -lines.intercept[0] / slope_;
    centre_ = lines.origin + from_origin;
    Matrix turn = Matrix::Zero(3, 3);  // of (intercept, slope, guess) into (slope, m0, guess)
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
    const InputPlace middle = place(centre_);
    point.slope = row(steepest_slope());
    point.at = row({middle.x, 0.0, middle.by_measure(), 0.0});
    set_limits(point.at, places_of(0.0));
    point.g = crossing(0.0).g(critical());
    point.width = width().value;
    const double low = scale_.dose_at(centre_ + curve_.eta_at_odds(1.0, 9.0) / slope_);
    const double high = scale_.dose_at(centre_ + curve_.eta_at_odds(9.0, 1.0) / slope_);
    point.low = std::min(low, high);
    point.high = std::max(low, high);
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

  EstimateRow row(const DualNumber& function) const {
    const Eigen::Vector3d gradient(function.by_slope, function.by_centre, function.by_own);
    return wald_row(function.value, std::sqrt(gradient.dot(covariance_ * gradient)), level_,
                    degrees_);
  }

  double critical() const { return wald_critical_value(level_, degrees_); }

  /// Of the line and the height `eta`: b (m - m0) is eta with derivatives eta / b and -b.
  Crossing crossing(double eta) const {
    const Eigen::Vector3d gradient(eta / slope_, -slope_, 0.0);
    const Eigen::Vector3d half = covariance_ * gradient;
    return {.estimate = centre_ + eta / slope_,
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

  double most() const { return curve_.steepest(); }  ///< F'(0)
  double halfway() const { return curve_.halfway(); }

  /// m where eta has a given value.
  DualNumber measure_at(double eta) const {
    return {centre_ + eta / slope_, -eta / slope_ / slope_, 1.0, 0.0};
  }

  DualNumber steepest_slope() const {
    return {most() * height_ * slope_, most() * height_, 0.0, -most() * slope_};
  }

  /// `size` / |b|.
  DualNumber inverse_slope(double size) const {
    const double value = size / std::abs(slope_);
    return {value, -value / slope_, 0.0, 0.0};
  }

  DualNumber width() const { return inverse_slope(curve_.width()); }

  /// x where eta has a given value.
  DualNumber input_at(double eta) const {
    const InputPlace there = place(centre_ + eta / slope_);
    const double by_measure = there.by_measure();
    return {there.x, -eta / slope_ / slope_ * by_measure, by_measure, 0.0};
  }

  DualNumber width_input() const {
    const DualNumber above = input_at(curve_.eta_at_odds(9.0, 1.0));
    const DualNumber below = input_at(curve_.eta_at_odds(1.0, 9.0));
    const double sign = above.value < below.value ? -1.0 : 1.0;
    return {sign * (above.value - below.value), sign * (above.by_slope - below.by_slope),
            sign * (above.by_centre - below.by_centre), 0.0};
  }

  /// height F'(eta50) b m'(x50), where F(eta50) is 1/2: of symmetric links that is the steepest.
  DualNumber slope_halfway() const {
    const InputPlace there = place(centre_ + halfway() / slope_);
    const double steepness = curve_.at(halfway()).d1 * height_;
    const double by_x = steepness * slope_ * there.second * there.by_measure();
    return {steepness * slope_ * there.first,
            steepness * there.first - by_x * halfway() / slope_ / slope_, by_x,
            -curve_.at(halfway()).d1 * slope_ * there.first};
  }

  /// R x50^2 b m'(x50).
  DualNumber enthalpy(const InputPlace& middle) const {
    const double x = middle.x;
    const double by_x = slope_ * (2.0 * x * middle.first + x * x * middle.second);
    return {kGasConstant * slope_ * x * x * middle.first, kGasConstant * x * x * middle.first,
            kGasConstant * by_x * middle.by_measure(), 0.0};
  }

  /// dP/dx where it is largest over the range, of an input that enters by itself.
  DualNumber largest_gain() const {
    const double at = std::clamp(centre_, range_.low, range_.high);
    const CurvePoint curve = curve_.at(slope_ * (at - centre_));
    const double by_eta = height_ * slope_ * curve.d2;
    return {height_ * slope_ * curve.d1, height_ * curve.d1 + by_eta * (at - centre_),
            -slope_ * by_eta, -slope_ * curve.d1};
  }

  void add_figures(const InputPlace& middle, std::vector<FigureRow>& figures) const {
    const auto add = [&](Figure figure, const DualNumber& function) {
      FigureRow next;
      static_cast<EstimateRow&>(next) = row(function);
      next.figure = figure;
      figures.push_back(next);
    };
    add(Figure::slope_of_eta, {slope_, 1.0, 0.0, 0.0});
    add(Figure::steepest_slope, steepest_slope());
    add(Figure::steepest_per_unit, slope_halfway());
    add(Figure::midpoint, measure_at(halfway()));
    add(Figure::midpoint_input, input_at(halfway()));
    add(Figure::width, width());
    add(Figure::width_input, width_input());
    add(Figure::difference_limen, inverse_slope(curve_.limen()));
    if (curve_.link == Link::logit) add_figures_of_log_odds(middle, add);
    add(Figure::half_gain, input_at(curve_.half_gain()));
    DualNumber distance = input_at(halfway());
    distance.value -= now_;
    add(Figure::distance, distance);
    if (!scale_.is_transformed()) add(Figure::largest_gain, largest_gain());
    for (FigureRow& figure : figures) set_limits_of_place(figure);
  }

  template <class Add>
  void add_figures_of_log_odds(const InputPlace& middle, Add add) const {
    if (scale_.log_base() > 0.0) {
      const double per_unit = 1.0 / std::log(scale_.log_base());
      add(Figure::hill_slope, {slope_ * per_unit, per_unit, 0.0, 0.0});
    }
    if (known_.moments.min > 0.0) add(Figure::enthalpy, enthalpy(middle));
    add(Figure::doubling, inverse_slope(std::numbers::ln2));
  }

  void set_limits_of_place(FigureRow& row) const {
    if (row.figure == Figure::midpoint) set_limits(row, measures_of(halfway()));
    if (row.figure == Figure::midpoint_input) set_limits(row, places_of(halfway()));
    if (row.figure == Figure::half_gain) set_limits(row, places_of(curve_.half_gain()));
    if (row.figure == Figure::distance) set_limits(row, places_of(halfway()), now_);
  }

  const DoseScale& scale_;
  const DesignVariable& known_;
  Expression first_;
  Expression second_;
  ResponseCurve curve_;  // without asymptotes
  double height_;
  double degrees_;  // of t
  double now_;      // the input at the operating point
  InputRange range_;
  double level_ = 0.95;
  double slope_ = 0.0;
  double centre_ = 0.0;
  Matrix covariance_;  // of (b, m0, guess)
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
