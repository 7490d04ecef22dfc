#include "effects/dose/dose_parts.hpp"

#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "math/distributions.hpp"

#include <odds/table.hpp>

#include <fmt/format.h>

#include <cmath>

namespace odds {
namespace {

/// A difference on the scale of the model as a ratio of doses; `std_error` NaN gives NaN limits.
struct RatioOfDoses {
  double ratio = kNaN;
  double low = kNaN;
  double high = kNaN;
};

RatioOfDoses from_log(double log_ratio, double reach) {
  return {std::exp(log_ratio), std::exp(log_ratio - reach), std::exp(log_ratio + reach)};
}

/// d ln(dose) / dm where that has a closed form: on a log scale ln(base), for the dose itself 1 /
/// m.
double log_slope(const DoseScale& scale, double measure) {
  if (scale.log_base() > 0.0) return std::log(scale.log_base());
  return !scale.is_transformed() && measure > 0.0 ? 1.0 / measure : kNaN;
}

/// The dose at one place over that at another, by the delta method on the logarithm.
RatioOfDoses ratio_of_doses(const DoseStudy& study, Index above, const DoseTarget& at_above,
                            Index below, const DoseTarget& at_below) {
  const double upper = study.measure(above, at_above);
  const double lower = study.measure(below, at_below);
  const double upper_slope = log_slope(study.scale, upper);
  const double lower_slope = log_slope(study.scale, lower);
  const double log_ratio =
      study.scale.log_base() > 0.0 ? upper_slope * (upper - lower) : std::log(upper / lower);
  const Vector gradient =
      upper_slope * study.gradient(above, at_above) - lower_slope * study.gradient(below, at_below);
  if (!gradient.allFinite()) return {};
  return from_log(log_ratio, study.critical_of(gradient) * study.std_error(gradient));
}

DoseComparison compare(const DoseStudy& study, Index curve, Index other, const DoseTarget& target) {
  const Vector gradient = study.gradient(curve, target) - study.gradient(other, target);
  const double difference = study.measure(curve, target) - study.measure(other, target);
  const double std_error = study.std_error(gradient);
  DoseComparison row;
  row.curve = study.curve_name(curve);
  row.other = study.curve_name(other);
  row.estimate = difference;
  row.std_error = std_error;
  row.statistic = std_error > 0.0 ? difference / std_error : kNaN;
  row.degrees = study.degrees_of(gradient);
  row.p_value = wald_p_value(row.statistic, row.degrees);
  const double reach = study.critical_of(gradient) * std_error;
  row.conf_low = difference - reach;
  row.conf_high = difference + reach;
  const RatioOfDoses ratio = ratio_of_doses(study, curve, target, other, target);
  row.ratio = ratio.ratio;
  row.ratio_low = ratio.low;
  row.ratio_high = ratio.high;
  return row;
}

/// (a - a_reference) / b as a crossing: the line b m - (a - a_reference).
Crossing potency_crossing(const DoseStudy& study, Index curve, Index reference) {
  const DoseLines& lines = study.lines;
  const Index c = lines.curves();
  Crossing crossing;
  crossing.slope = lines.slope[reference];
  crossing.estimate = (lines.intercept[curve] - lines.intercept[reference]) / crossing.slope;
  Vector height = Vector::Zero(2 * c + 1);
  height[curve] = -1.0;
  height[reference] = 1.0;
  height[c + reference] = crossing.estimate;
  const Vector half = study.factor * (lines.covariance * height);
  crossing.height_variance = height.dot(half);
  crossing.covariance = half[c + reference];
  crossing.slope_variance = study.factor * lines.covariance(c + reference, c + reference);
  return crossing;
}

Index find_curve(const DoseStudy& study, const std::string& name) {
  std::vector<std::string> names;
  Index found = -1;
  for (Index c = 0; c < study.lines.curves(); ++c) {
    const std::string& full = study.curve_name(c);
    if (full == name || full.ends_with(" = " + name)) {
      if (found >= 0) refuse(fmt::format("\"{}\" may be several of the curves", name), full);
      found = c;
    }
    names.push_back(full);
  }
  if (found < 0) {
    refuse(fmt::format("there is no curve \"{}\"", name), suggest_name(name, names, "curves"));
  }
  return found;
}

}  // namespace

DoseTarget dose_target(const ResponseCurve& curve, double percent, bool absolute) {
  const double p = percent / 100.0;
  if (!absolute) return {curve.eta_at(p), 0.0};
  const Asymptotes& asymptotes = curve.asymptotes;
  const double eta = curve.eta_at_share(p, 1.0);
  if (!std::isfinite(eta)) {
    refuse(fmt::format("no dose gives {:g} %: the curve goes from {:.4g} to {:.4g} %", percent,
                       100.0 * asymptotes.guess, 100.0 * (1.0 - asymptotes.lapse)),
           "leave out --absolute for percentages of the way between");
  }
  // P stays while the guess rate rises: dP/d guess + dP/d eta d eta/d guess = 0.
  const CurveValues at = curve.values(Vector::Constant(1, eta));
  return {eta, at.link_complement[0] / at.d1[0]};
}

double DoseStudy::measure(Index curve, const DoseTarget& target) const {
  return lines.origin + (target.eta - lines.intercept[curve]) / lines.slope[curve];
}

Crossing DoseStudy::crossing(Index curve, const DoseTarget& target) const {
  Crossing result;
  result.estimate = measure(curve, target);
  result.slope = lines.slope[curve];
  const Index slope = lines.curves() + curve;
  const Vector height = -result.slope * gradient(curve, target);
  const Vector half = factor * (lines.covariance * height);
  result.height_variance = variance(height);
  result.covariance = half[slope];
  result.slope_variance = factor * lines.covariance(slope, slope);
  return result;
}

Vector DoseStudy::gradient(Index curve, const DoseTarget& target) const {
  const Index c = lines.curves();
  Vector height = Vector::Zero(2 * c + 1);  // derivatives of the line's height at the dose
  height[curve] = 1.0;
  height[c + curve] = measure(curve, target) - lines.origin;
  height[2 * c] = target.fall;
  return height / -lines.slope[curve];
}

/// What rounding leaves of parts that cancel is 0: without an intercept the dose 0 is certain.
double DoseStudy::variance(const Vector& gradient) const {
  constexpr double kCancelled = 1e-12;
  const double variance = factor * gradient.dot(lines.covariance * gradient);
  const Vector sizes = gradient.cwiseAbs();
  const double parts = factor * sizes.dot(lines.covariance.cwiseAbs() * sizes);
  return variance <= kCancelled * parts ? 0.0 : variance;
}

double DoseStudy::std_error(const Vector& gradient) const { return std::sqrt(variance(gradient)); }

double DoseStudy::degrees_of(const Vector& gradient) const {
  if (!model.contrast_degrees) return t_degrees > 0.0 ? t_degrees : kInfinity;
  const Index c = lines.curves();
  return model.degrees_of(lines.levels.transpose() * gradient.head(c) +
                          lines.slopes.transpose() * gradient.segment(c, c));
}

double DoseStudy::critical_of(const Vector& gradient) const {
  if (!model.contrast_degrees) return critical;
  return wald_critical_value(level, degrees_of(gradient));
}

DoseCurve describe_curve(const DoseStudy& study, Index curve) {
  const double slope = study.lines.slope[curve];
  const Index position = study.lines.curves() + curve;
  const double base = study.scale.log_base();
  DoseCurve result;
  result.name = study.curve_name(curve);
  result.slope = slope;
  result.std_error = std::sqrt(study.factor * study.lines.covariance(position, position));
  const Vector of_slope = Vector::Unit(study.lines.covariance.cols(), position);
  result.g = std::pow(study.critical_of(of_slope) * result.std_error / slope, 2);
  result.steepest = study.model.curve.steepest() * slope;
  result.width = study.model.curve.width() / std::abs(slope);
  result.jnd = study.model.curve.limen() / std::abs(slope);
  const bool has_hill = base > 0.0 && study.model.curve.link == Link::logit;
  result.hill = has_hill ? slope / std::log(base) : kNaN;
  return result;
}

ProfiledCrossing profiled_crossing(const DoseStudy& study, Index curve, const DoseTarget& target,
                                   const std::vector<Index>& kept) {
  const DoseLines& lines = study.lines;
  const double estimate = study.measure(curve, target);
  const Vector slope = lines.slopes.row(curve).transpose();
  const Vector level = lines.levels.row(curve).transpose() + (estimate - lines.origin) * slope;
  return {.estimate = estimate,
          .scale = study.crossing(curve, target).std_error(),
          .level = level(kept),
          .slope = slope(kept),
          .target = target.eta - lines.offset[curve]};
}

std::vector<DoseComparison> compare_curves(const DoseStudy& study, double percent,
                                           const DoseTarget& target) {
  std::vector<DoseComparison> rows;
  for (Index other = 0; other < study.lines.curves(); ++other) {
    for (Index curve = other + 1; curve < study.lines.curves(); ++curve) {
      rows.push_back(compare(study, curve, other, target));
      rows.back().percent = percent;
    }
  }
  return rows;
}

namespace {

/// The level of a factor that the formula names as its base; -1: it names none.
Index named_base(const Model& model, const DesignVariable& variable) {
  for (const Term& term : model.roles.formula.terms) {
    for (const Factor& factor : term.factors) {
      if (!factor.base || factor.expression.name != variable.name) continue;
      const auto found = std::ranges::find(variable.levels, *factor.base);
      if (found != variable.levels.end()) return found - variable.levels.begin();
    }
  }
  return -1;
}

/// The first curve at the bases that the formula names; the first of all where it names none, or no
/// curve is there.
Index reference_curve(const DoseStudy& study) {
  const std::vector<NamedPoint>& curves = study.points.curves;
  const auto at_bases = [&](const NamedPoint& curve) {
    return std::ranges::all_of(study.points.varied, [&](Index varied) {
      const auto v = static_cast<std::size_t>(varied);
      const Index base = named_base(study.model, study.model.plan.variables[v]);
      return base < 0 || curve.cells.mixtures[v][base] == 1.0;
    });
  };
  const auto found = std::ranges::find_if(curves, at_bases);
  return found == curves.end() ? 0 : found - curves.begin();
}

}  // namespace

std::vector<DosePotency> relative_potencies(const DoseStudy& study) {
  if (study.lines.curves() < 2) refuse("relative potency compares curves: there is one only", {});
  if (study.model.contrast_degrees) {
    refuse(
        "limits of relative potencies need one quantile: this variance has degrees of freedom "
        "of its own for each number",
        "--ratio has limits by the delta method");
  }
  if (has_own_slopes(study.lines)) {
    refuse("curves that are not parallel have no relative potency: it would depend on the dose",
           "leave the interaction with the dose out of the formula");
  }
  const double base = study.scale.log_base();
  if (base == 0.0) {
    refuse(
        fmt::format("relative potency is a ratio of doses: it needs their logarithm, the model has "
                    "{}",
                    study.scale.spelling()),
        "write log(dose) in the formula, or say with --logged that the column holds a logarithm");
  }
  std::vector<DosePotency> potencies;
  const Index reference = reference_curve(study);
  for (Index curve = 0; curve < study.lines.curves(); ++curve) {
    if (curve == reference) continue;
    const Crossing crossing = potency_crossing(study, curve, reference);
    DosePotency row{.curve = study.curve_name(curve),
                    .reference = study.curve_name(reference),
                    .shift = crossing.estimate,
                    .std_error = crossing.std_error(),
                    .potency = std::pow(base, crossing.estimate),
                    .limits = {}};
    for (const ConfidenceRange& range : fieller_set(crossing, study.critical)) {
      row.limits.push_back({std::pow(base, range.low), std::pow(base, range.high)});
    }
    potencies.push_back(std::move(row));
  }
  return potencies;
}

DoseRatioEstimate dose_ratio(const DoseStudy& study, const DoseRatio& ratio, bool absolute) {
  const Index above = find_curve(study, ratio.above.curve);
  const Index below = find_curve(study, ratio.below.curve);
  const ResponseCurve& curve = study.model.curve;
  const RatioOfDoses result =
      ratio_of_doses(study, above, dose_target(curve, ratio.above.percent, absolute), below,
                     dose_target(curve, ratio.below.percent, absolute));
  if (std::isnan(result.ratio)) {
    refuse(
        fmt::format(
            "a ratio of doses needs positive doses on the scale of {} or its logarithm",
            study.model.plan.variables[static_cast<std::size_t>(study.scale.variable)].name),
        "write log(dose) in the formula, or say with --logged that the column holds a logarithm");
  }
  return {.above = {study.curve_name(above), ratio.above.percent},
          .below = {study.curve_name(below), ratio.below.percent},
          .ratio = result.ratio,
          .ratio_low = result.low,
          .ratio_high = result.high};
}

}  // namespace odds
