// Sensitivity: to which inputs the probability answers, how strongly, and where, on one page.
#pragma once

#include <odds/execution.hpp>
#include <odds/export.hpp>
#include <odds/margins.hpp>

#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace odds {

struct ODDS_EXPORT SensitivityOptions {
  double level = 0.95;

  /// Inputs to rank; empty: all of the formula.
  std::vector<std::string> variables = {};

  /// The operating point: all inputs at their means, or the typical row, but for those that `at`
  /// sets, each to one value.
  MarginPoint point = MarginPoint::means;
  std::vector<AtValues> at = {};

  /// A number along which P is followed, the others at the operating point. Without values: 41
  /// points from its least to its largest value in the rows of the fit.
  std::optional<AtValues> profile = {};

  /// Throws Error(usage) naming the field, its value and its range.
  void validate() const;
};

/// The change of P when one input changes: on average over the rows, or at the operating point.
struct InputSensitivity {
  std::string variable;

  /// The standard deviation of P that the input moves, in the ranking: the root mean square over
  /// the rows of P less P with the input at its mean. A number is at its mean; of a factor, a 0/1
  /// column or a condition it is the mean of P over its values in the shares of the rows. NaN of
  /// the operating point, and where the columns are aliased.
  double moved = std::numeric_limits<double>::quiet_NaN();

  /// `dP/dx`; of 0/1 columns and conditions `1 - 0`, of factors the level that is furthest from the
  /// reference: `black - white`.
  std::string contrast;

  EstimateRow effect;
  double std_dev = 0.0;  ///< of a number, in the rows; NaN of others
  EstimateRow per_sd;    ///< effect x std_dev; NaN of others

  std::optional<EstimateRow> elasticity;  ///< (x / P) dP/dx, of numbers that are all positive
  std::optional<EstimateRow> curvature;   ///< d2P/dx2, of numbers

  bool aliased = false;  ///< every number is NaN: its columns are aliased
};

/// Figures of an input that fields of application have names for. The curve over an input x that
/// enters the linear predictor as b m(x) with one monotone m: P = guess + height F(eta), of the
/// logit with eta = b (m - m50), the other inputs at the operating point.
///
/// | figure             | is                                                                 |
/// |--------------------|--------------------------------------------------------------------|
/// | average_effect     | mean of dP/dx, or the difference of two levels                     |
/// | effect_per_sd      | the same for a standard deviation of x; numbers only               |
/// | needed_to_treat    | 1 / difference of two levels                                       |
/// | average_elasticity | mean of (x / P) dP/dx                                              |
/// | gain               | dP/dx at the operating point                                       |
/// | elasticity         | (x / P) dP/dx there                                                |
/// | curvature          | d2P/dx2 there                                                      |
/// | slope_of_eta       | b                                                                  |
/// | steepest_slope     | dP/dm where eta is 0: of the logit height b / 4                    |
/// | steepest_per_unit  | dP/dx at x50, where the logit is steepest: height b m'(x50) / 4    |
/// | midpoint           | m50, where P is half way between its asymptotes                    |
/// | midpoint_input     | x50                                                                |
/// | width              | in m, from 10 % to 90 % of the height: logit 2 ln 9 / |b|          |
/// | width_input        | the same in x                                                      |
/// | difference_limen   | from 50 % to 75 % of the height, in m: logit ln 3 / |b|            |
/// | hill_slope         | b per unit of ln x, where m is a logarithm of x                    |
/// | enthalpy           | R x50^2 b m'(x50), R = 8.314462618 J/(mol K): of van 't Hoff, x in |
/// |                    | kelvin; -R b for m = 1 / x                                         |
/// | doubling           | ln 2 / |b|: change of m that doubles the odds                      |
/// | half_gain          | x beyond x50, towards larger P, where sigma' is half its largest   |
/// | distance           | x50 less x at the operating point                                  |
/// | largest_gain       | largest |dP/dx| over the profile, or the range of the fit, of an x |
/// |                    | that enters by itself, with its sign                               |
enum class Figure {
  average_effect,
  effect_per_sd,
  needed_to_treat,
  average_elasticity,
  gain,
  elasticity,
  curvature,
  slope_of_eta,
  steepest_slope,
  steepest_per_unit,
  midpoint,
  midpoint_input,
  width,
  width_input,
  difference_limen,
  hill_slope,
  enthalpy,
  doubling,
  half_gain,
  distance,
  largest_gain,
};

