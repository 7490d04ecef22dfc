// What decisions by P come to, from tie set to tie set in ascending order of P.
#pragma once

#include "diagnose/tie_sets.hpp"
#include "math/compensated_sum.hpp"

#include <odds/diagnose.hpp>

#include <optional>
#include <tuple>
#include <vector>

namespace odds {

/// Chooses the thresholds that are asked for.
class ThresholdChooser {
 public:
  explicit ThresholdChooser(const DiagnoseOptions& options);

  /// To be called with the classification from each observed P on, in ascending order, and at last
  /// with that of nothing.
  void add(const Classification& here);
  std::vector<ThresholdChoice> choices() const;

 private:
  void add_costs(const ErrorCosts& costs, const Classification& here);

  std::optional<ErrorCosts> costs_;
  std::optional<double> sensitivity_;
  std::optional<double> specificity_;
  Classification at_costs_;  // a threshold that is NaN: not yet
  Classification cheapest_;
  Classification at_sensitivity_;
  Classification at_specificity_;
};

/// Precision and recall.
class PrecisionRecall {
 public:
  void add(const TieSet& set, const Classification& here);
  double average(double events) const { return sum_.value() / events; }
  std::vector<PrecisionPoint> points() const;

 private:
  CompensatedSum sum_;  // precision, for each event
  std::vector<PrecisionPoint> points_;
  PrecisionPoint last_;
};

/// The area under a part of the ROC curve.
class PartialAreaSum {
 public:
  PartialAreaSum(const RocRange& range, const WalkTotals& totals);

  void add(const TieSet& set, const Classification& here);
  PartialArea area() const;

 private:
  RocRange range_;
  WalkTotals totals_;
  double low_;          // of the range, as a count
  double high_;         // likewise
  CompensatedSum sum_;  // in pairs of an event and a nonevent
};

/// Lift and gain by tenths.
class Gains {
 public:
  explicit Gains(const WalkTotals& totals) : totals_(totals) {}

  void add(const TieSet& set);
  std::vector<GainRow> rows() const;

 private:
  static constexpr std::size_t kTenths = 10;

  double border() const;

  WalkTotals totals_;
  CompensatedSum below_;
  CompensatedSum events_below_;
  std::vector<double> thresholds_;    // the least P of each tenth, from the lowest on
  std::vector<double> events_up_to_;  // likewise; the events below it
};

/// Net benefit at .01, .02, .., .99.
class DecisionCurve {
 public:
  explicit DecisionCurve(const WalkTotals& totals) : totals_(totals) {}

  void add(const Classification& here);
  const std::vector<NetBenefit>& points() const { return points_; }

 private:
  static constexpr int kHundredths = 100;

  void add_point(double true_positives, double false_positives);

  WalkTotals totals_;
  std::vector<NetBenefit> points_;
};

/// The findings of them all.
struct DecisionFindings {
  std::vector<ThresholdChoice> asked;
  std::optional<PartialArea> partial;
  double average_precision = 0.0;
  std::vector<PrecisionPoint> precision_recall;
  std::vector<GainRow> gains;
  std::vector<NetBenefit> net_benefits;

  auto fields() {
    return std::tie(asked, partial, average_precision, precision_recall, gains, net_benefits);
  }
};

/// All of these.
class DecisionStatistics {
 public:
  DecisionStatistics(const DiagnoseOptions& options, const WalkTotals& totals);

  /// `here` is the classification from the P of the set on.
  void add(const TieSet& set, const Classification& here);
  DecisionFindings findings() const;

 private:
  WalkTotals totals_;
  ThresholdChooser chooser_;
  PrecisionRecall precision_;
  std::optional<PartialAreaSum> partial_;
  Gains gains_;
  DecisionCurve curve_;
};

}  // namespace odds
