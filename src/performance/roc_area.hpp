// The area under the ROC curve with its variance, from scores in ascending order.
#pragma once

#include "math/compensated_sum.hpp"

#include <odds/inference.hpp>

#include <cmath>
#include <tuple>

namespace odds {

/// `total` less `part` of it, where sums of weights that are all of it differ by rounding.
inline double left_of(double total, double part) {
  constexpr double kRounding = 1e-12;
  const double left = total - part;
  return std::abs(left) > kRounding * total ? left : 0.0;
}

/// An area; its complement is not formed by subtraction.
struct RocArea {
  double auc = 0.0;
  double complement = 0.0;  ///< 1 - auc
  double variance = 0.0;    ///< DeLong's

  auto fields() { return std::tie(auc, complement, variance); }
};

/// The area with DeLong's variance in one walk (DeLong, DeLong and Clarke-Pearson 1988, Biometrics
/// 44).
///
/// With N nonevents, of which a are above an event and t tied with it, that event loses
/// (a + t / 2) / N; likewise a nonevent. 1 - AUC is the mean of the losses of either, and its
/// variance the sum of the variances of both means. Weights of frequencies are so many
/// observations.
class RocAreaSums {
 public:
  /// Of the weighted numbers of all events and nonevents.
  RocAreaSums(double events, double nonevents) : events_(events), nonevents_(nonevents) {}

  /// Adds the observations of one score, higher than those before.
  void add(double events, double nonevents);

  double events_below() const { return events_below_.value(); }
  double nonevents_below() const { return nonevents_below_.value(); }

  RocArea area() const;

 private:
  struct Losses {
    CompensatedSum sum;
    CompensatedSum squares;

    void add(double weight, double loss) {
      sum += weight * loss;
      squares += weight * loss * loss;
    }
    double mean_variance(double number) const;
  };

  double events_;
  double nonevents_;
  CompensatedSum events_below_;
  CompensatedSum nonevents_below_;
  Losses of_events_;     // in halves of a nonevent
  Losses of_nonevents_;  // in halves of an event
};

/// The row of an area, with an interval of its logit and a test against 1/2. Without `has_counts`,
/// or of an area of 0 or 1, there is the area alone.
EstimateRow roc_area_row(const RocArea& area, bool has_counts, double level);

}  // namespace odds
