// Residuals, leverage and influence of the single rows of a fit.
#pragma once

#include <odds/execution.hpp>
#include <odds/export.hpp>
#include <odds/fit.hpp>
#include <odds/types.hpp>

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace odds {

class Table;  // odds/table.hpp

struct InfluenceOptions {
  /// Take all rows with the same covariates and offset for one observation, as Stata does: its
  /// trials are those of all of them, and what a row gets is what its pattern has.
  bool patterns = false;

  /// Of the randomised quantile residuals, each of which is a function of it and of its row.
  std::uint64_t seed = 1;

  /// Compute DFBETAS, p^2 products a row.
  bool dfbetas = true;
};

/// The residuals and the influence of an observation: a row, or a covariate pattern.
///
/// With y the proportion of events among m trials (or the outcome, m = 1, times a weight that is no
/// frequency), P the fitted probability, P' its derivative in the linear predictor, and V = P (1 -
/// P); h = m P'^2 / V x' I^-1 x with the expected information I:
///
/// | field          | value                                                                     |
/// |----------------|---------------------------------------------------------------------------|
/// | response       | y - P                                                                     |
/// | pearson        | r = (y - P) sqrt(m / V)                                                   |
/// | std_pearson    | r / sqrt(1 - h)                                                           |
/// | deviance       | d: the signed root of its part of the deviance                            |
/// | std_deviance   | d / sqrt(1 - h)                                                           |
/// | working        | (y - P) / P'                                                              |
/// | quantile       | Phi^-1(u), u uniform between Pr(Y < m y) and Pr(Y <= m y)                 |
/// | leverage       | h                                                                         |
/// | cooks          | r^2 h / (1 - h)^2 / k for k coefficients, as R has it                     |
/// | displacement   | k times that: Pregibon's C, Stata's `dbeta`                               |
/// | delta_chi2     | r^2 / (1 - h): what Pearson's X^2 loses without the observation           |
/// | delta_deviance | d^2 + r^2 h / (1 - h): what the deviance loses                            |
/// | dfbetas        | one step of what each coefficient loses, over its standard error          |
///
/// The last four and `cooks` are those of one step of Fisher's scoring (Pregibon 1981, Annals of
/// Statistics 9; Williams 1987, Applied Statistics 36). Standard errors are those of the model,
/// sqrt of the diagonal of I^-1, whatever the variance of the fit. A frequency weight stands for so
/// many rows, each of which has these numbers by itself; of a pattern all of them are part. Where h
/// is 1 the row alone determines a coefficient: what is divided by 1 - h is NaN.
///
/// Quantile residuals are normal if the model is right (Dunn and Smyth 1996, J. Comp. Graph.
/// Statistics 5); NaN for fractions, and for weights that are not frequencies. They are those of
/// the row, also where patterns are asked for.
struct RowInfluence {
  Index row = 0;       ///< from 0, as in the table
  bool used = false;   ///< by the fit; else there are no numbers
  std::string column;  ///< of a row that is not used: without a value; empty: another cause

  double y = 0.0;
  double trials = 0.0;  ///< m
  double eta = 0.0;     ///< linear predictor
  double fitted = 0.0;  ///< P
  double response = 0.0;
  double pearson = 0.0;
  double std_pearson = 0.0;
  double deviance = 0.0;
  double std_deviance = 0.0;
  double working = 0.0;
  double quantile = std::numeric_limits<double>::quiet_NaN();
  double leverage = 0.0;
  double cooks = 0.0;
  double displacement = 0.0;
  double delta_chi2 = 0.0;
  double delta_deviance = 0.0;
  std::vector<double> dfbetas = {};  ///< p, in the order of Fit::names; NaN where aliased
};

/// Hands the rows of `table` to `sink`, in order, in runs: one for each row.
///
/// The table must be that of the fit. One pass, O(threads) blocks of rows; with patterns one more,
/// and 40 bytes for each pattern. Throws Error(data) for other data, Error(usage) for a conditional
/// fit of matched sets and one with an eliminated factor, Error(model) for one without a maximum.
/// Of several processes that of rank 0 alone gets rows, those of all.
ODDS_EXPORT void influence(const Fit& fit, const Table& table, const InfluenceOptions& options,
                           const Execution& execution,
                           const std::function<void(std::span<const RowInfluence>)>& sink);

/// The same as one vector.
ODDS_EXPORT std::vector<RowInfluence> influence(const Fit& fit, const Table& table,
                                                const InfluenceOptions& options = {},
                                                const Execution& execution = {});

}  // namespace odds
