// Average marginal effects: how the predicted probability answers to each variable.
#pragma once

#include <odds/fit.hpp>
#include <odds/inference.hpp>

#include <string>
#include <vector>

namespace odds {

struct MarginsOptions {
  double level = 0.95;

  std::vector<std::string> variables;  ///< whose effects; empty: all of the formula, in its order

  /// 0/1 columns that are to be differentiated instead of switched from 0 to 1.
  std::vector<std::string> continuous;

  /// Throws Error(usage).
  void validate() const;
};

struct MarginRow : EstimateRow {
  std::string variable;
  std::string contrast;  ///< "dP/dx", "1 - 0", "black - white"
  bool aliased = false;  ///< the columns it needs are: then every number is NaN
};

struct Margins {
  std::vector<MarginRow> rows;  ///< m
  Matrix covariance;            ///< m x m, of the estimates
  double observations = 0.0;    ///< sum of the weights averaged over
  bool over_trials = false;     ///< rows are groups that count with their trials
  RowCounts counts;
  std::vector<Note> notes;
};

/// Average marginal effects of variables (not of design columns), over the rows of `table`.
///
/// Number: mean over rows of sigma'(eta_i) d eta_i / d x, the derivative taken in closed form
/// through every term that holds x (interactions, powers, logs). Factor: mean of p(level) - p(base)
/// with everything else as observed. Number coded 0/1 (when the model was fitted): mean of p(1) -
/// p(0). Rows are weighted as in the fit; a group counts with its trials, if the table has the
/// columns of the response (else a note says so). Standard errors by the delta method, sqrt(J V J')
/// with the exact Jacobian J = d effect / d beta of the *average*. A variable all of whose columns
/// are aliased has no effect of its own, nor has a level whose own column is. A factor that was
/// eliminated (Fit::eliminated) has too many levels to show: it is left out with a note. Rows of
/// levels that the fit left out are left out.
///
/// One pass over the data; memory O(p (p + m)). Throws Error(usage) for a variable that the formula
/// does not hold, or a factor that was eliminated, Error(data) for bad cells or levels the model
/// has not seen, Error(model) when the fit has no maximum or no row is complete. Source: Stata's
/// `margins, dydx(*)`; Bartus (2005), Stata Journal 5(3).
Margins margins(const Fit& fit, const Table& table, const MarginsOptions& options = {},
                const Execution& execution = {});

}  // namespace odds
