#include "diagnose/tie_statistics.hpp"

#include "base/special_values.hpp"
#include "inference/heterogeneity.hpp"
#include "math/binomial.hpp"

#include <algorithm>
#include <cmath>

namespace odds {

void PatternStatistics::add(const TieSet& set) {
  predictors_ += 1.0;
  for (const PatternSums& pattern : set.patterns) {
    counts_.patterns += 1.0;
    if (pattern.count == 1.0) counts_.singles += 1.0;
    const double y = pattern.events / pattern.weight;
    pearson_ += pattern.weight * pearson_term(y, set.p.value, set.p.complement);
    deviance_ += 2.0 * pattern.weight * half_deviance(y, set.p.value, set.p.complement);
  }
}

void PatternStatistics::finish(WalkResult& result) const {
  result.patterns = counts_;
  result.predictors = predictors_;
  result.pearson = pearson_.value();
  result.deviance = deviance_.value();
}

GroupStatistics::GroupStatistics(const DiagnoseOptions& options, double count) {
  const auto groups = static_cast<double>(options.groups);
  for (Index k = 1; k < options.groups; ++k) {
    const auto share = static_cast<double>(k);
    last_.push_back(options.rule == GroupRule::stata
                        ? std::ceil(count * share / groups)
                        : 1.0 + std::floor((count - 1.0) * share / groups));
  }
}

void GroupStatistics::add(const TieSet& set) {
  while (number_ < last_.size() && last_[number_] <= before_) ++number_;
  const bool begins = groups_.empty() || number_ > place_;
  if (begins) {
    groups_.emplace_back().group.low = set.p.value;
    place_ = number_;
  }
  Sums& sums = groups_.back();
  sums.group.high = set.p.value;
  sums.group.events += set.events;
  sums.group.nonevents += set.nonevents;
  sums.events += (set.events + set.nonevents) * set.p.value;
  sums.nonevents += (set.events + set.nonevents) * set.p.complement;
  before_ += set.count;
}

void GroupStatistics::finish(WalkResult& result) const {
  for (const Sums& sums : groups_) {
    result.groups.push_back(sums.group);
    result.groups.back().expected_events = sums.events.value();
    result.groups.back().expected_nonevents = sums.nonevents.value();
  }
}

double RocStatistics::Losses::mean_variance(double number) const {
  const double total = sum.value();
  return std::max(0.0, squares.value() - total * total / number) / (number - 1.0) / number;
}

Classification RocStatistics::classified_from(double threshold) const {
  const double missed = events_below_.value();
  const double rejected = nonevents_below_.value();
  return {.threshold = threshold,
          .true_positives = totals_.events - missed,
          .false_positives = totals_.nonevents - rejected,
          .false_negatives = missed,
          .true_negatives = rejected};
}

void RocStatistics::add_point() {
  constexpr double kLeastMove = 0.005;
  const RocPoint point{here_.threshold, here_.sensitivity(), 1.0 - here_.specificity()};
  const double moved = roc_.empty()
                           ? 2.0
                           : roc_.back().sensitivity - point.sensitivity +
                                 roc_.back().false_positive_rate - point.false_positive_rate;
  if (moved >= kLeastMove) roc_.push_back(point);
}

void RocStatistics::add(const TieSet& set) {
  here_ = classified_from(set.p.value);
  add_point();
  if (std::isnan(best_.threshold) || here_.youden() > best_.youden()) best_ = here_;
  if (!cut_is_met_ && set.p.value >= cut_) {
    at_cut_ = here_;
    cut_is_met_ = true;
  }
  const double nonevents_above = totals_.nonevents - nonevents_below_.value() - set.nonevents;
  if (set.events > 0.0) of_events_.add(set.events, 2.0 * nonevents_above + set.nonevents);
  if (set.nonevents > 0.0) {
    of_nonevents_.add(set.nonevents, 2.0 * events_below_.value() + set.events);
  }
  events_below_ += set.events;
  nonevents_below_ += set.nonevents;
}

void RocStatistics::finish(WalkResult& result) const {
  const double events = totals_.events;
  const double nonevents = totals_.nonevents;
  result.complement = 0.5 * of_events_.sum.value() / (events * nonevents);
  result.auc = 1.0 - result.complement;
  const double by_events = of_events_.mean_variance(events) / (4.0 * nonevents * nonevents);
  const double by_nonevents = of_nonevents_.mean_variance(nonevents) / (4.0 * events * events);
  result.auc_variance = by_events + by_nonevents;
  result.at_cut = cut_is_met_ ? at_cut_ : classified_from(cut_);
  result.at_cut.threshold = cut_;
  result.best = best_;
  result.roc = roc_;
  if (result.roc.empty() || result.roc.back().sensitivity > 0.0 ||
      result.roc.back().false_positive_rate > 0.0) {
    result.roc.push_back({kInfinity, 0.0, 0.0});
  }
}

}  // namespace odds
