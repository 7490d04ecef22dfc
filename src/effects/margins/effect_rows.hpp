// The rows of a table that effects of a fit are computed for.
#pragma once

#include "design/design_reader.hpp"
#include "effects/margins/row_summary.hpp"
#include "model/model.hpp"

#include <odds/data_match.hpp>
#include <odds/execution.hpp>
#include <odds/margins.hpp>

#include <memory>
#include <vector>

namespace odds {

/// The model of a fit, the variables whose effects are asked for, and the rows of a table as the
/// model reads them. Refers to the fit, the table and the execution.
class EffectRows {
 public:
  /// Opens the table; notes are those of asked_variables. Throws as that, margin_roles,
  /// summary_needs and scan_for do.
  EffectRows(const Fit& fit, const Table& table, const MarginsOptions& options,
             const Execution& execution, std::vector<Note>& notes);

  const Fit& fit() const { return fit_; }
  const Model& model() const { return *model_; }
  const std::vector<Index>& variables() const { return variables_; }
  const DataRoles& roles() const { return roles_; }
  const SummaryNeeds& needs() const { return needs_; }
  const DesignReader& reader() const { return reader_; }
  const Execution& execution() const { return execution_; }
  const Table& table() const { return table_; }

  /// The counts of rows of a pass that dropped so many. Throws Error(model) if none was used.
  RowCounts counts(const DroppedCounts& dropped) const;

  /// The table compared with that of the fit, and a note where it is another one. `whole`: all
  /// rows of the table are used as in the fit.
  DataMatch compare(const RowCounts& counts, bool whole, std::vector<Note>& notes) const;

  /// Notes on how the table was read.
  void add_reading_notes(std::vector<Note>& notes) const;

 private:
  const Fit& fit_;
  const Table& table_;
  const Execution& execution_;
  std::shared_ptr<const Model> model_;
  std::vector<Index> variables_;
  DataRoles roles_;
  SummaryNeeds needs_;
  DesignReader reader_;
};

}  // namespace odds
