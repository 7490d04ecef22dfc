// Quantiles of numbers that come in ascending order.
#pragma once

#include <cstddef>
#include <tuple>
#include <vector>

namespace odds {

/// A quantile lies between two numbers: low + fraction (high - low).
struct OrderPair {
  double low = 0.0;
  double high = 0.0;
  double fraction = 0.0;

  double value() const { return fraction > 0.0 ? low + fraction * (high - low) : low; }
  auto fields() { return std::tie(low, high, fraction); }
};

/// Finds quantiles for shares in ascending order from 0 to 1.
///
/// Of n observations the quantile of a share p stands at the place (n - 1) p among them, from 0, by
/// straight lines between places: R's type 7. Of weights it is the least number up to which there
/// is more than p of the weight.
class OrderStatistics {
 public:
  static OrderStatistics of_counts(const std::vector<double>& shares, double count);
  static OrderStatistics of_weights(const std::vector<double>& shares, double weight);

  /// Adds `count` times the number, or its weight.
  void add(double number, double count);

  /// In the order of the shares; NaN of no numbers.
  std::vector<OrderPair> pairs() const;

 private:
  struct Place {
    double low = 0.0;
    double high = 0.0;
    double fraction = 0.0;
  };

  std::vector<Place> places_;
  std::vector<OrderPair> pairs_;
  double before_ = 0.0;
  double latest_ = 0.0;
  std::size_t low_ = 0;   // places whose low number has been found
  std::size_t high_ = 0;  // likewise
};

}  // namespace odds
