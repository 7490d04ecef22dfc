#include "diagnose/order_statistics.hpp"

#include "base/special_values.hpp"

#include <algorithm>
#include <cmath>

namespace odds {

OrderStatistics OrderStatistics::of_counts(const std::vector<double>& shares, double count) {
  OrderStatistics result;
  result.latest_ = kNaN;
  for (const double share : shares) {
    const double place = (count - 1.0) * share;
    const double low = std::floor(place);
    result.places_.push_back({low, std::min(low + 1.0, count - 1.0), place - low});
  }
  return result;
}

OrderStatistics OrderStatistics::of_weights(const std::vector<double>& shares, double weight) {
  OrderStatistics result;
  result.latest_ = kNaN;
  for (const double share : shares) {
    result.places_.push_back({share * weight, share * weight, 0.0});
  }
  return result;
}

void OrderStatistics::add(double number, double count) {
  before_ += count;
  latest_ = number;
  for (; low_ < places_.size() && places_[low_].low < before_; ++low_) {
    pairs_.push_back({number, number, places_[low_].fraction});
  }
  for (; high_ < low_ && places_[high_].high < before_; ++high_) pairs_[high_].high = number;
}

std::vector<OrderPair> OrderStatistics::pairs() const {
  std::vector<OrderPair> result = pairs_;
  result.resize(places_.size(), {latest_, latest_, 0.0});
  return result;
}

}  // namespace odds
