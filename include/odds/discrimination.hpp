// How well probabilities tell events from non-events, and what deciding by them comes to.
#pragma once

#include <odds/export.hpp>
#include <odds/inference.hpp>

#include <limits>
#include <optional>
#include <vector>

namespace odds {

/// A classification of observations by P >= threshold; weighted counts.
struct ODDS_EXPORT Classification {
  double threshold = std::numeric_limits<double>::quiet_NaN();  ///< infinite: none is an event
  double true_positives = 0.0;
  double false_positives = 0.0;
  double false_negatives = 0.0;
  double true_negatives = 0.0;

  double events() const { return true_positives + false_negatives; }
  double nonevents() const { return false_positives + true_negatives; }
  double sensitivity() const { return true_positives / events(); }
  double specificity() const { return true_negatives / nonevents(); }
  double positive_value() const { return true_positives / (true_positives + false_positives); }
  double negative_value() const { return true_negatives / (true_negatives + false_negatives); }
  double correct() const { return (true_positives + true_negatives) / (events() + nonevents()); }
  double f1() const {
    return 2.0 * true_positives / (2.0 * true_positives + false_positives + false_negatives);
  }
  double matthews() const;  ///< correlation of outcome and class (Matthews 1975)
  double youden() const { return sensitivity() + specificity() - 1.0; }
};

/// A share with its interval; NaN: there is none.
struct Proportion {
  double estimate = std::numeric_limits<double>::quiet_NaN();
  double conf_low = std::numeric_limits<double>::quiet_NaN();
  double conf_high = std::numeric_limits<double>::quiet_NaN();
};

struct RateOptions {
  double level = 0.95;     ///< of intervals
  bool has_counts = true;  ///< false of weights that are no counts: no intervals

  /// Share of events where the classes are to be used; none: that of the data. It is that of
  /// positive and negative values alone.
  std::optional<double> prevalence = {};
};

struct ClassificationRates {
  Proportion sensitivity;
  Proportion specificity;
  Proportion positive_value;
  Proportion negative_value;
  Proportion correct;
};

/// The rates of a classification with intervals for a threshold that was given beforehand: the data
/// that a threshold was chosen on flatter it.
///
/// Wilson's (1927, J. American Statistical Association 22), of x of n with z the critical value:
/// the q at which |x / n - q| = z sqrt(q (1 - q) / n). With a prevalence pi the positive value is
/// pi Se / (pi Se + (1 - pi) (1 - Sp)), the negative value likewise, and their intervals are of
/// their logits, whose variances are those of the logarithms of the likelihood ratios,
/// 1/TP - 1/(TP + FN) + 1/FP - 1/(FP + TN) and 1/FN - 1/(TP + FN) + 1/TN - 1/(FP + TN) (Mercaldo,
/// Lau and Zhou 2007, Statistics in Medicine 26); none where a count of them is 0.
/// Throws Error(usage) unless 0 < level < 1.
ODDS_EXPORT ClassificationRates rates(const Classification& table, const RateOptions& options = {});

/// The cost of each error, in any unit.
struct ErrorCosts {
  double false_positive = 1.0;
  double false_negative = 1.0;

