// Predictions as rows of a file, written while they are made.
#pragma once

#include <odds/export.hpp>
#include <odds/predict.hpp>
#include <odds/report.hpp>
#include <odds/row_writer.hpp>

#include <iosfwd>
#include <span>
#include <string>
#include <vector>

namespace odds {

/// Which columns a file of predictions has, between `row` with the kept columns and `status`.
struct ODDS_EXPORT PredictionColumns {
  bool probability = true;  ///< `p`
  bool eta = false;         ///< `eta`, the linear predictor
  bool std_error = true;    ///< `std.error` of p; with eta also `eta.std.error`
  bool interval = true;     ///< `conf.low`, `conf.high`
  bool event = false;       ///< `class`: 1 if p >= threshold, else 0

  double threshold = 0.5;
  std::vector<std::string> kept;  ///< names of the columns in `Prediction::kept`

  /// Throws Error(usage) unless 0 <= threshold <= 1 and all columns have different names.
  void validate() const;
};

/// Writes one line for each prediction: `row` (from 1), the kept columns, the numbers asked for and
/// `status`: `ok`, `missing:COLUMN`, `unseen:COLUMN`, `separated:COLUMN` or `undefined:TERM`.
/// Without status ok the numbers are empty (null in JSON).
///
/// In the formats of RowWriter; schema `odds.predict/1`.
class ODDS_EXPORT PredictionWriter {
 public:
  /// Writes what stands before the first row. `command`: the words of the command line.
  PredictionWriter(PredictionColumns columns, Format format, const RenderOptions& options,
                   const std::vector<std::string>& command, std::ostream& out);

  void write(std::span<const Prediction> predictions);

  /// Writes what stands behind the last row.
  void finish();

 private:
  void write(const Prediction& prediction);
  void put_class(const Prediction& prediction);

  PredictionColumns columns_;
  RowWriter rows_;
};

}  // namespace odds
