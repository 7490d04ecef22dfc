// What single rows say of the estimates: log-likelihood, score and leverage, row by row.
#pragma once

#include <odds/execution.hpp>
#include <odds/export.hpp>
#include <odds/fit.hpp>
#include <odds/index.hpp>

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace odds {

class Table;  // odds/table.hpp

/// A row of the table at the estimates b. All numbers are those of one of the `copies` observations
/// that the row stands for: the sum of copies * log_likelihood over all rows is that of the fit,
/// and that of copies * score is 0 at a maximum of the likelihood.
///
/// | number         | is                                                                       |
/// |----------------|--------------------------------------------------------------------------|
/// | log_likelihood | w [y log P + (1 - y) log(1 - P)], plus w log C(m, s) of s events in m    |
/// |                | trials                                                                   |
/// | score          | its derivative in b: r x, r = w P' (y - P) / [P (1 - P)], over the       |
/// |                | formula's p columns x; NaN where aliased (R's sandwich::estfun)          |
/// | leverage       | h = v x' I^-1 x, v = w P'^2 / [P (1 - P)], I the information; their sum  |
/// |                | over all observations is the rank (R's hatvalues)                        |
///
/// with y the share of events, w the weight of one observation times its trials, and P' the slope
/// of the curve. Where the covariance is from the observed information, as with asymptotes, so is
/// I, and leverages add up to another number.
struct RowScore {
  Index row = 0;        ///< from 0, as in the table
  bool used = false;    ///< by the fit; else all that follows is 0 or empty
  double copies = 0.0;  ///< the frequency weight, or 1
  double log_likelihood = 0.0;
  double leverage = 0.0;
  std::vector<double> score;  ///< p, in the order of Fit::names
};

/// The rows of the data of a fit in their order, in runs; all rows of the table, used or not.
///
/// One pass; memory O(threads) blocks of rows. An exception from the sink ends it. Of several
/// processes that of rank 0 alone gets rows, those of all.
///
/// Throws Error(usage) for a fit without a dense covariance (a factor that is eliminated), of
/// matched sets, or with given coefficients; Error(data) for data that are not those of the fit.
ODDS_EXPORT void row_scores(const Fit& fit, const Table& table, const Execution& execution,
                            const std::function<void(std::span<const RowScore>)>& sink);

}  // namespace odds
