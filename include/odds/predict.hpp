// Predicted probabilities, one for each row of a table.
#pragma once

#include <odds/execution.hpp>
#include <odds/export.hpp>
#include <odds/fit.hpp>
#include <odds/note.hpp>

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace odds {

/// The treatment of a level that the model does not know: not seen, or left out of the fit.
enum class Unseen { error, missing };

struct ODDS_EXPORT PredictOptions {
  double level = 0.95;
  Unseen unseen = Unseen::error;
  bool use_offset = true;  ///< add the offset of the fit; false needs a fit that has one

  /// Compute standard errors and intervals, for which p^2 products a row are needed and not p;
  /// false: they are NaN.
  bool std_errors = true;

  /// Columns of the table to hand through as text.
  std::vector<std::string> keep;

  /// Throws Error(usage).
  void validate() const;
};

/// The prediction for one row. Without status `ok` the numbers are NaN; without
/// PredictOptions::std_errors all but `probability` and `eta` are.
struct Prediction {
  enum class Status {
    ok,
    missing,    ///< a cell of the right-hand side has no value
    unseen,     ///< a level that the model has not seen
    separated,  ///< a level that the fit left out (FitOptions::drop_separated)
    undefined,  ///< a transformation has no finite value here, as log(0)
  };

  Index row = 0;  ///< from 0, as in the table
  Status status = Status::ok;
  std::string column;        ///< the one to blame; of undefined: the term
  double probability = 0.0;  ///< P(eta): sigma(eta), or the curve between the fit's asymptotes
  double std_error = 0.0;    ///< dP/deta * eta_std_error; with the guess rate's part if that was
                             ///< estimated, by the delta method
  double conf_low = 0.0;     ///< P(eta - z se), inside [0, 1]; if the guess rate was estimated the
                             ///< end of the interval of log(P / (1 - P))
  double conf_high = 0.0;
  double eta = 0.0;               ///< linear predictor, with the offset
  double eta_std_error = 0.0;     ///< sqrt(x' V x)
  std::vector<std::string> kept;  ///< texts of `PredictOptions::keep`, as written; missing: empty
};

/// The rows that were predicted.
struct PredictedRows {
  Index rows = 0;
  std::string sha256;  ///< of the table's bytes, if it knows it

  /// How the columns that the model uses were read: reading_differs, where the text of the table is
  /// understood otherwise than that of the fit's data (CsvOptions), and Table::notes and
  /// ColumnSource::notes.
  std::vector<Note> notes = {};
};

/// Predicts every row of `table`, in order, and hands them over in runs: one prediction for each
/// row.
///
/// Needs the columns of the right-hand side only. Throws Error(usage) for a missing column or
/// option, Error(data) for a bad cell or an unseen level (unless allowed), Error(model) when the
/// fit has no maximum. An exception from `sink` ends the prediction and is rethrown. Of several
/// processes (Execution::processes), that of rank 0 alone gets predictions, those of all rows.
ODDS_EXPORT PredictedRows predict(const Fit& fit, const Table& table, const PredictOptions& options,
                                  const Execution& execution,
                                  const std::function<void(std::span<const Prediction>)>& sink);

/// The same as one vector.
ODDS_EXPORT std::vector<Prediction> predict(const Fit& fit, const Table& table,
                                            const PredictOptions& options = {},
                                            const Execution& execution = {});

}  // namespace odds
