// Every choice that a fit leaves open.
#pragma once

#include <odds/curve.hpp>
#include <odds/export.hpp>
#include <odds/optimizer.hpp>
#include <odds/variance_choice.hpp>

#include <optional>
#include <string>

namespace odds {

/// How the coefficients are estimated. All but the first reduce their bias, and are finite even
/// where the data are separated.
///
/// | method             | estimate                                                              |
/// |--------------------|-----------------------------------------------------------------------|
/// | maximum_likelihood | maximum of the log-likelihood                                         |
/// | firth              | maximum of the log-likelihood + log det information / 2: the mean     |
/// |                    | bias is smaller (Firth 1993, Biometrika 80); Wald's intervals are     |
/// |                    | rough, see profile_coefficients                                       |
/// | flic               | Firth's slopes, and the intercept with which the mean probability is  |
/// |                    | the share of events (Puhr et al. 2017, Statistics in Medicine 36)     |
/// | median             | each coefficient is as often above as below the true one, to a higher |
/// |                    | order (Kenne Pagui, Salvan and Sartori 2017, Biometrika 104)          |
enum class Method { maximum_likelihood, firth, flic, median };

/// Their names in reports and model files, in that order.
inline constexpr const char* kMethodNames[] = {"ml", "firth", "flic", "median"};

constexpr bool reduces_bias(Method method) { return method != Method::maximum_likelihood; }

/// When the variance of groups of trials allows for their heterogeneity; see `Heterogeneity`.
///
/// | use       | variances are those of                                                       |
/// |-----------|------------------------------------------------------------------------------|
/// | automatic | binomial counts, times the factor where the test of fit speaks against these |
/// | on        | binomial counts times the factor: R's quasibinomial                          |
/// | off       | binomial counts: R's binomial                                                |
enum class HeterogeneityUse { automatic, on, off };

/// What a fit does about data that are proved to be separated (Existence::separated), so that the
/// likelihood has no maximum.
///
/// | use   | the fit                                                                           |
/// |-------|-----------------------------------------------------------------------------------|
/// | error | ends as Termination::separated, without estimates                                 |
/// | limit | goes to the supremum of the likelihood: Termination::at_limit                     |
/// | firth | is made again by Firth's method, and a note says so                               |
///
/// Along a direction of separation the outcomes of the rows that it decides become certain: their
/// log-likelihood tends to 0, and the supremum is the maximum over the other rows. These determine
/// some combinations of the coefficients, with the errors of a fit to them alone; all others tend
/// to infinity (Albert and Anderson 1984, Biometrika 71; Geyer 2009, Electronic J. Statistics 3:
/// the limiting conditional model).
enum class SeparationUse { error, limit, firth };

/// Their names, in that order.
inline constexpr const char* kSeparationNames[] = {"error", "limit", "firth"};

/// Every choice a fit leaves open. The defaults reproduce R's glm(family = binomial) and Stata's
/// logit on a full-rank design without separation, but for grouped data that vary more than
/// binomial counts do: see `heterogeneity`.
struct ODDS_EXPORT FitOptions {
  /// Value of the response that counts as the event; empty: 1 of a 0/1 column, `true` of
  /// false/true, else the level of two that sorts last (with a note).
  std::string event;

  /// Column of frequency weights, whole numbers >= 0: a weight of 3 is the row three times.
  std::string frequency_weights;

  /// Column of importance weights, numbers >= 0: R's prior weights. Scales the row's
  /// log-likelihood; the number of observations stays the number of rows.
  std::string importance_weights;

  /// Column of probability (sampling) weights, numbers >= 0: how many units of a population a row
  /// stands for. They scale the row's log-likelihood like importance weights, which makes it a
  /// pseudo-likelihood: the variance is robust, and there are no likelihood ratio, AIC and BIC.
  /// Weights in another unit change nothing but their sums: log-likelihood and deviance are those
  /// of weights with mean 1.
  std::string probability_weights;

  /// The response is one expression with values from 0 to 1: its mean is modelled, by the
  /// likelihood of 0/1 data as a quasi-likelihood (Papke and Wooldridge 1996, J. Applied
  /// Econometrics 11), without a likelihood ratio, AIC and BIC.
  bool fractional = false;

