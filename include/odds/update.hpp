// Models that are brought up to date: on new data, or for another share of events.
#pragma once

#include <odds/execution.hpp>
#include <odds/export.hpp>
#include <odds/fit.hpp>

#include <limits>
#include <string>
#include <vector>

namespace odds {

class Table;  // odds/table.hpp

/// What of a model is estimated anew.
///
/// | kind      | linear predictor                     |
/// |-----------|--------------------------------------|
/// | intercept | a + eta                              |
/// | slope     | a + b eta                            |
/// | refit     | of the same formula, fitted anew     |
enum class Update { intercept, slope, refit };

/// Their names, in that order.
inline constexpr const char* kUpdateNames[] = {"intercept", "slope", "refit"};

/// The likelihood of the new data under a model: of which parameters how many were estimated from
/// them.
struct UpdateStep {
  std::string name;  ///< `as it is`, or of kUpdateNames
  double log_likelihood = std::numeric_limits<double>::quiet_NaN();
  Index parameters = 0;

  /// Twice the gain over the model as it is, chi-square with `parameters` degrees of freedom.
  double lr = std::numeric_limits<double>::quiet_NaN();
  double p_value = std::numeric_limits<double>::quiet_NaN();
};

struct ModelUpdate {
  Fit fit;  ///< the new model
  Update kind = Update::intercept;
  double intercept = 0.0;  ///< a; 0 of a refit
  double intercept_error = std::numeric_limits<double>::quiet_NaN();
  double slope = 1.0;  ///< b; 1 of a refit
  double slope_error = std::numeric_limits<double>::quiet_NaN();
  Index rows = 0;                 ///< that it was estimated from
  std::vector<UpdateStep> steps;  ///< as it is, intercept, slope; and refit, of that
};

/// Estimates a and b, or all coefficients, by maximum likelihood from `table`, on the model's own
/// link; `where` as of ValidateOptions.
///
/// The covariance of the new coefficients beta' = b beta + a e0 is that of the fit and of the new
/// data together, which are taken for independent: D V D' + G J^-1 G', with V that of the fit, J
/// the information on (a, b), G = (e0, beta), and D the derivative of beta' in beta, through a and
/// b, too (Murphy and Topel 1985, J. Business and Economic Statistics 3). The new fit has no
/// likelihood of its own: its labels say where it comes from. A refit is a fit like any other.
///
/// Throws Error(usage) for a model without an intercept, with an eliminated factor or an estimated
/// guess rate, with probability weights or fractions but for a refit, a slope where the model has
/// an offset, a refit of another method than maximum likelihood; Error(data) for the data of the
/// fit itself; Error(model) where there is no maximum.
ODDS_EXPORT ModelUpdate update(const Fit& fit, const Table& table, Update kind,
                               const std::string& where = {}, const Execution& execution = {});

/// The model for a population with the share `prevalence` of events, of which the data were drawn
/// by outcome (case-control): the intercept less log[(1 - t) / t * y / (1 - y)], with t the
/// prevalence and y the share of events in the data of the fit (King and Zeng 2001, Political
/// Analysis 9). Coefficients and covariance stay.
///
/// Throws Error(usage) unless 0 < prevalence < 1, for another link than the logit, asymptotes, and
/// a model without an intercept.
ODDS_EXPORT Fit with_prevalence(const Fit& fit, double prevalence);

}  // namespace odds