/// Limits of places on the scale of the input (midpoint, midpoint_input, half_gain, distance) are
/// those of Fieller's theorem, as `dose` has them; where Fieller's set is not bounded, or not one
/// range, they are infinite. Those of other figures are by the delta method.
struct FigureRow : EstimateRow {
  Figure figure = Figure::gain;
};

/// The point where P answers most strongly to a number that enters the linear predictor once, by a
/// monotone expression. It lies where eta = 0 with the other inputs at the operating point.
struct SteepestPoint {
  std::string variable;
  std::string scale;               ///< m: `temp`, `log10(dose)`
  EstimateRow slope;               ///< dP/dm there: height F'(0) b
  EstimateRow at;                  ///< x50; its interval is Fieller's
  double g = 0.0;                  ///< Fieller's g of b: from 1 on the limits of x50 are infinite
  double width = 0.0;              ///< in m, from 10 % to 90 % of the height
  double low = 0.0;                ///< x at one end of that range
  double high = 0.0;               ///< and at the other; low < high
  bool outside = false;            ///< x50 lies beyond the rows of the fit
  std::vector<FigureRow> figures;  ///< from `slope_of_eta` on, as far as they have a meaning
};

/// P and its derivatives at one value of the number that is followed.
struct ProfilePoint {
  double value = 0.0;
  EstimateRow probability;  ///< its interval is that of the link, mapped back
  EstimateRow slope;        ///< dP/dx
  EstimateRow curvature;    ///< d2P/dx2
  EstimateRow elasticity;   ///< (x / P) dP/dx
  bool outside = false;     ///< beyond the rows of the fit
};

struct Sensitivity {
  std::vector<InputSensitivity> ranking;  ///< by `moved`, the largest first
  double flat_share = 0.0;                ///< of the rows: dP/deta < 0.01 of the height
  double observations = 0.0;              ///< sum of the weights averaged over

  /// (variable, value) of the operating point: (`temp`, `65`), (`age`, `23.24 (mean)`). Empty, and
  /// with it what follows: there is none, as a factor was eliminated.
  std::vector<std::pair<std::string, std::string>> point;
  EstimateRow probability;                  ///< there
  std::vector<InputSensitivity> operating;  ///< inputs there, in the order of the ranking
  std::vector<SteepestPoint> steepest;      ///< of the inputs that have one, likewise

  std::string profiled;               ///< the number that is followed; empty: none
  std::vector<ProfilePoint> profile;  ///< ascending

  RowCounts counts;
  DataMatch data = DataMatch::unknown;  ///< the table beside that of the fit
  std::vector<Note> notes;
};

/// The figures of one input, in the order of `Figure`. Empty for an input that is not ranked.
ODDS_EXPORT std::vector<FigureRow> figures(const Sensitivity& sensitivity,
                                           const std::string& variable);

/// Ranks the inputs of a fit by what they do to P over the rows of `table`, looks closely at one
/// operating point, finds where each number acts most strongly, and follows one of them.
///
/// Effects, elasticities and curvatures are those of `margins`: closed-form derivatives through
/// every term, standard errors by the delta method with the exact Jacobian. Standard errors of
/// steepest points and figures are those of functions of eta's intercept and slope in m. 0/1
/// columns and conditions are switched, of factors the level furthest from the reference is
/// compared with it (with standard errors that take it for given). What has no steepest point says
/// so in a note (N066): an input that enters by a power, by several expressions, or mixed with
/// others.
///
/// Two passes over the data, memory O(p (p + m)). Throws as `margins` does; Error(usage) for an
/// operating point with several values of an input, or a profile of what is no number.
ODDS_EXPORT Sensitivity sensitivity(const Fit& fit, const Table& table,
                                    const SensitivityOptions& options = {},
                                    const Execution& execution = {});

}  // namespace odds
