// Predictions as rows of a file, written while they are made.
#pragma once

#include <odds/predict.hpp>
#include <odds/report.hpp>

#include <iosfwd>
#include <span>
#include <string>
#include <vector>

namespace odds {

/// Which columns a file of predictions has, between `row` with the kept columns and `status`.
struct PredictionColumns {
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
/// `status`: `ok`, `missing:COLUMN`, `unseen:COLUMN` or `undefined:TERM`. Without status ok the
/// numbers are empty (null in JSON).
///
/// Text and CSV: the same CSV, doubles as the shortest text that reads back the same. Markdown: a
/// table with `options.digits` decimals. JSON: one object, schema `odds.predict/1`, with the
/// predictions in `rows`, a line for each.
class PredictionWriter {
 public:
  /// Writes what stands before the first row. `command`: the words of the command line.
  PredictionWriter(PredictionColumns columns, Format format, const RenderOptions& options,
                   const std::vector<std::string>& command, std::ostream& out);

  void write(std::span<const Prediction> predictions);

  /// Writes what stands behind the last row.
  void finish();

 private:
  void begin_csv(const std::vector<std::string>& names);
  void begin_markdown(const std::vector<std::string>& names);
  void begin_json(const std::vector<std::string>& names, const std::vector<std::string>& command);
  void write(const Prediction& prediction);
  void put_text(const std::string& text);
  void put_number(double value);
  void put_class(const Prediction& prediction);
  void put(const std::string& cell);

  PredictionColumns columns_;
  Format format_;
  RenderOptions options_;
  std::ostream& out_;
  std::vector<std::string> leads_;  ///< what stands before the cell of each column
  std::string row_break_;           ///< between rows
  std::string row_end_;
  bool any_row_ = false;
  std::string line_;      ///< the row being written
  std::size_t next_ = 0;  ///< its next column
};

}  // namespace odds
