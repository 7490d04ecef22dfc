// Inverse prediction: the dose at which the probability has a given value.
#pragma once

#include <odds/execution.hpp>
#include <odds/export.hpp>
#include <odds/fit.hpp>
#include <odds/inference.hpp>
#include <odds/margins.hpp>

#include <limits>
#include <string>
#include <vector>

namespace odds {

/// How limits of a dose are found.
///
/// | method  | limits of the dose m that solves a + b m = L                                  |
/// |---------|-------------------------------------------------------------------------------|
/// | delta   | m -+ z SE, SE = sqrt(V_aa + 2 m V_ab + m^2 V_bb) / |b|: symmetric             |
/// | fieller | all m with (a + b m - L)^2 <= z^2 (V_aa + 2 m V_ab + m^2 V_bb) (Fieller 1954, |
/// |         | JRSS B 16, 175-185)                                                           |
/// | profile | all m with 2 [l - l(m)] <= z^2, l(m) the maximum of the log-likelihood under  |
/// |         | a + b m = L (Cox 1990, Biometrics 46, 709-718)                                |
enum class DoseInterval { delta, fieller, profile };

/// A place on a curve, for a ratio of doses.
struct DosePoint {
  std::string curve;  ///< name of a curve, or the level alone: `death` for `outcome = death`
  double percent = 50.0;
};

/// The dose at `above` divided by that at `below`: LD50 / ED50 is the therapeutic index, LD1 / ED99
/// the certain safety factor.
struct DoseRatio {
  DosePoint above;
  DosePoint below;
};

struct ODDS_EXPORT DoseOptions {
  double level = 0.95;

  std::string variable;  ///< the dose; empty: the only number among the variables

  std::vector<double> percents = {10.0, 50.0, 90.0};  ///< 100 P, > 0 and < 100

  /// With a guess or lapse rate: P is that of the observed events, not of the curve between them.
  bool absolute = false;

  /// Base of the logarithm that the column of doses already holds; 0: it holds none. Doses are then
  /// its powers.
  double logged = 0.0;

  std::vector<DoseInterval> intervals;  ///< empty: all that can be had

  /// Levels and numbers (or `mean`) of other variables; more than one value: a curve for each.
  /// Without a setting a number is at its mean, and every level of a factor has a curve.
  std::vector<AtValues> at;

  /// The factors whose levels have curves; others are held at the proportions of their levels.
  /// Empty: all factors.
  std::vector<std::string> by;

  /// Automatic: where the fit has the factor, or its test of fit has p < 0.1, as in PROC PROBIT. Of
  /// a fit that has no test (of a file of an earlier version, or with given coefficients) the data
  /// tell, if they are given.
  HeterogeneityUse heterogeneity = HeterogeneityUse::automatic;

  bool potency = false;  ///< relative potencies; needs parallel curves over log doses

  std::vector<DoseRatio> ratios;

