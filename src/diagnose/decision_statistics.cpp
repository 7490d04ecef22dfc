#include "diagnose/decision_statistics.hpp"

#include "base/special_values.hpp"

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

bool is_chosen(const Classification& table) { return !std::isnan(table.threshold); }

Classification of_none(const WalkTotals& totals) {
  return {
      .threshold = kInfinity, .false_negatives = totals.events, .true_negatives = totals.nonevents};
}

/// A point of the ROC curve in counts, x along the range of a partial area.
struct CurveEnd {
  double x = 0.0;
  double y = 0.0;
};

/// The area under the straight line between two points, x ascending, within low to high.
double area_between(const CurveEnd& from, const CurveEnd& to, double low, double high) {
  const double left = std::max(from.x, low);
  const double right = std::min(to.x, high);
  if (!(left < right)) return 0.0;
  const auto y_at = [&](double x) {
    return from.y + (to.y - from.y) * ((x - from.x) / (to.x - from.x));
  };
  return (right - left) * (0.5 * (y_at(left) + y_at(right)));
}

}  // namespace

ThresholdChooser::ThresholdChooser(const DiagnoseOptions& options)
    : costs_(options.costs), sensitivity_(options.sensitivity), specificity_(options.specificity) {}

void ThresholdChooser::add_costs(const ErrorCosts& costs, const Classification& here) {
  if (!is_chosen(at_costs_) && here.threshold >= costs.threshold()) {
    at_costs_ = here;
    at_costs_.threshold = costs.threshold();
  }
  if (!is_chosen(cheapest_) || costs.of(here) < costs.of(cheapest_)) cheapest_ = here;
}

void ThresholdChooser::add(const Classification& here) {
  if (costs_) add_costs(*costs_, here);
  const bool is_sensitive = sensitivity_ && here.sensitivity() >= *sensitivity_;
  if (is_sensitive &&
      (!is_chosen(at_sensitivity_) || here.specificity() > at_sensitivity_.specificity())) {
    at_sensitivity_ = here;
  }
  const bool is_specific = specificity_ && here.specificity() >= *specificity_;
  if (is_specific && !is_chosen(at_specificity_)) at_specificity_ = here;
}

std::vector<ThresholdChoice> ThresholdChooser::choices() const {
  std::vector<ThresholdChoice> result;
  if (costs_) {
    result.push_back({ThresholdRule::costs, at_costs_});
    result.push_back({ThresholdRule::cheapest, cheapest_});
  }
  if (sensitivity_) result.push_back({ThresholdRule::sensitivity, at_sensitivity_});
  if (specificity_) result.push_back({ThresholdRule::specificity, at_specificity_});
  return result;
}

void PrecisionRecall::add(const TieSet& set, const Classification& here) {
  constexpr double kLeastMove = 0.005;
  if (!(set.events > 0.0)) return;
  sum_ += set.events * here.positive_value();
  last_ = {here.threshold, here.sensitivity(), here.positive_value()};
  if (points_.empty() || points_.back().recall - last_.recall >= kLeastMove) {
    points_.push_back(last_);
  }
}

std::vector<PrecisionPoint> PrecisionRecall::points() const {
  std::vector<PrecisionPoint> result = points_;
  if (!result.empty() && result.back().threshold != last_.threshold) result.push_back(last_);
  return result;
}

PartialAreaSum::PartialAreaSum(const RocRange& range, const WalkTotals& totals)
    : range_(range),
      totals_(totals),
      low_(range.low * (range.of_sensitivity ? totals.events : totals.nonevents)),
      high_(range.high * (range.of_sensitivity ? totals.events : totals.nonevents)) {}

void PartialAreaSum::add(const TieSet& set, const Classification& here) {
  const double events_after = here.true_positives - set.events;
  const double nonevents_after = here.false_positives - set.nonevents;
  if (range_.of_sensitivity) {
    const double rejected = here.true_negatives;
    sum_ += area_between({events_after, rejected + set.nonevents}, {here.true_positives, rejected},
                         low_, high_);
  } else {
    sum_ += area_between({nonevents_after, events_after},
                         {here.false_positives, here.true_positives}, low_, high_);
  }
}

PartialArea PartialAreaSum::area() const {
  const double most = range_.high - range_.low;
  const double middle = 0.5 * (range_.low + range_.high);
  const double least = most * (range_.of_sensitivity ? 1.0 - middle : middle);
  PartialArea result{.range = range_};
  result.area = sum_.value() / (totals_.events * totals_.nonevents);
  result.corrected = 0.5 * (1.0 + (result.area - least) / (most - least));
  return result;
}

/// The weight below the tenth that is looked for.
double Gains::border() const {
  return totals_.all() * static_cast<double>(thresholds_.size()) / static_cast<double>(kTenths);
}

void Gains::add(const TieSet& set) {
  const double before = below_.value();
  const double events_before = events_below_.value();
  below_ += set.events + set.nonevents;
  events_below_ += set.events;
  while (thresholds_.size() < kTenths && border() < below_.value()) {
    const double part = (border() - before) / (set.events + set.nonevents);
    thresholds_.push_back(set.p.value);
    events_up_to_.push_back(events_before + set.events * part);
  }
}

std::vector<GainRow> Gains::rows() const {
  std::vector<GainRow> result;
  const double share = totals_.events / totals_.all();
  double before = totals_.events;
  for (std::size_t k = thresholds_.size(); k-- > 0;) {
    GainRow row{.threshold = thresholds_[k], .events = before - events_up_to_[k]};
    before = events_up_to_[k];
    const double depth = static_cast<double>(kTenths - k) / static_cast<double>(kTenths);
    row.share = row.events / (totals_.all() / static_cast<double>(kTenths));
    row.lift = row.share / share;
    row.gain = (totals_.events - before) / totals_.events;
    row.cumulative_lift = row.gain / depth;
    result.push_back(row);
  }
  return result;
}

void DecisionCurve::add_point(double true_positives, double false_positives) {
  const auto k = static_cast<double>(points_.size() + 1);
  const double odds = k / (kHundredths - k);
  const double n = totals_.all();
  NetBenefit point{.threshold = k / kHundredths,
                   .model = (true_positives - false_positives * odds) / n,
                   .all = (totals_.events - totals_.nonevents * odds) / n};
  point.standardized = point.model / (totals_.events / n);
  points_.push_back(point);
}

void DecisionCurve::add(const Classification& here) {
  const auto next = [&] { return static_cast<double>(points_.size() + 1) / kHundredths; };
  while (next() < 1.0 && next() <= here.threshold) {
    add_point(here.true_positives, here.false_positives);
  }
}

DecisionStatistics::DecisionStatistics(const DiagnoseOptions& options, const WalkTotals& totals)
    : totals_(totals), chooser_(options), gains_(totals), curve_(totals) {
  if (options.partial) partial_.emplace(*options.partial, totals);
}

void DecisionStatistics::add(const TieSet& set, const Classification& here) {
  chooser_.add(here);
  precision_.add(set, here);
  if (partial_) partial_->add(set, here);
  gains_.add(set);
  curve_.add(here);
}

DecisionFindings DecisionStatistics::findings() const {
  ThresholdChooser chooser = chooser_;
  DecisionCurve curve = curve_;
  chooser.add(of_none(totals_));
  curve.add(of_none(totals_));
  return {.asked = chooser.choices(),
          .partial = partial_ ? std::optional(partial_->area()) : std::nullopt,
          .average_precision = precision_.average(totals_.events),
          .precision_recall = precision_.points(),
          .gains = gains_.rows(),
          .net_benefits = curve.points()};
}

}  // namespace odds
