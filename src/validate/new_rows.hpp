// The rows of a table that a model has not been fitted to, as far as it can predict them.
#pragma once

#include "design/design_reader.hpp"
#include "model/model.hpp"

#include <odds/account.hpp>
#include <odds/compare.hpp>
#include <odds/execution.hpp>
#include <odds/note.hpp>
#include <odds/table.hpp>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace odds {

/// A value of a column: a number, or a text. Numbers come first.
struct CellValue {
  double number = 0.0;
  std::string text;

  std::string spelling() const { return text.empty() ? level_text(number) : text; }
  auto operator<=>(const CellValue&) const = default;
  auto fields() { return std::tie(number, text); }
};

/// Values that columns have.
struct MetValues {
  std::map<std::string, std::vector<CellValue>> unseen;  ///< by factor, each once, in order
  std::vector<CellValue> groups;                         ///< likewise
  ResponseValues outcomes;

  MetValues& operator+=(const MetValues& other);
  auto fields() { return std::tie(unseen, groups, outcomes); }
};

/// The value of a column in row i.
CellValue cell_value(const Binding& binding, Index i);

/// Refers to the model, which must outlive it.
class NewRows {
 public:
  /// One pass where the model has factors, or an outcome to check. `where`, `over`: of
  /// ValidateOptions. Throws as `validate`, with the name of the model in the text if there is one.
  NewRows(const NamedFit& model, const Table& table, const std::string& where,
          const std::string& over, const Execution& execution);

  const DesignReader& reader() const { return *reader_; }

  /// The values of `over`, in order.
  const std::vector<CellValue>& groups() const { return met_.groups; }

  /// `low = 1`, `low = 1 against 0`
  std::string outcome() const;

  RowCounts counts(const DroppedCounts& dropped) const;
  std::string sha256() const { return reader_->rows().source().sha256(); }

  /// Used rows that were used in the fit, if this is its file; one more pass.
  Index seen(const Execution& execution) const;

  /// Of weights and filters that the table has no columns for.
  const std::vector<Note>& notes() const { return notes_; }

 private:
  void find_values(const Execution& execution);
  void leave_out_unseen();
  bool is_unseen(const DroppedRows& rows) const;
  void check_outcomes() const;

  const NamedFit& named_;
  const Model& model_;
  const Table& table_;
  std::shared_ptr<const ColumnSource> source_;
  DataRoles roles_;
  MetValues met_;
  std::vector<Note> notes_;
  std::unique_ptr<DesignReader> reader_;
};

}  // namespace odds
