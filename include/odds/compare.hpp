// Models of the same rows beside one another: information criteria, likelihood ratios of nested
// ones, Vuong's test of others.
#pragma once

#include <odds/execution.hpp>
#include <odds/export.hpp>
#include <odds/fit.hpp>
#include <odds/note.hpp>

#include <limits>
#include <span>
#include <string>
#include <vector>

namespace odds {

class Table;  // odds/table.hpp

/// A model and what it is called.
struct NamedFit {
  std::string name;
  Fit fit;
};

/// Information criteria of a model with k parameters, n observations and log-likelihood l; smaller
/// is better.
///
/// | criterion | is                                                                         |
/// |-----------|----------------------------------------------------------------------------|
/// | aic       | -2 l + 2 k (Akaike 1974, IEEE Trans. Automatic Control 19)                 |
/// | aicc      | aic + 2 k (k + 1) / (n - k - 1) (Hurvich and Tsai 1989, Biometrika 76);    |
/// |           | NaN unless n > k + 1                                                       |
/// | bic       | -2 l + k log n (Schwarz 1978, Annals of Statistics 6)                      |
enum class Criterion { aic, aicc, bic };

/// Their names, in that order.
inline constexpr const char* kCriterionNames[] = {"aic", "aicc", "bic"};

struct CompareOptions {
  /// By which models are weighed.
  Criterion criterion = Criterion::aic;
};

/// What a model is worth. n and l are those of Goodness: l has the binomial coefficients of grouped
/// data, as R's does, and n counts groups.
struct ComparedModel {
  std::string name;
  std::string formula;
  Link link = Link::logit;
  double observations = 0.0;    ///< n
  Index parameters = 0;         ///< k; coefficients that are not aliased, and a guess rate
  double log_likelihood = 0.0;  ///< l
  double aic = 0.0;             ///< this and what follows: NaN where no likelihood was maximised,
  double aicc = 0.0;            ///< or the variance is not that of the model
  double bic = 0.0;
  double difference = 0.0;  ///< of the criterion asked for, from the least; NaN without another
  double weight = 0.0;      ///< exp(-difference / 2), over the sum of these (Akaike's weights)
};

/// The likelihood ratio test of a model within a larger one: twice the difference of the
/// log-likelihoods is chi-square with the difference of the numbers of parameters as degrees of
/// freedom, if the smaller model holds. Where the larger one has a heterogeneity factor phi,
/// F = LR / df / phi has as many degrees of freedom in its denominator as phi.
struct NestedTest {
  Index small = 0;  ///< number of the model that is tested, from 0
  Index large = 0;  ///< that of the one which contains it
  double statistic = 0.0;
  Index df = 0;
  double denominator = std::numeric_limits<double>::infinity();  ///< of F; infinite: chi-square
  double p_value = 1.0;
};

/// Vuong's test that two models which do not contain each other are equally close to the truth
/// (Vuong 1989, Econometrica 57): with m_i the difference of the log-likelihoods of observation i,
///
///   z = sum_i m_i / (sqrt(n) omega),  omega^2 = sum_i m_i^2 / n - (sum_i m_i / n)^2,
///
/// is standard normal; above 0 it speaks for the first model. Corrected ones have
/// sum_i m_i - (k1 - k2) in place of the sum, which is half the difference of the AIC, and
/// sum_i m_i - (k1 - k2) / 2 log n, of the BIC (as pscl's vuong, which has n - 1 where omega has
/// n). A row of frequency weight w is w observations; a group of trials is one.
struct VuongTest {
  Index first = 0;
  Index second = 0;
  double observations = 0.0;  ///< n
  double omega = 0.0;
  double z = 0.0;
  double p_value = 1.0;  ///< two-sided, as those below
  double aic_z = 0.0;
  double aic_p_value = 1.0;
  double bic_z = 0.0;
  double bic_p_value = 1.0;
};

/// A coefficient of one of the models.
///
/// | state   | the model                                                      |
/// |---------|----------------------------------------------------------------|
/// | absent  | does not have the term                                         |
/// | aliased | has it, as a combination of others, without an estimate        |
/// | there   | has it                                                         |
struct ComparedEstimate {
  enum class State { absent, aliased, there };
  State state = State::absent;
  double estimate = std::numeric_limits<double>::quiet_NaN();
  double std_error = std::numeric_limits<double>::quiet_NaN();
};

/// A column of any of the designs. Levels of a factor with different bases are different terms.
struct ComparedTerm {
  std::string name;
  TermLabel label;
  std::vector<ComparedEstimate> estimates;  ///< one for each model
};

struct ModelComparison {
  std::vector<ComparedModel> models;  ///< as given
  Criterion criterion = Criterion::aic;

  /// Each model against the smallest of the others that contains it, by number of parameters.
  std::vector<NestedTest> tests;
  /// Of pairs of which neither contains the other, and which differ in some row; from data.
  std::vector<VuongTest> vuong;
  std::vector<ComparedTerm> terms;  ///< but those of a factor that is eliminated
  bool on_data = false;             ///< rows were compared and columns were regressed on each other
  std::vector<Note> notes;
};

/// Compares two or more models of the same rows, from what they remember.
///
/// That the rows are the same is read off what the models know of them: file, filter, counts,
/// missing values, moments of variables that both have; where that is no proof, a note says so. A
/// model contains another one if each column of the other's design is among its own.
///
/// Throws Error(usage) for fewer than two models, Error(model) for models that cannot be compared,
/// with names and difference: other rows, event, weights, offsets or matched sets.
ODDS_EXPORT ModelComparison compare_models(std::span<const NamedFit> models,
                                           const CompareOptions& options = {});

/// The same with the data of the fits: each model must give its log-likelihood on them, and rows
/// are compared one by one. A model contains another one if the columns of the other's design lie
/// in the span of its own, on these rows: what the regression on them leaves of each is at most
/// 1e-8 of its size. Pairs of which neither contains the other have Vuong's test.
///
/// A few passes; memory O(P^2 log rows) for P columns of all designs together. Throws as above,
/// Error(data) for data that are not those of the fits, Error(usage) for conditional fits of
/// matched sets, which have no likelihood of single rows.
ODDS_EXPORT ModelComparison compare_models(std::span<const NamedFit> models, const Table& table,
                                           const CompareOptions& options = {},
                                           const Execution& execution = {});

/// Vuong's test alone. Throws as above, and Error(model) for models of which one contains the
/// other: there the variance of m_i is 0 if the smaller one holds, and the ratio has no normal
/// distribution.
ODDS_EXPORT VuongTest vuong_test(const NamedFit& first, const NamedFit& second, const Table& table,
                                 const Execution& execution = {});

}  // namespace odds
