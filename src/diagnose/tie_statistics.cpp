#include "diagnose/tie_statistics.hpp"

#include "base/special_values.hpp"
#include "inference/heterogeneity.hpp"
#include "math/binomial.hpp"

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

Classification RocStatistics::classified_from(double threshold) const {
  const double missed = area_.events_below();
  const double rejected = area_.nonevents_below();
  return {.threshold = threshold,
          .true_positives = left_of(totals_.events, missed),
          .false_positives = left_of(totals_.nonevents, rejected),
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
  area_.add(set.events, set.nonevents);
}

void RocStatistics::finish(WalkResult& result) const {
  result.area = area_.area();
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
