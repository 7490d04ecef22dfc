// Whether a model fits the data that it was fitted to: tests of fit, discrimination, calibration,
// and the rows that matter most.
#pragma once

#include <odds/account.hpp>
#include <odds/calibration.hpp>
#include <odds/design_checks.hpp>
#include <odds/discrimination.hpp>
#include <odds/error.hpp>
#include <odds/execution.hpp>
#include <odds/export.hpp>
#include <odds/fit.hpp>
#include <odds/inference.hpp>
#include <odds/influence.hpp>
#include <odds/misfit.hpp>
#include <odds/note.hpp>
#include <odds/types.hpp>

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace odds {

/// How rows in ascending order of P are cut into g groups of about equal size; n of them, tied ones
/// always together. Row j of them (from 1) is the last of group k:
///
/// | rule  | j                                                                               |
/// |-------|---------------------------------------------------------------------------------|
/// | stata | ceil(n k / g), as Stata's `xtile` and `estat gof, group(g)` do                  |
/// | r     | 1 + floor((n - 1) k / g), as R's `quantile` (type 7) and `cut` do, on which     |
/// |       | `ResourceSelection::hoslem.test` and `generalhoslem::logitgof` rest             |
enum class GroupRule { stata, r };

/// Their names, in that order.
inline constexpr const char* kGroupRuleNames[] = {"stata", "r"};

struct ODDS_EXPORT DiagnoseOptions {
  Index groups = 10;  ///< of Hosmer and Lemeshow's test, 3 to 1000; `hl` of messages
  GroupRule rule = GroupRule::stata;  ///< that makes them
  double cut = 0.5;                   ///< rows with P >= cut are classified as events
  double level = 0.95;                ///< of intervals
  Index influential = 5;              ///< rows that are shown, 0 to 1000; `top` of messages
  bool patterns = false;              ///< as InfluenceOptions::patterns
  bool collinearity = false;          ///< condition indices, too; inflation of variances always
  bool curvature = false;             ///< score tests of x log x and a spline of each number
  bool interactions = false;          ///< score tests of each product of two variables
  bool information = false;           ///< White's information matrix test

  /// What mean residuals are by: variables of the model, and `fitted` for P.
  std::vector<std::string> binned;
  Index bins = 10;  ///< of numbers, 2 to 1000

  std::optional<ErrorCosts> costs = {};    ///< ask for two thresholds; both > 0
  std::optional<double> sensitivity = {};  ///< asks for the threshold that has it
  std::optional<double> specificity = {};  ///< likewise
  std::optional<double> prevalence = {};   ///< of positive and negative values, see RateOptions
  std::optional<RocRange> partial = {};    ///< asks for an area; 0 <= low < high <= 1

  /// Throws Error(usage) naming the field, its value and its range.
  void validate() const;
};

/// One of Hosmer and Lemeshow's groups; counts are of observations: trials, with frequencies.
struct FitGroup {
  double low = 0.0;   ///< least P
  double high = 0.0;  ///< largest P
  double events = 0.0;
  double expected_events = 0.0;  ///< sum of P
  double nonevents = 0.0;
  double expected_nonevents = 0.0;  ///< sum of 1 - P

  double total() const { return events + nonevents; }
};

/// Rows with the same covariates and offset are one covariate pattern.
struct PatternCounts {
  double patterns = 0.0;
  double singles = 0.0;  ///< patterns with one observation: the outcome of one trial

  /// Most patterns are single observations: neither statistic is about chi-square.
  bool are_sparse() const { return 2.0 * singles > patterns; }
};

/// A point of a calibration curve.
struct CalibrationPoint {
  double p = 0.0;
  double smooth = 0.0;  ///< the share of events at P, by the smooth curve
  double conf_low = std::numeric_limits<double>::quiet_NaN();  ///< pointwise
  double conf_high = std::numeric_limits<double>::quiet_NaN();
};

/// The outcomes refitted on a natural cubic spline of logit P, a logistic model; 0 and 1 are P like
/// others, since the curve is straight beyond the outer knots.
///
/// Knots are Harrell's (2015, Regression Modeling Strategies, 2.4.6), at quantiles of logit P: with
/// 100 observations and more 5, at .05, .275, .5, .725 and .95; with 30 and more 4, at .05, .35,
/// .65 and .95; else 3, at .1, .5 and .9. There are fewer where there are not twice as many
/// distinct P, where knots coincide, or where the refit has no maximum; with fewer than 3 the curve
/// is a straight line on logit P. `reason` says so.
struct SmoothCalibration {
  std::vector<double> knots;  ///< in logit P; empty: a straight line, or no curve
  std::string reason;         ///< why there are fewer knots, or no curve; empty: as said above

  /// Likelihood ratio test that the curve is the diagonal: as many degrees of freedom as knots, 2
  /// of a line.
  FitTest test;

  /// Of |smooth - P| over observations: mean (ICI), median, 90 % quantile and largest (Austin and
  /// Steyerberg 2019, Statistics in Medicine 38). Quantiles as R's of type 7; with weights that are
  /// no counts the least value up to which there is more than that part of the weight.
  double mean = std::numeric_limits<double>::quiet_NaN();
  double median = std::numeric_limits<double>::quiet_NaN();
  double p90 = std::numeric_limits<double>::quiet_NaN();
  double largest = std::numeric_limits<double>::quiet_NaN();

  /// At the percentiles of P from the least to the largest, tied ones once; 101 points at most.
  std::vector<CalibrationPoint> curve;

  bool exists() const { return !curve.empty(); }
};

/// Mean squared difference of outcome and P, and its parts over the groups of Hosmer and Lemeshow:
/// score = reliability - resolution + uncertainty + within (Murphy 1973, J. Applied Meteorology 12;
/// Stephenson, Coelho and Jolliffe 2008, Weather and Forecasting 23).
struct BrierScore {
  double score = 0.0;
  double scaled = 0.0;       ///< 1 - score / uncertainty
  double reliability = 0.0;  ///< mean squared difference of the groups' share of events and mean P
  double resolution = 0.0;   ///< of the groups' share of events and that of all
  double uncertainty = 0.0;  ///< ybar (1 - ybar)
  double within = 0.0;       ///< the rest: P varies within groups

  /// Mean over observations of |share of events - mean P| of the group.
  double calibration_error = 0.0;

  /// Spiegelhalter's z (1986, Statistics in Medicine 5): score less its mean under the model.
  FitTest spiegelhalter;
};

/// A row that matters, with what it moves most.
struct InfluentialRow : RowInfluence {
  Place place;  ///< in the file
};

/// Tests, in order of their fields, with y - P summed over observations (trials):
///
/// - Pearson's X^2 and the deviance over covariate patterns, chi-square with patterns - rank
///   degrees of freedom unless most patterns are single observations.
/// - Hosmer and Lemeshow (1980, Comm. Stat. A9): sum over groups of (O - E)^2 / E over both
///   outcomes, chi-square with groups - 2 degrees of freedom.
/// - Unweighted sum of squares (Copas 1989, Applied Statistics 38; le Cessie and van Houwelingen
///   1991, Biometrics 47; Hosmer et al. 1997): z = sum (y - P)^2 - P (1 - P) over its standard
///   error, which allows for the estimates; R's `rms::residuals(type = "gof")`.
/// - Stukel (1988, J. American Statistical Association 83): efficient score test of eta^2 / 2
///   where eta >= 0 and -eta^2 / 2 where it is below, of the logit alone; 2 degrees of freedom.
/// - Link test (Pregibon 1980, Applied Statistics 29; Stata's `linktest`): the model refitted on
///   eta and eta^2, Wald test of the latter.
///
/// - Information matrix test (White 1982, Econometrica 50), in the form of Orme (1988, Oxford
///   Bulletin of Economics and Statistics 50) with the expected information: efficient score test
///   of F'' / F' x_j x_k, of the logit (1 - 2 P) x_j x_k, for all j <= k; up to 40 coefficients.
/// - Curvature: of each number that is a term, x log x where x > 0 (Box and Tidwell 1962,
///   Technometrics 4), and a natural cubic spline with knots at its quantiles 0.05, 0.275, 0.5,
///   0.725 and 0.95, or at its values where these are at most five (Harrell 2015, Regression
///   Modeling Strategies, section 2.4). Interactions: of each two terms of different variables.
///
/// All variances are those of the model, whatever the variance of the fit.
struct Diagnosis {
  double observations = 0.0;  ///< rows, with frequencies
  double trials = 0.0;        ///< the same of trials
  double row_pearson = 0.0;   ///< X^2 by row: R's `sum(residuals(fit, "pearson")^2)`
  double row_deviance = 0.0;
  double row_degrees = 0.0;  ///< observations - rank

  PatternCounts patterns;
  FitTest pearson;
  FitTest deviance;
  FitTest hosmer_lemeshow;
  FitTest unweighted_squares;
  FitTest stukel;
  FitTest link_test;
  EstimateRow eta_squared;  ///< the coefficient that the link test tests

  GroupRule rule = GroupRule::stata;
  Index groups_asked = 10;
  std::vector<FitGroup> groups;  ///< fewer than asked for where ties join some

  bool has_outcomes = true;  ///< false of fractions: nothing below but influential rows
  bool has_counts = true;    ///< false with weights that are no counts: no tests, no errors
  Discrimination discrimination;
  std::optional<double> prevalence;  ///< that was asked for
  std::optional<ErrorCosts> costs;   ///< likewise
  Calibration calibration;
  SmoothCalibration smooth;
  BrierScore brier;

  Collinearity collinearity;
  SampleSupport support;               ///< with weights that are counts; else of nothing
  std::vector<MissingTerm> curvature;  ///< of what was asked for
  std::vector<MissingTerm> interactions;
  FitTest information_matrix;
  std::vector<BinnedResiduals> binned;

  bool by_pattern = false;                  ///< influential are patterns, the first row of each
  std::vector<InfluentialRow> influential;  ///< the largest Cook's distances, descending
  double level = 0.95;
  std::vector<Note> notes;
};

/// Diagnoses a fit on its own data.
///
/// Some twenty passes, two more for what is asked for beside, and one for each number whose
/// curvature is tested and each variable by which residuals are binned; memory O(threads) blocks,
/// and the scores of all rows, 16 bytes a row (40 with weights or groups), in a temporary file
/// beyond an eighth of the memory of `execution`; O(n log n). Throws Error(data) for data that are
/// not those of the fit, Error(usage) for options out of range, decisions about fractions, a
/// conditional fit of matched sets and one with an eliminated factor, Error(model) for a fit
/// without a maximum. The same bits for any execution.
ODDS_EXPORT Diagnosis diagnose(const Fit& fit, const Table& table,
                               const DiagnoseOptions& options = {},
                               const Execution& execution = {});

}  // namespace odds
