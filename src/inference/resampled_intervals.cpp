#include "inference/resampled_intervals.hpp"

#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "math/distributions.hpp"

#include <odds/error.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace odds {
namespace {

/// Pr(Z <= z).
double probability_below(double z) {
  const double tail = 0.5 * normal_p_value(z);
  return z < 0.0 ? tail : 1.0 - tail;
}

/// The shares of the resampled values at the ends of an interval that is right to the second order
/// (Efron 1987, J. American Statistical Association 82).
std::pair<double, double> accelerated_shares(const std::vector<double>& ascending, double estimate,
                                             double acceleration, double level) {
  const auto below = std::ranges::lower_bound(ascending, estimate) - ascending.begin();
  const double share = static_cast<double>(below) / static_cast<double>(ascending.size());
  if (!(share > 0.0 && share < 1.0)) {
    throw Error(ErrorKind::model,
                {.what = "all resampled estimates are on one side of the estimate: there is no "
                         "bias-corrected interval",
                 .where = {},
                 .hint = "percentile intervals need no correction: --ci percentile",
                 .excerpt = {}});
  }
  const double bias = normal_quantile(share);
  const auto adjusted = [&](double z) {
    const double moved = bias + z;
    return probability_below(bias + moved / (1.0 - acceleration * moved));
  };
  const double z = normal_critical_value(level);
  return {adjusted(-z), adjusted(z)};
}

}  // namespace

double resampled_quantile(const std::vector<double>& ascending, double share) {
  const auto count = static_cast<double>(ascending.size());
  const double rank = (count + 1.0) * share;
  const double low = std::floor(rank);
  if (low < 1.0) return ascending.front();
  if (low >= count) return ascending.back();
  const auto k = static_cast<std::size_t>(low);
  if (rank == low) return ascending[k - 1];
  const double from = normal_quantile(low / (count + 1.0));
  const double to = normal_quantile((low + 1.0) / (count + 1.0));
  const double part = (normal_quantile(share) - from) / (to - from);
  return ascending[k - 1] + part * (ascending[k] - ascending[k - 1]);
}

ConfidenceRange resampled_interval(std::vector<double> values, double estimate, double acceleration,
                                   IntervalMethod method, double level) {
  std::ranges::sort(values);
  const double tail = 0.5 * (1.0 - level);
  if (method == IntervalMethod::bca) {
    const auto [low, high] = accelerated_shares(values, estimate, acceleration, level);
    return {resampled_quantile(values, low), resampled_quantile(values, high)};
  }
  const ConfidenceRange percentile{resampled_quantile(values, tail),
                                   resampled_quantile(values, 1.0 - tail)};
  if (method == IntervalMethod::percentile) return percentile;
  return {2.0 * estimate - percentile.high, 2.0 * estimate - percentile.low};
}

ConfidenceRange resampled_interval(const Fit& fit, std::size_t j, IntervalMethod method,
                                   double level) {
  const Resampling& resampling = fit.resampling();
  if (resampling.estimates.empty()) {
    refuse(
        "intervals of resamples need the resamples of a bootstrap, which a saved model does not "
        "keep",
        "fit with --vcov boot:1000");
  }
  const double estimate = fit.coefficients()[j];
  if (std::isnan(estimate)) return {kNaN, kNaN};
  std::vector<double> values;
  for (std::size_t r = j; r < resampling.estimates.size(); r += fit.names().size()) {
    values.push_back(resampling.estimates[r]);
  }
  return resampled_interval(std::move(values), estimate, resampling.acceleration[j], method, level);
}

}  // namespace odds