  /// Column of numbers of trials, of which the response is the share of events: R's proportions
  /// with weights. Empty: none.
  std::string trials;

  /// Column added to the linear predictor with coefficient 1, beside any `offset()` of the formula.
  std::string offset;

  /// Expression; rows where it is 0 are left out before levels are learnt, and counted.
  std::string where;

  Method method = Method::maximum_likelihood;

  /// `limit` goes with the link logit without asymptotes and the variance `model`, whose factor no
  /// column is eliminated for; `firth` with what Firth's method goes with.
  SeparationUse separation = SeparationUse::error;

  /// Nothing: `stata` with probability weights or a fractional response, as in Stata, else `model`.
  /// A variance other than `model` takes the whole inverse information: no factor is eliminated.
  /// Rows without a value in a column of clusters are left out.
  std::optional<VarianceChoice> variance;

  /// The variance that a fit with these options has.
  VarianceChoice chosen_variance() const;

  /// Of grouped data. `on` needs such data and the variance `model`, as a robust one allows for
  /// heterogeneity already. Off, as in R's binomial: the test of fit is made all the same, and a
  /// note says where it speaks against binomial counts.
  HeterogeneityUse heterogeneity = HeterogeneityUse::off;
  double heterogeneity_p = 0.1;  ///< automatic: the factor is used if the test of fit has p below

  /// Coefficients are of the scale of the link: log odds, unless this says otherwise. A link other
  /// than logit: maximum likelihood by Newton's method; the variance `model` is the inverse
  /// expected information, as in R's glm and PROC LOGISTIC, where Stata's probit and cloglog have
  /// the observed one.
  Link link = Link::logit;

  /// The curve is Pr(y = 1) = guess + (1 - guess - lapse) F(eta): 1/m is guessed right in a
  /// choice among m, a share `guess` dies without the poison (Abbott 1925, J. Econ. Entomol. 18), a
  /// share `lapse` misses what it saw. Coefficients are those of eta. 0 <= guess, 0 <= lapse,
  /// guess + lapse < 1. Unless both are 0: maximum likelihood by Newton's method, and no factor
  /// with more than 1000 columns.
  Asymptotes asymptotes;

  /// Estimate the guess rate, too; `asymptotes.guess` must then be 0.
  bool estimate_guess = false;

  /// Leave out the rows of separated levels: levels of a factor with a term of its own whose rows
  /// all have the same outcome. Leaving them out may separate levels of another factor: it is
  /// repeated until none is left. Counted and named in `Fit::rows`, with a note; such a level has
  /// no predictions (Prediction::Status::separated), and margins leave its rows out.
  bool drop_separated = false;

  /// Column whose values are matched sets, numbers or texts; empty: none. What is maximised is the
  /// conditional likelihood: the probability, by the logit, that just these members of each set
  /// have events, given how many of them have,
  ///
  ///   exp(sum of x_i' beta over the events) / sum over subsets as large of exp(sum of x_i' beta),
  ///
  /// for any numbers of events and non-events (Breslow and Day 1980, Statistical Methods in Cancer
  /// Research I, section 7.2; R's clogit, Stata's clogit, SAS's STRATA). Each set has an intercept
  /// of its own, which cancels, as do offsets and columns that are constant within each set: such
  /// columns are aliased, the intercept among them. A group of trials is as many members of its
  /// set. Sets with events only or non-events only say nothing: their rows are left out and
  /// counted. The variance is `model`, or `hc0` or `stata` with sets for rows: u is the score of a
  /// set, n their number.
  ///
  /// Goes with offsets and the logit, and with no weights, asymptotes, Firth's method, fractions
  /// or `drop_separated`. Sets do not give probabilities, and so no effects: margins, predict,
  /// sensitivity and dose refuse such a fit. Memory: the members of informative sets times p + 2
  /// numbers, twice that while they are gathered, in each process.
  std::string strata;

  OptimizerOptions optimizer;

  /// Throws Error(usage) naming the field, its value and its range.
  void validate() const;
};

}  // namespace odds
