// How well models do on rows that they have not been fitted to.
#pragma once

#include <odds/account.hpp>
#include <odds/calibration.hpp>
#include <odds/compare.hpp>
#include <odds/data_match.hpp>
#include <odds/diagnose.hpp>
#include <odds/execution.hpp>
#include <odds/export.hpp>
#include <odds/inference.hpp>
#include <odds/note.hpp>

#include <limits>
#include <span>
#include <string>
#include <vector>

namespace odds {

class Table;  // odds/table.hpp

struct ODDS_EXPORT ValidateOptions {
  /// A condition: rows where it is 0 or missing are left out. It takes the place of the filter of
  /// the fit, which empty leaves in force.
  std::string where = {};

  std::string over = {};  ///< a column: each of its values is validated by itself, too
  double cut = 0.5;       ///< rows with P >= cut are classified as events
  double level = 0.95;    ///< of intervals

  /// Throws Error(usage) naming the field, its value and its range.
  void validate() const;
};

/// The probabilities P of a model and the outcomes y of n observations, which are trials of groups,
/// and as many of a row as its frequency.
///
/// | number     | is                                                                            |
/// |------------|-------------------------------------------------------------------------------|
/// | auc        | as of Discrimination: DeLong's error, interval of the logit, test against 1/2 |
/// | brier      | mean (y - P)^2; its error is that of a mean, s / sqrt(n)                      |
/// | scaled     | 1 - brier / [ybar (1 - ybar)]: 0 of the share of events ybar for all          |
/// | log_loss   | - mean log of the probability of what came; error likewise                    |
///
/// Errors hold the model for given: they are about other samples of data. There are none without
/// counts of observations, of importance or probability weights. NaN: `auc`, the slope and the
/// intercept without events or without non-events; all of an empty group.
struct ModelPerformance {
  double rows = 0.0;
  double observations = 0.0;
  double events = 0.0;     ///< weighted
  double nonevents = 0.0;  ///< weighted
  EstimateRow auc;
  EstimateRow brier;
  double scaled = std::numeric_limits<double>::quiet_NaN();
  FitTest spiegelhalter;
  EstimateRow log_loss;
  Calibration calibration;
  Classification at_cut;
};

/// Another model less the first one, on the same rows, with errors that allow for that: of the AUC
/// DeLong's (1988), of the means that of the differences of single observations. z tests that both
/// are the same.
struct PerformanceDifference {
  Index model = 1;  ///< number of the other one, from 1
  EstimateRow auc;
  EstimateRow brier;
  EstimateRow log_loss;
};

/// The rows of one value of a column, or all of them.
struct ValidatedRows {
  std::string group;                               ///< its value; empty of all rows
  std::vector<ModelPerformance> models;            ///< one for each
  std::vector<PerformanceDifference> differences;  ///< of each model but the first
};

/// What a model makes of the rows of the table.
struct ModelRowCounts {
  std::string name;     ///< of the model
  std::string formula;  ///< as written
  Link link = Link::logit;
  RowCounts counts;
  DataMatch match = DataMatch::unknown;

  /// Used rows that are among those of the fit, as far as that is known: of its own file.
  Index seen = 0;
};

struct NewDataValidation {
  std::string file;
  std::string sha256;  ///< of the file's bytes, if the table knows it
  std::string event;   ///< `low = 1`
  std::string where;   ///< in force; empty: none
  std::string over;    ///< column of the groups; empty: none
  double cut = 0.5;
  double level = 0.95;
  bool has_outcomes = true;  ///< false of fractions: no AUC, no classification
  bool has_counts = true;    ///< weights are counts of observations: there are errors and tests

  std::vector<ModelRowCounts> models;
  Index common = 0;                   ///< rows that every model can predict: those that count
  ValidatedRows all;                  ///< all of them
  std::vector<ValidatedRows> groups;  ///< in order of their names, numbers by value
  std::vector<Note> notes;
};

/// Validates models on a table, of which the columns of their formulas are needed, outcome and
/// offsets included. Weights are those of the fit, where the table has their columns.
///
/// Rows are left out, and counted, that have a missing cell, weight 0, a term that is infinite, or
/// a level that a model has not seen. Several models are compared on the rows that all of them can
/// use. Calibration is on the log odds of P, whatever the link.
///
/// Two passes over the data and walks through the scores of all rows, which take 40 bytes a row and
/// model, and as much again to compare models and for groups; beyond an eighth of the memory of
/// `execution` in temporary files; O(n log n). The result does not depend on `execution`.
///
/// Throws Error(usage) for options out of range, a column that the table does not have, more than
/// 1000 groups, and models with different outcomes or weights; Error(model) for a fit without a
/// maximum or probabilities, and where no row is left; Error(data) for a bad cell, or an outcome
/// that is neither the event nor one other value.
ODDS_EXPORT NewDataValidation validate(std::span<const NamedFit> models, const Table& table,
                                       const ValidateOptions& options = {},
                                       const Execution& execution = {});

}  // namespace odds
