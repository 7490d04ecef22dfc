// Tests of hypotheses about the coefficients of a fit: of terms, and of combinations in the user's
// own words.
#pragma once

#include <odds/execution.hpp>
#include <odds/export.hpp>
#include <odds/fit.hpp>
#include <odds/inference.hpp>
#include <odds/note.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace odds {

class Table;  // odds/table.hpp

/// Which alternative a p-value speaks for. A hypothesis with `>` or `<` names the alternative:
/// `smoke > 0` has a small p where the data say that it is.
enum class Alternative { two_sided, greater, less };

/// How terms and equations are tested.
///
/// | method           | statistic                                                               |
/// |------------------|-------------------------------------------------------------------------|
/// | wald             | d' V^- d of what the estimates miss the hypothesis by, V its covariance |
/// | likelihood_ratio | twice what the log-likelihood loses at its maximum under the hypothesis |
/// | score            | Rao's: U' I^-1 U at that maximum, with score U and expected information |
/// |                  | I of the model without the hypothesis; with a robust variance V         |
/// |                  | d' (R V R')^- d, d = R I^-1 U, of hypotheses R b = c (Boos 1992, Am.    |
/// |                  | Stat. 46)                                                               |
///
/// All are chi-square with the rank of the hypotheses as degrees of freedom. The maximum under a
/// hypothesis is looked for from that of the fit, on its rows.
enum class TestMethod { wald, likelihood_ratio, score };

/// Their names, in that order.
inline constexpr const char* kTestMethodNames[] = {"wald", "lr", "score"};

/// Corrections of p-values for the number of tests in one table; m tests, p(1) <= .. <= p(m).
///
/// | adjustment | p of a test                                                    | controls      |
/// |------------|----------------------------------------------------------------|---------------|
/// | none       | as it is                                                       |               |
/// | holm       | max over j <= i of (m + 1 - j) p(j) (Holm 1979, Scand. J.      | any false one |
/// |            | Statistics 6)                                                  |               |
/// | bh         | min over j >= i of m p(j) / j (Benjamini and Hochberg 1995, J. | their share   |
/// |            | R. Stat. Soc. B 57)                                            |               |
/// | bonferroni | m p                                                            | any false one |
/// | sidak      | 1 - (1 - p)^m, for independent tests                           | any false one |
/// | sup_t      | Pr(max |z_j| >= |z|) of the estimates' joint distribution, of  | any false one |
/// |            | combinations alone, whose intervals are simultaneous, too; to  |               |
/// |            | rounding for rank 1 and 2, else simulated, to 0.01 of itself   |               |
enum class Adjustment { none, holm, bh, bonferroni, sidak, sup_t };

/// Their names, in that order.
inline constexpr const char* kAdjustmentNames[] = {"none",       "holm",  "bh",
                                                   "bonferroni", "sidak", "sup-t"};

/// The p-values after the adjustment; NaN stays NaN and counts as no test. Throws Error(usage) for
/// sup_t, which needs more than p-values.
ODDS_EXPORT std::vector<double> adjusted_p_values(const std::vector<double>& p_values,
                                                  Adjustment adjustment);

/// Bounds between which a difference is none that matters.
struct EquivalenceBounds {
  double low = 0.0;
  double high = 0.0;
};

struct ODDS_EXPORT HypothesisOptions {
  /// Each a term of the formula, in R's or Stata's spelling (`race`, `smoke:age`, `i.race`): all
  /// its coefficients are 0; or a linear hypothesis: `smoke = ht`, `age + 10*lwt = 0`,
  /// `race[black] = race[other]`, `smoke > 0`; or the name of a coefficient, for that it is 0.
  /// Several equations are also tested together. Nothing here and below: every term.
  std::vector<std::string> hypotheses;

  /// Linear combinations, each with or without a comparison: without one it is compared with 0.
  std::vector<std::string> linear;

  /// The same of any smooth function: `-(Intercept)/age`, `exp(smoke)/exp(ht) = 1`.
  std::vector<std::string> nonlinear;

  /// Of terms and equations in `hypotheses`; combinations have Wald's test. Others than that need
  /// the data of the fit.
  TestMethod method = TestMethod::wald;

  /// 3: a term is tested in the model as it is, beside all others. 2: in the model without the
  /// terms that contain it, as car's Anova and SAS's type II do: by likelihood ratios and scores
  /// there, by Wald's test from the estimates at hand as what of the term is uncorrelated with
  /// those left out.
  int type = 3;

  /// Terms that the formula does not have, as the right-hand side of one: `I(lwt^2) + age:smoke`.
  /// Each, and all of them, are tested by scores at the estimates of the fit, without another one;
  /// df is the rank that they add. The method must be score, and nothing else be asked for; needs
  /// the data.
  std::string added;

  double level = 0.95;

  /// Of linear combinations: exp(estimate), its standard error exp(estimate) * SE, exp of the
  /// interval's ends and of the value compared with; statistic and p stay those of the combination.
  bool ratios = false;

  /// Of linear combinations, and equations: the interval of the profile likelihood and the
  /// likelihood ratio against `null` (ProfileRow), of Firth's method the penalised one. Needs the
  /// data, and goes with neither `nonlinear`, `equivalence` nor sup_t.
  bool profiles = false;

  /// Two one-sided tests of each combination against these bounds, on the scale that is reported:
  /// ratios where these are asked for.
  std::optional<EquivalenceBounds> equivalence;