  /// The threshold of least expected cost, if P is right: FP / (FP + FN).
  double threshold() const { return false_positive / (false_positive + false_negative); }
  double of(const Classification& table) const {
    return false_positive * table.false_positives + false_negative * table.false_negatives;
  }
};

/// What chooses a threshold; all but the first and third look at the outcomes of the data.
///
/// | rule        | the threshold is                                                          |
/// |-------------|---------------------------------------------------------------------------|
/// | cut         | given                                                                     |
/// | youden      | that of the largest sensitivity + specificity (Youden 1950)               |
/// | costs       | `ErrorCosts::threshold`, which rests on P alone                           |
/// | cheapest    | that of the least cost in the data                                        |
/// | sensitivity | that of the highest specificity among those with a given sensitivity      |
/// | specificity | that of the highest sensitivity among those with a given specificity      |
///
/// Thresholds that look at the data are observed P, or infinite if no other will do; of equally
/// good ones the lowest.
enum class ThresholdRule { cut, youden, costs, cheapest, sensitivity, specificity };

/// Their names, in that order.
inline constexpr const char* kThresholdRuleNames[] = {"cut",      "Youden",      "costs",
                                                      "cheapest", "sensitivity", "specificity"};

struct ThresholdChoice {
  ThresholdRule rule = ThresholdRule::cut;
  Classification table;
};

/// A point of the ROC curve: of P >= threshold. At (0, 0) the threshold is infinite.
struct RocPoint {
  double threshold = 0.0;
  double sensitivity = 0.0;
  double false_positive_rate = 0.0;
};

/// A part of the ROC curve.
struct RocRange {
  bool of_sensitivity = false;  ///< low and high are sensitivities, else false positive rates
  double low = 0.0;
  double high = 1.0;
};

/// The area under the part: the integral of sensitivity over the false positive rate, or of
/// specificity over sensitivity (pROC's `partial.auc.focus`), by straight lines between points.
struct PartialArea {
  RocRange range;
  double area = std::numeric_limits<double>::quiet_NaN();

  /// (1 + (area - least) / (most - least)) / 2 (McClish 1989, Medical Decision Making 9): 1/2 for a
  /// coin, 1 if perfect. `most` is the width of the range, `least` the area of a coin.
  double corrected = std::numeric_limits<double>::quiet_NaN();
};

/// A point of the precision-recall curve.
struct PrecisionPoint {
  double threshold = 0.0;
  double recall = 0.0;     ///< sensitivity
  double precision = 0.0;  ///< positive value
};

/// A tenth of the observations, the first with the largest P. Of tied P that a border parts, the
/// events are shared out in proportion.
struct GainRow {
  double threshold = 0.0;  ///< least P of the tenth
  double events = 0.0;
  double share = 0.0;            ///< of events within the tenth
  double lift = 0.0;             ///< that over the share of all
  double gain = 0.0;             ///< share of all events in this tenth and those before
  double cumulative_lift = 0.0;  ///< gain over the share of the observations
};

/// Net benefit TP / n - FP / n t / (1 - t) of calling P >= t an event, of calling all one, and of
/// the former over the share of events (Vickers and Elkin 2006, Medical Decision Making 26). That
/// of calling none an event is 0.
struct NetBenefit {
  double threshold = 0.0;  ///< t
  double model = 0.0;
  double all = 0.0;
  double standardized = 0.0;
};

/// How well P tells events from non-events.
struct Discrimination {
  /// AUC with the standard error of DeLong, DeLong and Clarke-Pearson (1988, Biometrics 44), an
  /// interval of its logit, and a test against 1/2 by z = (AUC - 1/2) / SE. Without counts, or with
  /// an AUC of 0 or 1, there is the AUC alone.
  EstimateRow auc;
  Classification at_cut;
  Classification best;  ///< largest sensitivity + specificity (Youden 1950); the lowest threshold
  std::vector<ThresholdChoice> asked;  ///< by costs, sensitivity and specificity

  /// From (1, 1) to (0, 0): the observed P at which both rates together have moved by 0.005 or more
  /// since the last point; 402 points at most.
  std::vector<RocPoint> roc;
  std::optional<PartialArea> partial;  ///< if asked for

  /// The sum over thresholds of precision times the step of recall, without interpolation (as
  /// scikit-learn's `average_precision_score`); about the share of events for a coin.
  double average_precision = 0.0;

  /// From recall 1 on: the P of events at which recall has moved by 0.005 or more since the last
  /// point, and the last of them; 202 points at most.
  std::vector<PrecisionPoint> precision_recall;
  std::vector<GainRow> gains;            ///< ten
  std::vector<NetBenefit> net_benefits;  ///< at .01, .02, .., .99
};

/// The choices of all rules, those of `at_cut` and `best` first.
ODDS_EXPORT std::vector<ThresholdChoice> threshold_choices(const Discrimination& discrimination);

}  // namespace odds
