// Fitting a logistic regression: a function from a table and a formula to a value.
#pragma once

#include <odds/account.hpp>
#include <odds/curve.hpp>
#include <odds/export.hpp>
#include <odds/fit_options.hpp>
#include <odds/formula.hpp>
#include <odds/optimizer.hpp>
#include <odds/types.hpp>
#include <odds/variance_choice.hpp>

#include <span>
#include <string>
#include <vector>

namespace odds {

/// Where the guess rate of a fit comes from.
///
/// | guess rate | is                                                                   |
/// |------------|----------------------------------------------------------------------|
/// | given      | what the options say                                                 |
/// | estimated  | estimated with the coefficients, greater than 0                      |
/// | at_bound   | 0, where the likelihood is highest; it falls from there: no standard |
/// |            | error, and all else is that of a fit with a guess rate of 0          |
enum class GuessRate { given, estimated, at_bound };

/// Tests of fit on grouped data, and the heterogeneity factor.
///
/// Pearson's X^2 = sum n (y - P)^2 / [P (1 - P)] over groups of n trials with a share y of events,
/// and the deviance, are chi-square with df.residual degrees of freedom if groups vary as binomial
/// counts do and are not small. Otherwise X^2 / df estimates how many times as much they vary:
/// where it is used, all variances are multiplied by it, t with df degrees of freedom stands for z
/// and F for chi-square (Finney 1971, Probit Analysis; McCullagh and Nelder 1989, section 4.5;
/// summary() and anova(test = "F") of R's quasibinomial, PROC PROBIT's LACKFIT).
struct Heterogeneity {
  bool tested = false;  ///< of grouped data with degrees of freedom left; else nothing is known
  double pearson = 0.0;
  double degrees = 0.0;
  double p_value = 1.0;           ///< of Pearson's statistic
  double deviance_p_value = 1.0;  ///< of Goodness::deviance
  double factor = 1.0;            ///< pearson / degrees
  bool applied = false;           ///< variances are multiplied by the factor
};

/// The test that all coefficients but the intercept are 0.
///
/// | kind             | statistic                                                             |
/// |------------------|-----------------------------------------------------------------------|
/// | none             | there is none: no slopes, Firth's method, given coefficients          |
/// | likelihood_ratio | of the fit against the null model; with a heterogeneity factor        |
/// |                  | F = LR / degrees / factor                                             |
/// | wald             | b' V^-1 b of the slopes b, where V is not the inverse information: a  |
/// |                  | likelihood ratio does not know of it (as in Stata after vce(robust))  |
struct SlopesTest {
  enum class Kind { none, likelihood_ratio, wald };
  Kind kind = Kind::none;
  double statistic = 0.0;
  Index degrees = 0;         ///< of a robust V its rank, if that is less than the number of slopes
  double denominator = 0.0;  ///< degrees of freedom of F; 0: the statistic is a chi-square
  double p_value = 1.0;
};

/// What is modelled.
struct ODDS_EXPORT ResponseSummary {
  std::string event;        ///< "low = 1"; "killed / exposed"
  double events = 0.0;      ///< weighted number of events; of fractions their weighted sum
  double nonevents = 0.0;   ///< weighted number of non-events; of fractions the rest up to 1
  bool grouped = false;     ///< rows are groups of trials
  bool fractional = false;  ///< rows are fractions: `event` is their expression, of no event

  /// The weighted mean of fractions; else the share of events.
  double mean() const;
};

/// A column that was left out, since it is a linear combination of columns before it.
struct AliasedTerm {
  std::string term;
  std::string dependency;  ///< "2*x1 - x2"; "0 (no used row has it)"
};

/// A coefficient of the direction along which separated data push the likelihood up.
struct DirectionWeight {
  std::string term;
  double weight = 0.0;  ///< on the term's own scale; the largest of a direction is 1 or -1
};

/// A coefficient that is not finite at the limit of separated data.
struct InfiniteTerm {
  std::string term;

