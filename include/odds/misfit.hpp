// Where a model fails: tests of what it does not have, and residuals by what it has.
#pragma once

#include <odds/calibration.hpp>
#include <odds/types.hpp>

#include <limits>
#include <string>
#include <vector>

namespace odds {

/// A score test of something that the model does not have, at its estimates: nothing is fitted
/// again. U' V^-1 U of the efficient score U of its columns, V the expected information that the
/// design leaves of them (Rao 1948); chi-square with the rank of V as degrees of freedom.
struct MissingTerm {
  std::string term;  ///< `lwt`; `age:smoke`
  std::string form;  ///< `x log x`, `spline`, `product`
  FitTest test;

  /// Holm's p over all tests of its table: the chance that any of them is so small if the model
  /// misses nothing is at most that.
  double adjusted_p = std::numeric_limits<double>::quiet_NaN();
};

/// Observations with values of a variable next to each other, or a level of it.
struct ResidualBin {
  std::string level;         ///< of a factor; empty: of numbers
  double low = 0.0;          ///< the least value; of P: of the fitted probability
  double high = 0.0;         ///< the largest one
  double count = 0.0;        ///< of observations: trials, with frequencies
  double events = 0.0;       ///< observed
  double expected = 0.0;     ///< sum of P
  double low_events = 0.0;   ///< Pr(fewer) <= (1 - level) / 2 if the model is right
  double high_events = 0.0;  ///< Pr(more) <= (1 - level) / 2
  bool exact = true;         ///< limits by the exact distribution, else by Cornish and Fisher

  double residual() const { return (events - expected) / count; }  ///< mean of y - P
  double low_limit() const { return (low_events - expected) / count; }
  double high_limit() const { return (high_events - expected) / count; }
  bool is_outside() const { return events < low_events || events > high_events; }
};

/// Mean residuals by one variable.
///
/// The events of a bin are, given their P, a sum of independent Bernoulli variables of different
/// probability. Its limits are quantiles of that distribution: by its exact recursion where the
/// variance is at most 1000, beyond by an expansion of Cornish and Fisher (1937) with five
/// cumulants and Sheppard's corrections. Of 900 such limits at a variance of 100, and as many at
/// 20, none was off by an event. P is taken as known: estimated from the same data, residuals vary
/// a little less.
struct BinnedResiduals {
  std::string by;  ///< the variable; `fitted` of P
  double level = 0.95;
  std::vector<ResidualBin> bins;
};

}  // namespace odds