  /// Throws Error(usage).
  void validate() const;
};

struct DoseLimits {
  DoseInterval method = DoseInterval::delta;
  ConfidenceSet measure;  ///< on the scale of the model
  ConfidenceSet dose;     ///< in the units of the dose
};

/// The dose at which a curve reaches a probability.
struct DoseEstimate {
  Index curve = 0;
  double percent = 0.0;
  double estimate = 0.0;   ///< on the scale of the model: log10(dose)
  double std_error = 0.0;  ///< by the delta method, on that scale
  double degrees =
      std::numeric_limits<double>::infinity();  ///< of freedom of t, for delta limits; infinite: z
  double dose = 0.0;                            ///< NaN where the scale is flat: see N134
  std::vector<DoseLimits> limits;
};

/// One curve: eta = a + slope m, m the dose on the scale of the model.
struct DoseCurve {
  std::string name;  ///< `sex = F`; empty if there is one only
  double slope = 0.0;
  double std_error = 0.0;  ///< of the slope
  double g = 0.0;          ///< Fieller's g = z^2 Var(slope) / slope^2; from 1 on sets are unbounded
  double steepest = 0.0;   ///< largest dP / dm: (1 - guess - lapse) F'(0) slope
  double width = 0.0;      ///< from 10 % to 90 %: of the logit 2 ln 9 / |slope|
  double jnd = 0.0;  ///< just noticeable difference, from 50 % to 75 %: of the logit ln 3 / |slope|
  double hill = 0.0;  ///< slope per unit of ln(dose); NaN unless m is a logarithm
};

/// Doses of two curves at one probability: `estimate` and what follows is their difference on the
/// scale of the model, by the delta method.
struct DoseComparison : EstimateRow {
  std::string curve;
  std::string other;  ///< taken away
  double percent = 50.0;
  double ratio = 0.0;  ///< of the doses; NaN where they are not positive
  double ratio_low = 0.0;
  double ratio_high = 0.0;
};

/// How many units of dose on the reference curve do what one unit does on this one: base^shift,
/// shift = (a - a_reference) / b for curves of common slope b over log doses (Finney 1971).
struct DosePotency {
  std::string curve;
  std::string reference;
  double shift = 0.0;  ///< log potency
  double std_error = 0.0;
  double potency = 0.0;
  ConfidenceSet limits;  ///< of the potency, by Fieller's theorem
};

/// Test of a common slope of all curves.
struct ParallelTest {
  enum class Kind { none, wald, likelihood_ratio };
  Kind kind = Kind::none;
  double statistic = 0.0;  ///< chi-square; with a heterogeneity factor F = chi-square / df / factor
  Index degrees = 0;
  double denominator = 0.0;  ///< degrees of freedom of F; 0: chi-square
  double p_value = 1.0;
  bool own_slopes = false;  ///< the model gives curves slopes of their own
};

/// A ratio of doses with limits by the delta method on its logarithm.
struct DoseRatioEstimate {
  DosePoint above;
  DosePoint below;
  double ratio = 0.0;
  double ratio_low = 0.0;
  double ratio_high = 0.0;
};

struct Dose {
  std::string variable;      ///< the dose
  std::string scale;         ///< `log10(dose)`; the variable itself where it enters as it is
  bool transformed = false;  ///< doses are other numbers than those on the scale
  Link link = Link::logit;   ///< of which P is a line of the scale
  double log_base = 0.0;     ///< if the scale is a logarithm of the dose, its base; else 0

  /// Other variables and what they are held at: {`age`, `23.238 (mean)`}.
  std::vector<std::pair<std::string, std::string>> held;

  bool absolute = false;

  std::vector<DoseInterval> methods;
  double critical = 0.0;  ///< the quantile that intervals use

  /// Of freedom of t, in the place of z: those of the heterogeneity factor, or those that the fit
  /// was given; 0: the normal distribution.
  double test_degrees = 0.0;

  /// With cr2 and cr3 each number has degrees of freedom of its own: those of the combination of
  /// coefficients that its gradient is. `critical` is z, and limits are by the delta method alone.
  bool own_degrees = false;

  std::vector<DoseCurve> curves;
  std::vector<DoseEstimate> estimates;  ///< curve by curve
  std::vector<DoseComparison> comparisons;
  std::vector<DosePotency> potencies;
  std::vector<DoseRatioEstimate> ratios;
  ParallelTest parallel;
  Heterogeneity heterogeneity;
  std::vector<Note> notes;
};

/// Doses of a fitted model: for each curve and each P the m with a + b m = L, where a holds all
/// other terms and the offset, and L the link of P, such as logit P; with asymptotes and
/// `absolute`, that of (P - guess) / (1 - guess - lapse).
///
/// The dose may enter as itself or through one strictly monotone expression t(dose), by itself or
/// times other variables. What is left of t once sums and products with constants are taken off it
/// is the scale m: `log(dose)` of `scale(log(dose))`. So estimates do not depend on centring and
/// scaling. Limits are mapped back to doses end by end.
///
/// Without data: limits by the delta method and Fieller's theorem, a Wald test of parallelism.
/// Curves are compared pairwise at 50 %, or at the first of the percents if that is
/// not among them.
///
/// Throws Error(usage) for options that the model cannot honour, as a dose that enters through two
/// expressions or as a power, Error(model) for a fit without a maximum or a slope that is aliased.
/// Sources: Finney (1971), Probit Analysis; Venables and Ripley (2002), Modern Applied Statistics
/// with S, section 7.2 (`dose.p`).
ODDS_EXPORT Dose dose(const Fit& fit, const DoseOptions& options = {});

/// The same with the `table` that the model was fitted to: limits by the profile likelihood, the
/// likelihood ratio test of parallelism, too. Some ten maximisations for each
/// profile. A factor that was eliminated (Fit::eliminated) or Firth's penalty leave profiles out,
/// with a note.
///
/// Throws also Error(data) if the table does not have the log-likelihood of the fit.
ODDS_EXPORT Dose dose(const Fit& fit, const Table& table, const DoseOptions& options = {},
                      const Execution& execution = {});

}  // namespace odds
