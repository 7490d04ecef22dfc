// Margins: predicted probabilities and how they answer to each variable, averaged over rows or at
// chosen points, with their uncertainty.
#pragma once

#include <odds/data_match.hpp>
#include <odds/execution.hpp>
#include <odds/export.hpp>
#include <odds/fit.hpp>
#include <odds/hypothesis.hpp>
#include <odds/inference.hpp>

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace odds {

class ContrastDegrees;  // internal

/// The derivative that is taken in a variable; P is the probability of the event.
///
/// | scale | per row       | reads                                       |
/// |-------|---------------|---------------------------------------------|
/// | dydx  | dP/dx         | change of P per unit of x                   |
/// | eyex  | (dP/dx) x / P | per cent of P per per cent of x: elasticity |
/// | eydx  | (dP/dx) / P   | share of P per unit of x                    |
/// | dyex  | (dP/dx) x     | change of P per 100 % of x                  |
enum class EffectScale { dydx, eyex, eydx, dyex };

/// The rows that are looked at.
///
/// | point    | rows                                                                        |
/// |----------|-----------------------------------------------------------------------------|
/// | observed | those of the table, averaged over                                           |
/// | means    | one: numbers at their means, factors at the shares of their levels (Stata's |
/// |          | `atmeans`), 0/1 numbers at their means                                      |
/// | typical  | one: numbers at their medians, factors at their most frequent level         |
enum class MarginPoint { observed, means, typical };

/// The values that a variable is set to. A number: `30`, `mean`, `median`, `min`, `max`, `p10` (a
/// percentile of the rows used), `20:60:10` (a range with its step). A factor: one of its levels.
struct AtValues {
  std::string variable;
  std::vector<std::string> values;
};

/// How a set of margins is compared.
///
/// | contrast   | each                                       | Stata's operator |
/// |------------|--------------------------------------------|------------------|
/// | none       | nothing is; factors are against their base | `r.` for factors |
/// | reference  | less the first (of a factor: its base)     | `r.`             |
/// | pairwise   | later one less each earlier one            | `pwcompare`      |
/// | sequential | less the one before it                     | `ar.`            |
/// | mean       | less the mean of all                       | `g.`             |
enum class MarginContrast { none, reference, pairwise, sequential, mean };

/// How far a number is moved.
///
/// | kind       | P after less P before, averaged                                |
/// |------------|----------------------------------------------------------------|
/// | derivative | no change: the scale of the effect says what is differentiated |
/// | units      | at x + size less at x                                          |
/// | sd         | at x + size standard deviations (of the rows used) less at x   |
/// | iqr        | with x at its third quartile in all rows less at its first     |
/// | minmax     | at its maximum less at its minimum                             |
/// | between    | at `high` less at `low`                                        |
struct Step {
  enum class Kind { derivative, units, sd, iqr, minmax, between };
  Kind kind = Kind::derivative;
  double size = 1.0;
  double low = 0.0;
  double high = 0.0;
  bool centred = false;  ///< units, sd: from half a step below to half a step above
};

/// How two probabilities p1 (exposed) and p0, each averaged over the same rows, are compared.
///
/// | measure                | is                                         | interval                |
/// |------------------------|--------------------------------------------|-------------------------|
/// | risk_difference        | p1 - p0                                    | Wald                    |
/// | risk_ratio             | p1 / p0                                    | of the logarithm, then  |
/// |                        |                                            | exponentiated           |
/// | odds_ratio             | p1 (1 - p0) / (p0 (1 - p1)): marginal, not | likewise                |
/// |                        | exp(beta), which is conditional            |                         |
/// | conditional_odds_ratio | exp(mean of eta1 - eta0), eta the log odds | likewise: exact, as eta |
/// |                        | of a row: exp(beta) of one unit, without   | is linear               |
/// |                        | interactions; else the geometric mean over |                         |
/// |                        | the rows, or the ratio where `at` sets the |                         |
/// |                        | other variables                            |                         |
/// | nnt                    | 1 / (p1 - p0): number needed to treat      | 1 / the risk            |
/// |                        |                                            | difference's ends       |
enum class Measure { risk_difference, risk_ratio, odds_ratio, conditional_odds_ratio, nnt };

/// Where standard errors come from.
///
/// | kind          | accounts for                                                              |
/// |---------------|---------------------------------------------------------------------------|
/// | delta         | the coefficients, the rows being given: sqrt(J V J')                      |
/// | unconditional | the rows as a sample, too (Stata's `vce(unconditional)`), or their        |
/// |               | clusters, where the variance of the fit is clustered                      |
/// | simulation    | the coefficients, drawn from N(beta, V): percentile intervals, which need |
/// |               | not be symmetric (Krinsky and Robb 1986, Rev. Econ. Stat. 68)             |
enum class MarginErrors { delta, unconditional, simulation };

/// A smooth function of a predicted probability, with its derivative in it.
struct PredictionFunction {
  std::string name;
  std::function<double(double)> value;
  std::function<double(double)> slope;
};

struct ODDS_EXPORT MarginsOptions {
  double level = 0.95;

  /// Variables with effects; empty: all of the formula, in its order, unless something else is
  /// asked for (`of`, `cross`, `function`, or `predictions`).
  std::vector<std::string> variables = {};

  /// 0/1 columns that are to be differentiated instead of switched from 0 to 1.
  std::vector<std::string> continuous = {};

  EffectScale scale = EffectScale::dydx;
  Step step = {};  ///< of numbers that are not 0/1

  /// Predictive margins: P with these variables set to each of their levels (0/1 numbers: 0 and 1)
  /// in all rows, each with each. With `variables`: the effects there.
  std::vector<std::string> of = {};

  /// P itself, instead of effects. Set by `of` without `variables`.
  bool predictions = false;

  MarginPoint point = MarginPoint::observed;
  std::vector<AtValues> at = {};       ///< set in all rows, each value with each of the others
  std::vector<std::string> over = {};  ///< columns whose values divide the rows into groups

  /// Compares what `of`, else `over`, else `at` tells apart; without these the levels of factors.
  MarginContrast contrast = MarginContrast::none;

  /// Pairs of variables: mean of d2P / dx dz, of a factor or 0/1 column the difference of dP / dx
  /// between its values (Ai and Norton 2003, Economics Letters 80).
  std::vector<std::pair<std::string, std::string>> cross = {};

  /// Comparisons of factors, 0/1 columns and conditions, and numbers with a step. Conditional odds
  /// ratios alone are of one unit where there is no step.
  std::vector<Measure> measures = {};

  /// Mean of f(P) instead of P, where predictions are averaged.
  std::optional<PredictionFunction> function = {};

  std::string where = {};  ///< expression; rows to average over, beside the filter of the fit

  MarginErrors errors = MarginErrors::delta;
  Index draws = 1000;         ///< of the simulation
  std::uint64_t seed = 1;     ///< of the simulation and of simultaneous intervals
  bool simultaneous = false;  ///< intervals that hold together (sup-t), of all rows with an error

  /// Of the p-values of all rows that have one, which are one family; sup_t goes with, and makes,
  /// simultaneous intervals. Rows that are probabilities have none.
  Adjustment adjustment = Adjustment::none;

  /// Throws Error(usage) naming the field, its value and its range.
  void validate() const;
};

/// The worth of the numbers of a row.
///
/// | status      | the row                                                                      |
/// |-------------|------------------------------------------------------------------------------|
/// | ok          | is as described                                                              |
/// | aliased     | has no numbers: the columns it needs are aliased                             |
/// | inestimable | has none: the rows do not determine it, whichever aliased column is left out |
/// | outside     | extrapolates: a value beyond the range that the model was fitted on, or      |
/// |             | a combination of levels that no row has                                      |
enum class MarginStatus { ok, aliased, inestimable, outside };

/// Predictions have no statistic and no p-value, which are NaN: that P = 0 is no hypothesis.
struct MarginRow : EstimateRow {
  std::string variable;  ///< empty for predictions
  std::string contrast;  ///< "P", "dP/dx", "1 - 0", "black - white"; "1 - 0: race = black - white"
  bool aliased = false;  ///< no numbers: aliased or inestimable; every number is NaN
  MarginStatus status = MarginStatus::ok;
  bool ratio = false;  ///< of risks or odds: 1 is no difference

  /// The values that are set, and the group: (column, value), in the order of `Margins::settings`.
  std::vector<std::pair<std::string, std::string>> at;
  double weight = 0.0;  ///< sum of the weights averaged over; of all groups that are compared
  double adjusted_p = std::numeric_limits<double>::quiet_NaN();  ///< NaN: there is none
};

/// A Wald test of all contrasts of one kind together: chi2 = d' C^- d. The degrees of freedom are
/// the rank of C, the number of eigenvalues of the contrasts' correlation matrix that are above
/// 1e-10 of the largest: never more than there are coefficients. A contrast that follows from the
/// others, or has no standard error, adds nothing to the statistic nor to the degrees.
///
/// Where t takes the place of z, the statistic is F = chi2 / df with its degrees of freedom as the
/// denominator's; of cr2 and cr3 it is Hotelling's F of Pustejovsky and Tipton (2018, J. Business
/// and Economic Statistics 36), R's clubSandwich `HTZ`. Without such an F, as with fewer clusters
/// than contrasts, df is 0 and the numbers are NaN.
struct JointTest {
  std::string variable;
  double statistic = std::numeric_limits<double>::quiet_NaN();  ///< chi2, or F
  Index df = 0;
  double denominator = std::numeric_limits<double>::infinity();  ///< of F; infinite: chi2
  double p_value = std::numeric_limits<double>::quiet_NaN();
};

/// The quantity that the rows of margins estimate.
///
/// | estimand               | rows                                                        |
/// |------------------------|-------------------------------------------------------------|
/// | average_effects        | effects averaged over observed rows                         |
/// | effects                | effects at one row                                          |
/// | predictions            | averaged or single probabilities                            |
/// | prediction_contrasts   | differences of these                                        |
/// | effect_contrasts       | differences of effects                                      |
/// | interactions           | second derivatives and differences (Ai and Norton 2003)     |
/// | elasticities           | per cent of P per per cent of x                             |
/// | semi_elasticities      | per cent of P per unit of x, or P per per cent of x         |
/// | comparisons            | of standardised probabilities, by `Measure`                 |
/// | conditional_ratios     | conditional odds ratios                                     |
enum class Estimand {
  average_effects,
  effects,
  predictions,
  prediction_contrasts,
  effect_contrasts,
  interactions,
  elasticities,
  semi_elasticities,
  comparisons,
  conditional_ratios,
};

/// The rows that margins are averaged over, and what is set in them.
struct AveragedRows {
  MarginPoint point = MarginPoint::observed;
  std::vector<std::string> groups;  ///< columns whose values tell apart groups of rows
  std::vector<std::string> set;     ///< variables that have the same value in all rows
  std::string filter;               ///< the expression that chose the rows; empty: none did
};

/// Intervals that are not symmetric about their estimates.
struct IntervalScales {
  bool link = false;             ///< of probabilities: on the scale of `Margins::link`
  bool log = false;              ///< of ratios: on the log scale
  bool risk_difference = false;  ///< of numbers needed to treat: that of the risk difference
};

struct Margins {
  std::vector<MarginRow> rows;           ///< m
  SymmetricMatrix covariance;            ///< m x m, of the estimates before log or inverse; 0
                                         ///< where it is less than a double can be
  double observations = 0.0;             ///< sum of the weights averaged over
  bool over_trials = false;              ///< rows are groups that count with their trials
  std::vector<std::string> settings;     ///< columns that `MarginRow::at` holds
  std::vector<JointTest> joint;          ///< if there are contrasts to test
  std::optional<double> critical_value;  ///< of simultaneous intervals, in standard errors
  Index simultaneous_rows = 0;           ///< rows that these hold for: all with a standard error
  Index simultaneous_rank = 0;           ///< of their correlations: 1 or 2 if nothing is simulated
  Adjustment adjustment = Adjustment::none;
  Index family = 0;  ///< rows whose p-values were adjusted together
  Estimand estimand = Estimand::average_effects;
  AveragedRows averaged;
  MarginErrors errors = MarginErrors::delta;
  Index draws = 0;          ///< of simulated errors
  std::uint64_t seed = 0;   ///< likewise
  Link link = Link::logit;  ///< of the fit; logit with asymptotes, for the intervals
  IntervalScales scales;
  double test_degrees =
      0.0;  ///< of freedom of t: see Fit::test_degrees; 0: the normal distribution

  /// Of cr2 and cr3, where each row has its own degrees of freedom (Fit::own_degrees): those of any
  /// combination of the rows, for test_margins. Null: test_degrees are those of all.
  std::shared_ptr<const ContrastDegrees> own_degrees;

  RowCounts counts;
  DataMatch data = DataMatch::unknown;  ///< the table beside that of the fit
  std::vector<Note> notes;
};

/// Margins of variables (not of design columns), over the rows of `table`.
///
/// Number: mean over rows of P'(eta_i) d eta_i / d x, the derivative taken in closed form
/// through every term that holds x (interactions, powers, logs). Factor: mean of P(level) - P(base)
/// with everything else as observed. Number coded 0/1 (when the model was fitted), and condition of
/// the formula, as I(age>30), which is a variable under that name: mean of P(1) - P(0). Where what
/// a condition is computed from is set, it follows, unless it is set itself. The options say what
/// else there is. Rows are weighted as in the fit; a group counts with
/// its trials, if the table has the columns of the response (else a note says so). Standard errors
/// by the delta method, sqrt(J V J') with the exact Jacobian J = d estimate / d beta of the
/// *average*, V the covariance of the fit. Intervals of averaged probabilities are those of their
/// logit, mapped back: inside (0, 1). A variable all of whose columns are aliased has no effect of
/// its own, nor has a level whose own column is. A factor that was eliminated (Fit::eliminated) has
/// too many levels to show: it is left out with a note. Rows of levels that the fit left out are
/// left out.
///
/// Standard errors and intervals keep their digits however near to 0 or 1 a probability is, as far
/// as it is a normal double. Joint tests and simultaneous intervals of m > p margins take the p
/// columns of J L, V = L L', in place of an m x m matrix: O(m p^2).
///
/// One pass over the data, one more before it where groups, means or quantiles are needed, and one
/// more for unconditional errors; memory O(p (p + m) + m^2), and 16 bytes for each distinct value
/// of a variable whose quantiles are used. Throws Error(usage) for more than 5000 margins, a
/// variable that the formula does not hold, a value that it cannot have, an elasticity or a step of
/// a factor, or a factor that was eliminated, Error(data) for bad cells or levels the model has not
/// seen, Error(model) when the fit has no maximum or no row is complete. Source: Stata's `margins`;
/// Bartus (2005), Stata Journal 5(3); R package marginaleffects (names of steps).
ODDS_EXPORT Margins margins(const Fit& fit, const Table& table, const MarginsOptions& options = {},
                            const Execution& execution = {});

/// A smooth function h of the estimates of `margins`, with its gradient there (m entries): estimate
/// h, standard error sqrt(g' C g) (delta method). Throws Error(usage) if the gradient's length is
/// not m.
ODDS_EXPORT EstimateRow combination(const Margins& margins, double value,
                                    std::span<const double> gradient, double level = 0.95);

}  // namespace odds
