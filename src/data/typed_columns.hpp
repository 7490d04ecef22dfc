// Typed columns in memory, as the source that every reader of cells sees.
#pragma once

#include "data/line_map.hpp"

#include <odds/table.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace odds {

/// One column with the values of all rows.
struct TypedColumn {
  Column about;
  std::vector<double> numbers;         ///< of a number column; 0 where missing
  std::vector<std::int32_t> codes;     ///< of a factor; -1 where missing
  std::vector<std::uint64_t> missing;  ///< of a number column: as Cells::missing
  std::vector<std::string> notes;      ///< what a user should know about this column
};

/// What all columns of one reading have in common.
struct Origin {
  std::string file;
  LineMap lines;  ///< of the rows
  std::vector<std::string> notes;
  std::string sha256;

  Place place(Index row, const std::string& column) const {
    return {.file = file, .line = lines.line(row), .column = column};
  }
};

/// Columns that may be shared with other sources of the same origin.
class TypedColumns final : public ColumnSource {
 public:
  TypedColumns(std::vector<std::shared_ptr<const TypedColumn>> columns,
               std::shared_ptr<const Origin> origin);

  const std::vector<Column>& columns() const override { return about_; }
  Index rows() const override { return origin_->lines.rows(); }

  /// Copies nothing: the spans point into the columns.
  void read(Index first, Index rows, ColumnBlock& out) const override;

  Place place(Index row, Index column) const override;
  std::vector<std::string> notes() const override;
  std::string sha256() const override { return origin_->sha256; }

 private:
  std::vector<std::shared_ptr<const TypedColumn>> columns_;
  std::shared_ptr<const Origin> origin_;
  std::vector<Column> about_;
};

/// Puts the levels of a factor into natural order (by value if all are numbers, else by bytes) and
/// renumbers its codes accordingly. `decimal` is the mark of those numbers.
void sort_levels(TypedColumn& factor, char decimal);

}  // namespace odds
