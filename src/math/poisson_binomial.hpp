// The distribution of a sum of independent events of different probability.
#pragma once

#include "math/compensated_sum.hpp"

#include <odds/types.hpp>

#include <vector>

namespace odds {

/// How many of some independent trials succeed, trial i with probability p_i; trials come one after
/// the other, in memory that does not grow with them.
///
/// Up to a variance of kMostExact the distribution is at hand, by the recursion f_n(k) =
/// q_n f_(n-1)(k) + p_n f_(n-1)(k - 1) without what is below 1e-40. Each probability is right to
/// 1e-15 times the number of trials. Beyond, quantiles are of Cornish and Fisher's expansion with
/// five cumulants, for the continuous variable that rounds to the sum: its cumulants are those of
/// the sum with Sheppard's corrections.
class PoissonBinomial {
 public:
  static constexpr double kMostExact = 1000.0;

  /// `trials` of probability p, q = 1 - p; a whole number.
  void add(double p, double q, double trials);

  double mean() const { return mean_.value(); }
  double variance() const { return variance_.value(); }
  bool is_exact() const { return exact_; }

  struct Limits {
    double low = 0.0;   ///< the largest k with Pr(S < k) <= tail
    double high = 0.0;  ///< the least k with Pr(S > k) <= tail
  };

  /// 0 < tail < 1/2.
  Limits central(double tail) const;

 private:
  void add_trial(double p, double q);
  void add_binomial(double p, double q, double trials);
  void trim();
  Limits exact_limits(double tail) const;
  Limits expanded_limits(double tail) const;

  double trials_ = 0.0;
  CompensatedSum mean_;
  CompensatedSum variance_;
  CompensatedSum third_;   ///< cumulant
  CompensatedSum fourth_;  ///< cumulant
  CompensatedSum fifth_;   ///< cumulant
  bool exact_ = true;
  double first_ = 0.0;  ///< the number of events that the first mass is of
  std::vector<double> masses_ = {1.0};
};

}  // namespace odds
