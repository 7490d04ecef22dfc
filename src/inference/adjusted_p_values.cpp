#include "base/failure.hpp"

#include <odds/hypothesis.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace odds {
namespace {

using Ascending = std::vector<std::size_t>;

/// The places of the numbers among `p_values`, from the smallest up.
Ascending ascending(const std::vector<double>& p_values) {
  Ascending order;
  for (std::size_t i = 0; i < p_values.size(); ++i) {
    if (!std::isnan(p_values[i])) order.push_back(i);
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p_values[i]; });
  return order;
}

/// Each p times `factor` of its rank, which is 1 for the smallest.
template <class Factor>
std::vector<double> times(std::vector<double> p_values, const Ascending& order,
                          const Factor& factor) {
  for (std::size_t rank = 1; rank <= order.size(); ++rank) {
    double& p = p_values[order[rank - 1]];
    p = std::min(1.0, p * factor(static_cast<double>(rank)));
  }
  return p_values;
}

std::vector<double> holm(const std::vector<double>& p_values, const Ascending& order) {
  const auto m = static_cast<double>(order.size());
  std::vector<double> result = times(p_values, order, [&](double rank) { return m + 1.0 - rank; });
  for (std::size_t i = 1; i < order.size(); ++i) {
    result[order[i]] = std::max(result[order[i]], result[order[i - 1]]);
  }
  return result;
}

std::vector<double> benjamini_hochberg(const std::vector<double>& p_values,
                                       const Ascending& order) {
  const auto m = static_cast<double>(order.size());
  std::vector<double> result = times(p_values, order, [&](double rank) { return m / rank; });
  for (std::size_t i = order.size(); i-- > 1;) {
    result[order[i - 1]] = std::min(result[order[i - 1]], result[order[i]]);
  }
  return result;
}

/// 1 - (1 - p)^m, which for a small p keeps its digits.
std::vector<double> sidak(std::vector<double> p_values, double m) {
  for (double& p : p_values) p = -std::expm1(m * std::log1p(-p));
  return p_values;
}

}  // namespace

std::vector<double> adjusted_p_values(const std::vector<double>& p_values, Adjustment adjustment) {
  const Ascending order = ascending(p_values);
  const auto m = static_cast<double>(order.size());
  switch (adjustment) {
    case Adjustment::none:
      break;
    case Adjustment::holm:
      return holm(p_values, order);
    case Adjustment::bh:
      return benjamini_hochberg(p_values, order);
    case Adjustment::bonferroni:
      return times(p_values, order, [&](double) { return m; });
    case Adjustment::sidak:
      return sidak(p_values, m);
    case Adjustment::sup_t:
      refuse("sup-t adjusts estimates with a joint distribution, not p-values");
  }
  return p_values;
}

}  // namespace odds
