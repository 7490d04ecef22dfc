// Effects of single rows with their standard errors.
#pragma once

#include <odds/export.hpp>
#include <odds/margins.hpp>

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace odds {

/// The name of one of the c effects of each row.
struct UnitLabel {
  std::string variable;
  std::string contrast;
  std::vector<std::pair<std::string, std::string>> at;
};

/// The effects of one row: g_i in place of the average of all g.
struct UnitRow {
  Index row = 0;                     ///< from 0, as in the table
  bool used = false;                 ///< the model can use the row; else there are no effects
  std::vector<EstimateRow> effects;  ///< c; empty unless used
};

/// Where unit-level effects go: first the labels, once, then all rows in order, in runs.
struct UnitSink {
  std::function<void(const std::vector<UnitLabel>&)> labels;
  std::function<void(std::span<const UnitRow>)> rows;
};

/// The quantities that `margins` averages, row by row, with standard errors of single rows by the
/// delta method: sqrt(g' V g) with g the gradient of the row's own effect. For all rows of the
/// table; those that the model cannot use have no effects.
///
/// One pass; memory O(threads) blocks of rows. Throws as `margins`, and Error(usage) for what is
/// not of single rows: means or typical, `over`, other errors than the delta method, simultaneous
/// intervals, and for a model with an eliminated factor. An exception from the sink ends it. Of
/// several processes that of rank 0 alone gets rows, those of all.
///
/// Returns the notes that `Margins::notes` has on the effects asked for and on how the columns were
/// read.
ODDS_EXPORT std::vector<Note> unit_margins(const Fit& fit, const Table& table,
                                           const MarginsOptions& options,
                                           const Execution& execution, const UnitSink& sink);

}  // namespace odds
