#include "performance/roc_area.hpp"

#include "base/special_values.hpp"
#include "math/distributions.hpp"

#include <algorithm>
#include <cmath>

namespace odds {

double RocAreaSums::Losses::mean_variance(double number) const {
  const double total = sum.value();
  return std::max(0.0, squares.value() - total * total / number) / (number - 1.0) / number;
}

void RocAreaSums::add(double events, double nonevents) {
  const double nonevents_above = nonevents_ - nonevents_below_.value() - nonevents;
  if (events > 0.0) of_events_.add(events, 2.0 * nonevents_above + nonevents);
  if (nonevents > 0.0) of_nonevents_.add(nonevents, 2.0 * events_below_.value() + events);
  events_below_ += events;
  nonevents_below_ += nonevents;
}

RocArea RocAreaSums::area() const {
  RocArea area;
  area.complement = 0.5 * of_events_.sum.value() / (events_ * nonevents_);
  area.auc = 1.0 - area.complement;
  const double by_events = of_events_.mean_variance(events_) / (4.0 * nonevents_ * nonevents_);
  const double by_nonevents = of_nonevents_.mean_variance(nonevents_) / (4.0 * events_ * events_);
  area.variance = by_events + by_nonevents;
  return area;
}

EstimateRow roc_area_row(const RocArea& area, bool has_counts, double level) {
  const double error = std::sqrt(area.variance);
  const bool has_error = has_counts && error > 0.0;
  EstimateRow row{.estimate = area.auc,
                  .std_error = has_error ? error : kNaN,
                  .statistic = has_error ? (area.auc - 0.5) / error : kNaN,
                  .p_value = kNaN,
                  .conf_low = kNaN,
                  .conf_high = kNaN,
                  .degrees = kInfinity};
  if (!has_error) return row;
  row.p_value = normal_p_value(row.statistic);
  const double reach = normal_critical_value(level) * error;
  const ProbabilityInterval interval = logit_interval(area.auc, area.complement, reach);
  row.conf_low = interval.low;
  row.conf_high = interval.high;
  return row;
}

}  // namespace odds
