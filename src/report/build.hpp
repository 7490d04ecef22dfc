// Parts that the reports of several results share.
#pragma once

#include <odds/data_match.hpp>
#include <odds/hypothesis.hpp>
#include <odds/inference.hpp>
#include <odds/report.hpp>

#include <limits>
#include <string>
#include <vector>

namespace odds {

/// The facts that open every object for programs: version and command.
Facts manifest(const std::vector<std::string>& command);

/// Estimate, standard error, z (or t, if its degrees of freedom are finite), p and interval, in
/// broom's order.
std::vector<GridColumn> estimate_columns(const std::string& estimate_id,
                                         double degrees = std::numeric_limits<double>::infinity());

/// Adds a column `df` behind the statistic, of each row's degrees of freedom; NaN: none.
void insert_degrees(const std::vector<double>& degrees, Grid& grid);

/// Whether each number of a fit has degrees of freedom of its own.
bool has_own_degrees(const Fit& fit);

/// `Wald`, or what stands for it where statistics are t.
std::string wald_name(const Fit& fit);

/// Whether a row has a z: without an error there is none, nor is there one of a probability.
bool is_tested(const EstimateRow& row);

/// The cells under `estimate_columns`; those of z and p are empty unless the row is tested.
std::vector<Cell> estimate_cells(const EstimateRow& row);

/// The same of a ratio.
std::vector<Cell> ratio_cells(const EstimateRow& row);

inline void append(std::vector<Cell>& cells, std::vector<Cell> more) {
  cells.insert(cells.end(), more.begin(), more.end());
}

/// What people read where the data leave open which infinity an estimate is.
inline constexpr const char* kLeftOpen = "undetermined";

/// Cells of an estimate that is not finite, at the limit of separated data: what there is not is
/// empty.
std::vector<Cell> limit_cells(std::vector<Cell> cells);

/// As many empty cells, the first telling people why: "aliased".
std::vector<Cell> blank_cells(const std::string& reason);

/// `lbw.csv, the data of the fit`
Line data_line(const std::string& file, DataMatch match, const Fit& fit);

/// "same", "other", "other rows"; null where nothing is known.
Cell match_cell(DataMatch match);

/// A small table of what variables are set to, for people.
Grid settings_grid(const std::string& title,
                   const std::vector<std::pair<std::string, std::string>>& settings);

/// `189 read, 189 used, 0 dropped`, with the causes.
Line rows_line(const RowCounts& counts);

/// `frequency weights w; offset log(t)`
std::string uses_text(const Fit& fit);
Line uses_line(const Fit& fit);

/// {"read":…,"used":…,"dropped":[…]}, and where levels were left out
/// "separated.levels":{column:[…]}
Fact rows_fact(const RowCounts& counts);

/// `Pr(low = 1)`, what a fit models; `E(I(N/K))` of fractions.
std::string modelled(const ResponseSummary& response);

/// {"event":…}; {"fraction":…} of fractions
Fact response_fact(const ResponseSummary& response);

/// The table of margins of what is `modelled`: variable, contrast and the columns of estimates,
/// then `at.*` and `n` where rows differ in them, and `status` where a row is not as all others.
/// People see what is set next to the contrast: for them there is a table of their own then. Its
/// title may be that of the whole report.
std::vector<Grid> margins_grids(const std::string& id, const std::string& title,
                                const Margins& margins);

/// `Average marginal effects on Pr(low = 1): closed-form derivatives, delta-method SE`
std::string margins_title(const std::string& modelled, const Margins& margins);

/// The covariance of the margins that have one.
NamedMatrix margins_covariance(const Margins& margins);

/// `model-based`, `robust HC1`: the covariance of a fit in a word.
std::string covariance_name(const Fit& fit);

/// `model-based (inverse information at the maximum)      Intervals  95 % Wald`
Line variance_line(const std::string& variance, double level, const std::string& kind);

/// The tests of fit of groups, and whether variances are multiplied; empty if nothing was tested.
Facts heterogeneity_facts(const Heterogeneity& h);

/// `of fit: Pearson chi2(13) 117.18  p 7.3e-19; variances times 9.0139, t quantiles on 13 df`
Line heterogeneity_line(const Heterogeneity& h);

/// ` times 9.0139` where the factor is applied.
std::string factor_text(const Heterogeneity& h);

/// `z`, or `t` for finite degrees of freedom; `Wald`, `Wald, t on 13 df`.
const char* statistic_heading(double degrees);
std::string wald_name(double degrees);

/// The test of all slopes, as an object and as a part of a line: `   LR chi2(8) 33.22  p 0.0001`.
Facts slopes_facts(const SlopesTest& test);
std::vector<Cell> slopes_cells(const SlopesTest& test);

/// `Wald`, `LR`, `score`
const char* method_name(const HypothesisRow& row);

/// `Wald chi2(2) 7.01  p 0.0301`, or F where the variance has degrees of freedom.
std::vector<Cell> joint_cells(const HypothesisRow& row);

/// How tables of tests are headed.
struct TestStyle {
  double heading_degrees;    ///< finite: t and F, as where each number has degrees of its own
  bool own_degrees = false;  ///< each row has its own: they are shown
  std::string ratio = {};    ///< what exp of a combination is
};

/// The tables of tests, that of all numbers for programs first, under an id.
std::vector<Section> test_sections(const std::string& id, const HypothesisTests& tests,
                                   const TestStyle& style);

/// `9 rows, p adjusted by Holm`
std::string adjustment_text(Index family, const char* thing, Adjustment adjustment);

/// Tests of every term, for programs; for people those of terms with several coefficients, which no
/// row of the table tests as a whole.
Grid term_test_grid(const std::vector<HypothesisRow>& tests);
Lines term_test_lines(const std::vector<HypothesisRow>& tests);

/// Degrees of freedom of a denominator: whole ones as such; null if they are infinite.
Cell denominator_cell(double degrees);

/// `chi2`, or `F` for finite degrees of freedom.
const char* joint_heading(double degrees);

/// Whether a fit is on another curve than the plain sigmoid, or might have been.
bool has_asymptotes(const Fit& fit);

/// `P = guess + (1 - guess - lapse) sigma(eta)`
Line curve_line(Link link);

/// `low ~ age`; `low ~ age, link probit`.
std::string formula_with_link(const Fit& fit);

/// Guess and lapse rate, and where they come from.
Grid asymptotes_grid(const Fit& fit, double level);

/// `5 iterations`, `1 iteration`.
std::vector<Cell> counted(double number, const std::string& thing);

/// An object {"status":…,"direction":[…],"rows":…}.
Facts separation_facts(const Fit& fit);

/// A text, or null if it is empty.
Cell text_or_null(const std::string& text);

/// What fits to parts of the rows are worth on others.
void add_validations(const std::vector<Validation>& validations, Report& report);

/// `83 of stratum with both outcomes, in which are 165 pairs of an event and a non-event`
Line sets_line(const MatchedSetSummary& sets);

Facts sets_facts(const MatchedSetSummary& sets);

/// What stands behind the name of a robust variance whose scores are those of matched sets.
std::string variance_of_sets(Variance variance);

}  // namespace odds