  /// 1: it tends to infinity, -1: to minus infinity. 0: the data leave it open, since directions of
  /// separation differ in its sign, as in the difference of two infinite ones.
  int sign = 0;
};

/// Goodness of fit on the used rows. A guess rate that was estimated counts as a parameter in
/// `rank`, and so in all that follows from it. For grouped data the pseudo-R2, AUC and Brier score
/// are those of the expanded 0/1 rows, and with frequency weights everything is that of the rows
/// that they stand for. Importance weights leave `observations`, and so BIC and degrees of freedom,
/// at the number of rows, as in R; the n of Cox and Snell is the sum of the weights (times trials),
/// over which the log-likelihood sums. `log_likelihood` holds the binomial coefficients (R's
/// convention). Where `Fit::pseudo_likelihood` says so, what compares or penalises likelihoods is
/// NaN, but for McFadden's ratio; of fractional responses so are Tjur's R2, AUC and Brier score.
/// With a robust or given variance or a heterogeneity factor AIC, BIC, lr and lr_p are NaN: they
/// rest on the variance of the model. `Fit::slopes_test` is there in every case.
///
/// Of a conditional fit of matched sets log_likelihood is the conditional one, without binomial
/// coefficients, null_log_likelihood that of the offset alone; observations are the members of the
/// sets, and df_null is that less the number of sets; BIC, the pseudo-R2 but McFadden's, AUC and
/// Brier score are NaN, as are the fitted probabilities.
struct Goodness {
  double observations = 0.0;  ///< rows; the sum of frequency weights; groups of grouped data
  double log_likelihood = 0.0;
  double null_log_likelihood = 0.0;  ///< intercept and offset only; offset only without intercept;
                                     ///< on the same asymptotes
  double deviance = 0.0;
  double null_deviance = 0.0;
  Index rank = 0;
  double df_residual = 0.0;
  double df_null = 0.0;
  double aic = 0.0;
  double bic = 0.0;
  double lr = 0.0;  ///< 2 (log_likelihood - null_log_likelihood)
  Index lr_df = 0;
  double lr_p = 1.0;
  double mcfadden = 0.0;    ///< 1 - l / l0 (McFadden 1974)
  double cox_snell = 0.0;   ///< 1 - exp(-LR / n), n the sum of weights (Cox and Snell 1989)
  double nagelkerke = 0.0;  ///< Cox-Snell over its maximum (Nagelkerke 1991, Biometrika 78)
  double tjur = 0.0;        ///< mean p of events - mean p of non-events (Tjur 2009, Am. Stat. 63)
  double auc = 0.0;         ///< Mann-Whitney, ties count one half; exact
  double brier = 0.0;       ///< mean squared difference of outcome and probability
};

/// The matched sets of a conditional fit.
struct ODDS_EXPORT MatchedSetSummary {
  std::string column;  ///< whose values they are; empty: the fit is not conditional
  Index sets = 0;      ///< that have both outcomes
  Index left_out = 0;  ///< that have not
  double pairs = 0.0;  ///< of an event and a non-event of the same set

  bool any() const { return !column.empty(); }
};

/// Distribution of the fitted probabilities over the used rows (quantiles: R's type 7; a row
/// counts as often as its frequency weight says, other weights do not count).
struct FittedProbabilities {
  double min = 0.0;
  double q1 = 0.0;
  double median = 0.0;
  double q3 = 0.0;
  double max = 0.0;
  Index saturated =
      0;  ///< rows with dP/deta < 0.01, counted likewise; without asymptotes that is sigma'
};

class Table;        // odds/table.hpp
struct CsvOptions;  // odds/csv.hpp
struct Execution;   // odds/execution.hpp
struct FitParts;    // what a Fit is made of
struct Model;       // what prediction must remember: columns, levels, centres, working coefficients

/// A fitted model: a value, complete in itself, that does not change. It holds no data and no
/// reference to any, and is what `coefficients`, `margins`, `predict` and `save_model` take. Copies
/// share what they hold; any number of threads may use one. References and spans of it stand as
/// long as it or a copy of it lives: of a fit that nothing holds, as `for (.. : fit(..).notes())`,
/// they do not.
///
/// Where the method reduces bias `goodness()` holds the log-likelihood without a penalty,
/// `maximum()` that of Firth's method with it; lr, lr_p and the pseudo-R2 made of likelihoods are
/// NaN, as no likelihood was maximised. Read `maximum().termination` first: its table says what the
/// numbers are worth. `covariance()` is what `variance()` says, at the final point, unless
/// `covariance_label()` names another.
class ODDS_EXPORT Fit {
 public:
  Fit();                ///< of nothing: what a variable may hold before a fit is assigned to it
  Fit(FitParts parts);  ///< odds alone can make one
  Fit(const Fit& other) noexcept;
  Fit(Fit&& other) noexcept;  ///< `other` can be assigned to and destroyed, no more
  Fit& operator=(Fit other) noexcept;
  ~Fit();