  Adjustment adjustment = Adjustment::none;
  std::uint64_t seed = 1;  ///< of what sup_t simulates

  /// Throws Error(usage) naming the field, its value and its range.
  void validate() const;
};

/// Two one-sided tests (Schuirmann 1987, J. Pharmacokinetics and Biopharm. 15): the combination is
/// equivalent at alpha = 1 - level if both p-values are at most alpha, that is if the interval with
/// confidence 1 - 2 alpha lies between the bounds.
struct Equivalence {
  double low_p = 1.0;    ///< of the alternative that the combination is above the lower bound
  double high_p = 1.0;   ///< that it is below the upper one
  double p_value = 1.0;  ///< the larger of both
  double conf_low = 0.0;
  double conf_high = 0.0;  ///< ends of the interval with confidence 1 - 2 alpha
  bool equivalent = false;
};

/// A test, and of a combination its estimate.
///
/// | kind      | estimate                     | statistic                                        |
/// |-----------|------------------------------|--------------------------------------------------|
/// | term      | NaN                          | chi2 = b' V^- b of its coefficients b            |
/// | linear    | l' b                         | (estimate - null) / std_error                    |
/// | nonlinear | g(b), standard error by the  | likewise                                         |
/// |           | delta method, with the exact |                                                  |
/// |           | gradient of g                |                                                  |
/// | joint     | NaN                          | chi2 of all hypotheses together                  |
/// | added     | NaN                          | chi2 of Rao's score test of a term that the fit  |
/// |           |                              | does not have                                    |
///
/// Of another method than Wald's the statistic is that chi2, of equations, too.
///
/// Where the fit has test_degrees(), those of a heterogeneity factor, F = chi2 / df stands for
/// chi2, and t for z.
struct HypothesisRow : EstimateRow {
  enum class Kind { term, linear, nonlinear, joint, added };

  Kind kind = Kind::term;
  TestMethod method = TestMethod::wald;
  bool penalised = false;  ///< a likelihood ratio of Firth's penalised likelihood
  std::string hypothesis;  ///< the term, or the combination as written
  double null = 0.0;       ///< what the combination is compared with
  Alternative alternative = Alternative::two_sided;
  Index df = 1;        ///< 0: nothing could be tested, and every number is NaN
  bool ratio = false;  ///< estimate, standard error, null and interval are those of ratios
  double adjusted_p = std::numeric_limits<double>::quiet_NaN();

  /// With profiles; of a one-sided alternative p is that of the signed root of the statistic.
  double lr_statistic = std::numeric_limits<double>::quiet_NaN();
  double lr_p_value = std::numeric_limits<double>::quiet_NaN();
  std::optional<Equivalence> equivalence;

  /// Whether it is a combination, whose estimate z or t tests; else chi2 or F are of a term, of
  /// several hypotheses, or of an equation by another method than Wald's.
  bool has_own_test() const {
    const bool is_combination = kind == Kind::linear || kind == Kind::nonlinear;
    return is_combination && method == TestMethod::wald;
  }
};

struct HypothesisTests {
  std::vector<HypothesisRow> rows;  ///< terms and hypotheses as asked for, their joint test behind
  double level = 0.95;
  TestMethod method = TestMethod::wald;
  int type = 3;
  bool profiles = false;  ///< intervals of linear combinations are of the profile likelihood
  std::optional<EquivalenceBounds> bounds;
  Adjustment adjustment = Adjustment::none;
  std::optional<double> critical_value;  ///< of simultaneous intervals, in standard errors
  Index terms_in_family = 0;         ///< tests of terms and equations that were adjusted together
  Index combinations_in_family = 0;  ///< rows with a test of their own, a family by themselves
  std::vector<Note> notes;
};

/// Wald tests of hypotheses about the coefficients of a fit, with the covariance that it has: that
/// of the model, a robust or a given one.
///
/// A combination is parsed as the arithmetic of formulas over the names of the coefficients (see
/// tests/guide/test.md). With both sides of a comparison in coefficients, the estimate is the left
/// side less the right; else the side with coefficients, and the other one is `null`. Intervals are
/// two-sided, whatever the alternative. df of terms and of the joint test is the rank of the
/// covariance.
///
/// Throws Error(usage) for a name that is neither a term nor a coefficient, with the nearest one,
/// for a combination that is not linear where it must be, for hypotheses that contradict one
/// another, for bounds that are none; Error(model) for a fit without a maximum, a coefficient that
/// is aliased, and for a function that is not finite at the estimates. Cost: O(p^2) for a term.
ODDS_EXPORT HypothesisTests test_hypotheses(const Fit& fit, const HypothesisOptions& options = {});

/// The same with the data of the fit, from which methods other than Wald's go back to the
/// likelihood; a few passes for each test.
///
/// Throws Error(usage), too, for a test that the fit does not have: likelihood ratios with a robust
/// or given variance, a pseudo-likelihood, Firth's penalty, asymptotes, a factor that is
/// eliminated; scores with all of these but the first two, those of added terms with asymptotes,
/// too. Error(data) for data that are not those of the fit; Error(model) where rows of the fit have
/// no value in a column of added terms.
ODDS_EXPORT HypothesisTests test_hypotheses(const Fit& fit, const Table& table,
                                            const HypothesisOptions& options,
                                            const Execution& execution = {});

/// The rows for every term of the formula. Terms of a factor that is eliminated have df 0.
ODDS_EXPORT std::vector<HypothesisRow> term_tests(const Fit& fit);

}  // namespace odds
