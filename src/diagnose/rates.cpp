#include "math/distributions.hpp"

#include <odds/discrimination.hpp>
#include <odds/inference.hpp>

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

/// Wilson's interval; both its ends are roots of (n + z^2) q^2 - (2 x + z^2) q + x^2 / n, whose
/// product gives the lower one without subtraction.
Proportion proportion(double x, double n, double z) {
  Proportion share{.estimate = x / n};
  if (!(n > 0.0) || std::isnan(z)) return share;
  const double root = z * std::sqrt(z * z + 4.0 * x * ((n - x) / n));
  share.conf_high = std::min(1.0, (2.0 * x + z * z + root) / (2.0 * (n + z * z)));
  share.conf_low = x * (x / n) / ((n + z * z) * share.conf_high);
  return share;
}

/// Those in a class that are right, `right` of `of_right`, and those that are wrong, likewise,
/// where the former have `share` of all.
struct ClassShares {
  double right = 0.0;
  double of_right = 0.0;
  double wrong = 0.0;
  double of_wrong = 0.0;
  double share = 0.5;
};

Proportion predictive_value(const ClassShares& of, double z) {
  const double right = of.share * (of.right / of.of_right);
  const double wrong = (1.0 - of.share) * (of.wrong / of.of_wrong);
  const double value = right / (right + wrong);
  const double complement = wrong / (right + wrong);
  const double variance = 1.0 / of.right - 1.0 / of.of_right + 1.0 / of.wrong - 1.0 / of.of_wrong;
  if (!std::isfinite(variance) || std::isnan(z)) return {.estimate = value};
  const double reach = z * std::sqrt(variance) * value * complement;
  const ProbabilityInterval limits = logit_interval(value, complement, reach);
  return {.estimate = value, .conf_low = limits.low, .conf_high = limits.high};
}

}  // namespace

double Classification::matthews() const {
  const double predicted = true_positives + false_positives;
  const double rejected = false_negatives + true_negatives;
  const double product = true_positives * true_negatives - false_positives * false_negatives;
  return product / std::sqrt(predicted) / std::sqrt(rejected) / std::sqrt(events()) /
         std::sqrt(nonevents());
}

ClassificationRates rates(const Classification& table, const RateOptions& options) {
  const double critical = normal_critical_value(options.level);
  const double z = options.has_counts ? critical : std::numeric_limits<double>::quiet_NaN();
  const double tp = table.true_positives;
  const double fp = table.false_positives;
  const double fn = table.false_negatives;
  const double tn = table.true_negatives;
  ClassificationRates result;
  result.sensitivity = proportion(tp, tp + fn, z);
  result.specificity = proportion(tn, fp + tn, z);
  result.correct = proportion(tp + tn, tp + fn + fp + tn, z);
  if (options.prevalence) {
    const double share = *options.prevalence;
    result.positive_value = predictive_value({tp, tp + fn, fp, fp + tn, share}, z);
    result.negative_value = predictive_value({tn, fp + tn, fn, tp + fn, 1.0 - share}, z);
  } else {
    result.positive_value = proportion(tp, tp + fp, z);
    result.negative_value = proportion(tn, tn + fn, z);
  }
  return result;
}

std::vector<ThresholdChoice> threshold_choices(const Discrimination& discrimination) {
  std::vector<ThresholdChoice> choices = {{ThresholdRule::cut, discrimination.at_cut},
                                          {ThresholdRule::youden, discrimination.best}};
  choices.insert(choices.end(), discrimination.asked.begin(), discrimination.asked.end());
  return choices;
}

}  // namespace odds