  const std::string& formula() const;  ///< as written
  const std::string& file() const;     ///< name of the table
  const std::string& sha256() const;   ///< of the file's bytes, if the table knows it

  /// How the text of the file was understood, for open_csv of other data (CsvOptions::of_other_file
  /// is set); null of a table that is no text, and of a model file of odds 0.1.
  const CsvOptions* reading() const;

  const ResponseSummary& response() const;
  const RowCounts& rows() const;

  /// Weights, offsets and filters that the fit uses: `frequency weights w`, `offset log(t)`, `rows
  /// where age>20`. Empty: none.
  const std::vector<std::string>& uses() const;

  const std::vector<std::string>& names() const;  ///< p; columns in R's order, "(Intercept)" first
  const std::vector<TermLabel>& labels() const;   ///< p

  /// p; original units; NaN where aliased. At the limit of separated data infinite, or NaN, for the
  /// infinite_terms().
  const std::vector<double>& coefficients() const;
  const std::vector<double>& std_errors() const;  ///< p; NaN where aliased or not finite

  /// Of a fit with Termination::at_limit; else empty.
  const std::vector<InfiniteTerm>& infinite_terms() const;

  /// Degrees of freedom of the t of each coefficient, with the variances cr2 and cr3, which give
  /// each its own; NaN where aliased. Empty with others: all have test_degrees().
  const std::vector<double>& own_degrees() const;
  const SymmetricMatrix& covariance() const;  ///< p - eliminated() of each; NaN where aliased

  /// How many columns, the last ones, are levels of a factor that has more than 1000 columns and
  /// no interaction. Their block of the information is diagonal and is eliminated: memory is
  /// O(levels x other columns), not O(levels^2). They have estimates and standard errors like all
  /// others, but no covariances here. They count as columns before all others: what is constant
  /// within levels is aliased, where R would drop a level.
  Index eliminated() const;

  const std::vector<AliasedTerm>& aliased() const;  ///< empty for a full-rank design

  Method method() const;
  Variance variance() const;  ///< what the fit was asked for; that of the model unless converged

  /// Of a variance with clusters: one for each column, then for the pairs of two columns; else
  /// none.
  const std::vector<ClusterCounts>& clusters() const;

  /// The variance with its columns.
  VarianceChoice variance_choice() const;

  /// Of the variances boot and jackknife.
  const Resampling& resampling() const;

  /// A two-way clustered covariance had negative eigenvalues, which were taken for 0.
  bool covariance_repaired() const;

  /// What coefficients() and covariance() are called that with_coefficients and with_covariance put
  /// in the place of the fit's own; empty: nothing did.
  const std::string& coefficients_label() const;
  const std::string& covariance_label() const;

  /// What was maximised is no probability of the data: they have probability weights, or a
  /// fractional response.
  bool pseudo_likelihood() const;

  /// Of the curve, see FitOptions.
  Link link() const;

  /// On a curve with asymptotes the likelihood is not concave: the
  /// maximum is a local one, `maximum().existence` is undetermined, and the covariance is the
  /// inverse of the observed information.
  const Asymptotes& asymptotes() const;
  GuessRate guess_rate() const;
  double guess_std_error() const;  ///< of an estimated one; else NaN

  /// On centred and scaled columns, aliased ones left out; an estimated guess rate is the last
  /// unknown.
  const MaximumSummary& maximum() const;
  bool converged() const { return maximum().converged(); }

