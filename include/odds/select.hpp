// Models that a formula's terms make up, compared by a criterion.
#pragma once

#include <odds/execution.hpp>
#include <odds/export.hpp>
#include <odds/fit.hpp>
#include <odds/note.hpp>
#include <odds/types.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace odds {

class Table;  // odds/table.hpp

/// What models are compared by; k counts the estimated coefficients, n the observations.
///
/// | criterion | is                                                                            |
/// |-----------|-------------------------------------------------------------------------------|
/// | aic       | -2 l + 2 k (Akaike 1974, IEEE Transactions on Automatic Control 19)           |
/// | aicc      | AIC + 2 k (k + 1) / (n - k - 1) (Hurvich and Tsai 1989, Biometrika 76);       |
/// |           | infinite for n <= k + 1                                                       |
/// | bic       | -2 l + k log n (Schwarz 1978, Annals of Statistics 6)                         |
/// | lr        | of steps alone: the likelihood ratio test of the term that goes or comes      |
enum class SelectionCriterion { aic, aicc, bic, lr };
inline constexpr const char* kSelectionCriterionNames[] = {"aic", "aicc", "bic", "lr"};

/// Which models are looked at.
///
/// | search   | looks at                                                                       |
/// |----------|--------------------------------------------------------------------------------|
/// | all      | all of them: a branch is left where the likelihood of its largest model, with  |
/// |          | the penalty of its smallest, is no better than what is kept already            |
/// | backward | the full model, then what the best removal leaves, while that is better        |
/// | forward  | the model of the intercept and what is kept, then what the best addition makes |
enum class SelectionSearch { all, backward, forward };
inline constexpr const char* kSelectionSearchNames[] = {"all", "backward", "forward"};

struct ODDS_EXPORT SelectionOptions {
  SelectionSearch search = SelectionSearch::all;
  SelectionCriterion criterion = SelectionCriterion::aic;

  /// Of lr: a term goes whose p is above it, and comes whose p is below.
  double alpha = 0.05;

  Index models = 10;                   ///< of `all`: how many of the best are told
  std::vector<std::string> keep = {};  ///< terms that are in every model

  /// Bootstrap resamples of the rows in each of which the search is repeated; 0: none.
  Index resamples = 0;
  std::uint64_t seed = 1;

  /// Throws Error(usage) naming the field, its value and its range.
  void validate() const;
};

/// A model of some of the terms.
struct CandidateModel {
  std::string formula;
  std::vector<bool> has_term;  ///< in the order of Selection::terms
  Index rank = 0;              ///< k
  double log_likelihood = 0.0;
  double aic = 0.0;
  double aicc = 0.0;
  double bic = 0.0;

  /// Of steps: the term that went or came to make it, and its likelihood ratio test against the
  /// model before; empty and NaN of the first.
  std::string term = {};
  bool came = false;
  double statistic = 0.0;
  Index df = 0;
  double p_value = 0.0;
};

struct Selection {
  SelectionOptions options;
  std::vector<std::string> terms = {};  ///< of the formula, without the intercept

  /// Of `all` the best ones, the best first; of steps each in turn, of which the last is chosen.
  std::vector<CandidateModel> models = {};

  Index fitted = 0;  ///< models whose likelihood was maximised

  /// The share of resamples whose chosen model has the term; empty without resamples.
  std::vector<double> frequency = {};
  Index left_out = 0;  ///< resamples without estimates of the full model

  std::vector<Note> notes = {};

  const CandidateModel& chosen() const {
    return options.search == SelectionSearch::all ? models.front() : models.back();
  }
};

/// Selects among the models of the terms of `fit`, which has all of them, on its rows.
///
/// Factors stay whole, and marginality is kept: where a model has a term, it has all terms of the
/// formula that this contains; terms whose columns are all aliased are in none. All models are
/// fitted to the rows of `fit`, those with the values of all its columns. Each is the maximum under
/// the constraint that the coefficients of the others are 0, found from the full model's: three or
/// four passes over the data. `all` keeps the exact best ones; there may be 2^m of m terms.
///
/// Standard errors, intervals and tests of a model that was chosen on the same rows take it for
/// given, and are too optimistic (Harrell 2015, Regression Modeling Strategies, section 4.3): the
/// frequencies say how little is certain.
///
/// Throws Error(usage) for options out of range, a term to keep that the formula does not have,
/// more than 60 terms, and fits without a likelihood of their own: by another method than maximum
/// likelihood, pseudo-likelihoods, robust variances, given coefficients, an estimated guess rate,
/// an eliminated factor, matched sets; Error(model) without a maximum; Error(data) if `table` does
/// not hold the fit's data.
ODDS_EXPORT Selection select_terms(const Fit& fit, const Table& table,
                                   const SelectionOptions& options = {},
                                   const Execution& execution = {});

}  // namespace odds
