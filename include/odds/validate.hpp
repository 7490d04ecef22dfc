// How well a model does on rows that it has not been fitted to, from the rows that it has been.
#pragma once

#include <odds/execution.hpp>
#include <odds/export.hpp>
#include <odds/fit.hpp>
#include <odds/note.hpp>
#include <odds/types.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace odds {

class Table;  // odds/table.hpp

/// How well probabilities P go with outcomes y of rows with weights w (case weight times trials).
///
/// | index     | is                                                                            | best |
/// |-----------|-------------------------------------------------------------------------------|------|
/// | auc       | Pr(P of an event > P of a non-event) + half of that of a tie                  | 1    |
/// | brier     | sum w (y - P)^2 / sum w (Brier 1950, Monthly Weather Review 78)               | 0    |
/// | log_loss  | - sum w [y log P + (1 - y) log(1 - P)] / sum w                                | 0    |
/// | slope     | b of the logistic regression of y on a + b logit P (Cox 1958, Biometrika 45): | 1    |
/// |           | below 1 where the probabilities are too extreme                               |      |
/// | intercept | a of that of y on a + logit P, calibration in the large: above 0 where there  | 0    |
/// |           | are more events than the probabilities say                                    |      |
///
/// NaN: `auc` without events or non-events, or of fractions, which are none; `slope` and
/// `intercept` where that regression has no maximum, as without events, or a P of 0 or 1 is wrong:
/// right ones change no likelihood, and are left out.
struct Performance {
  double auc = std::numeric_limits<double>::quiet_NaN();
  double brier = std::numeric_limits<double>::quiet_NaN();
  double log_loss = std::numeric_limits<double>::quiet_NaN();
  double slope = std::numeric_limits<double>::quiet_NaN();
  double intercept = std::numeric_limits<double>::quiet_NaN();

  std::array<double, 5> values() const { return {auc, brier, log_loss, slope, intercept}; }
  auto operator<=>(const Performance&) const = default;
};

/// Its indices by name, in the order of `values`.
inline constexpr const char* kPerformanceNames[] = {"AUC", "Brier", "log.loss", "slope",
                                                    "intercept"};

struct ODDS_EXPORT CrossValidationOptions {
  Index folds = 10;   ///< 2 to the number of rows or clusters
  Index repeats = 1;  ///< how often the rows are divided into folds, each time anew

  /// A column: rows with the same value in it are in the same fold. Empty: each row by itself, and
  /// events and non-events are spread evenly over the folds.
  std::string clusters = {};

  std::uint64_t seed = 1;

  /// Throws Error(usage) naming the field, its value and its range.
  void validate() const;
};

struct ODDS_EXPORT OptimismOptions {
  Index resamples = 200;      ///< at least 2
  std::string clusters = {};  ///< a column: whole clusters are drawn
  std::uint64_t seed = 1;

  /// Throws Error(usage) naming the field, its value and its range.
  void validate() const;
};

/// An index of the fit on its own rows, and what is left of it on others.
struct ValidatedIndex {
  const char* name = "";   ///< of kPerformanceNames
  double apparent = 0.0;   ///< on the rows of the fit
  double optimism = 0.0;   ///< apparent - corrected
  double corrected = 0.0;  ///< on rows that a fit has not seen
  double std_error = 0.0;  ///< of `corrected`; NaN: not known
};

struct Validation {
  enum class Method { cross_validation, bootstrap };

  Method method = Method::cross_validation;
  Index folds = 0;       ///< of each repeat; 0 of a bootstrap
  Index repeats = 0;     ///< 0 of a bootstrap
  Index resamples = 0;   ///< 0 of folds
  std::string clusters;  ///< column; empty: rows
  std::uint64_t seed = 1;
  Index left_out = 0;  ///< fits that had no estimates: separated, or a column without rows

  std::vector<ValidatedIndex> indices = {};

  /// Of folds: what the fit to the other rows makes of each, the folds of the first repeat first.
  /// Of resamples: what the fit to each makes of the rows of the data.
  std::vector<Performance> tested = {};

  /// Of resamples: what the fit to each makes of its own rows.
  std::vector<Performance> trained = {};

  std::vector<Note> notes = {};
};

/// K-fold cross-validation: the used rows are divided into K folds, the model is fitted to the rows
/// of all but one, and its probabilities of that one are compared with the outcomes.
///
/// `corrected` is the mean over folds, those of all repeats, and `std_error` is sqrt(mean over
/// repeats of s^2 / K), s the standard deviation of the K folds of a repeat. It takes folds for
/// independent, which they are not (Bengio and Grandvalet 2004, J. Machine Learning Research 5): it
/// tends to be too small. Slope and intercept are those of all tested rows of a repeat together,
/// each with the P of the fit that has not seen it, since single folds are too small for a
/// regression: means over repeats, with its standard error.
///
/// The fold of a row is a function of the seed, of its outcome, and of how many used rows of that
/// outcome come before it: of K such rows that follow each other each is in another fold. Rows with
/// a frequency weight, and groups, stay whole. The formula's constants that come from data, those
/// of scale() and knots, are those of all rows; its levels, too.
///
/// Each fold takes two or three passes over the data, several folds at a time. Memory: 4 bytes a
/// row of the file, and 16 a tested row, beyond an eighth of the memory of `execution` in temporary
/// files. The result does not depend on `execution`.
///
/// Throws Error(usage) for options out of range and a fit by another method than maximum
/// likelihood, of matched sets, with an estimated guess rate, or with given coefficients;
/// Error(model) for a fit without a maximum, fewer rows of an outcome, or clusters, than folds, or
/// if fewer than two folds have estimates; Error(data) if `table` does not hold the fit's data.
ODDS_EXPORT Validation cross_validate(const Fit& fit, const Table& table,
                                      const CrossValidationOptions& options = {},
                                      const Execution& execution = {});

/// Harrell's bootstrap (Harrell, Lee and Mark 1996, Statistics in Medicine 15): the model is fitted
/// to each resample of the rows; what its indices lose from the resample to the data, on average,
/// is the optimism of the fit's own ones.
///
/// corrected = apparent - mean (index in the resample - index in the data). `std_error` is the
/// standard deviation over resamples of the index in the resample, that of the apparent one, which
/// is used for the corrected one, too (Noma, Shinozaki, Iba, Teramukai and Furukawa 2021,
/// Statistics in Medicine 40); NaN of slope and intercept, which are 1 and 0 there. Draws are those
/// of the variance `boot` with the same seed.
///
/// Cost, constants and errors as of cross_validate.
ODDS_EXPORT Validation estimate_optimism(const Fit& fit, const Table& table,
                                         const OptimismOptions& options = {},
                                         const Execution& execution = {});

}  // namespace odds