  /// Empty unless the fit is separated, or at the limit of separated data.
  const std::vector<DirectionWeight>& separation() const;

  /// Sentences: `group[b]: all 37 rows have y = 1`; of rows that overlap by rounding only, which.
  const std::vector<std::string>& separated_by() const;
  Index separated_levels() const;  ///< that FitOptions::drop_separated would leave out

  const Goodness& goodness() const;
  const SlopesTest& slopes_test() const;
  const Heterogeneity& heterogeneity() const;

  /// Degrees of freedom of the t that tests and intervals use: those of a heterogeneity factor, or
  /// of with_test_degrees; infinite without, which makes it the normal distribution. See
  /// own_degrees().
  double test_degrees() const;

  const FittedProbabilities& probabilities() const;
  const MatchedSetSummary& matched_sets() const;
  const std::vector<Note>& notes() const;

  const Model& model() const;     ///< for odds itself
  const FitParts& parts() const;  ///< for odds itself

 private:
  // The parts and the number of copies that share them; a std::shared_ptr would be the same, but
  // <memory> makes half of the time that it takes to include this header.
  struct Shared;
  Shared* shared_;
};

/// Fits `formula` to `table`, by maximum likelihood unless the options say otherwise.
///
/// The model is Pr(y_i = 1) = guess + (1 - guess - lapse) F(x_i' beta + offset_i), by default the
/// sigmoid without asymptotes, with x_i the row of the n x p design that the formula describes
/// (treatment contrasts, the first level as base, R's rules of marginality); the log-likelihood is
/// sum_i w_i [s_i log p_i + (m_i - s_i) log(1 - p_i)].
///
/// Rows with a missing value in any column that is used are left out and counted. Memory: the
/// columns used, once, and O(p^2 log rows), where p^2 is L k for the L columns of a factor that is
/// eliminated (Fit::eliminated) and the k others. The result does not depend on `execution`.
///
/// Throws Error(usage) for options or a formula that cannot be honoured (unknown column),
/// Error(data) for a bad cell, weight or fraction, with file, line and column, Error(model) for a
/// response with one or more than two values, a design that is not finite, no complete row, or
/// fewer rows than columns. Separation, aliasing and non-convergence do not throw: they are in the
/// result.
ODDS_EXPORT Fit fit(const Table& table, const Formula& formula, const FitOptions& options,
                    const Execution& execution);
ODDS_EXPORT Fit fit(const Table& table, const Formula& formula, const FitOptions& options = {});

/// The same fit with another covariance of the estimates, in original units and the order of
/// names(): what coefficients, margins, predict, dose, sensitivity and model files use from then
/// on. `label` names it in reports: "cluster bootstrap, 200 draws".
///
/// Rows and columns of aliased terms are NaN or 0. Inside it is kept for centred and scaled
/// columns: of a column whose offset is 10^d of its deviations, 2 d of the digits of the given
/// numbers are lost on the way, as they are in any sum of them. Unconditional errors of margins,
/// which come from the scores of rows, cannot use it and are refused.
///
/// Throws Error(usage) for a matrix of another size, numbers that are not finite, a matrix that is
/// not positive semidefinite, an empty label, a fit with an eliminated factor, whose covariance is
/// not whole, or with an estimated guess rate, which varies together with the estimates;
/// Error(model) for a fit without a maximum.
ODDS_EXPORT Fit with_covariance(const Fit& fit, const SymmetricMatrix& covariance,
                                std::string label);

/// The same fit with other coefficients, p in the order of names() and in original units, NaN or 0
/// where aliased: shrunken, averaged or published ones. `label` names them in reports.
///
/// The covariance stays as it is: with_covariance gives them theirs. They are no maximum: the
/// log-likelihood, what rests on it, AUC, Brier score and the distribution of the fitted
/// probabilities are NaN, and neither profile likelihoods nor likelihood ratio tests are made.
///
/// Throws Error(usage) for another number of them, numbers that are not finite or an empty label,
/// Error(model) for a fit without a maximum.
ODDS_EXPORT Fit with_coefficients(const Fit& fit, std::span<const double> coefficients,
                                  std::string label);

}  // namespace odds
