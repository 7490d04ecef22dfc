// Typed columns, as the source that every reader of cells sees.
#pragma once

#include "data/columns/stored_cells.hpp"
#include "data/input/line_map.hpp"

#include <odds/table.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace odds {

class InputHash;

/// Some consecutive rows of one column.
struct Segment {
  Index rows = 0;
  StoredNumbers numbers;  ///< of a number column; 0 where missing; empty: all are missing
  StoredCodes codes;      ///< of a factor; -1 where missing; empty: all are missing
  StoredBits missing;     ///< of a number column: as Cells::missing; empty: none is
};

/// One column with the values of all rows.
struct TypedColumn {
  Column about;
  std::vector<Note> notes;  ///< what a user should know about this column

  Index segment_rows = 0;  ///< rows of every segment but the last, a multiple of 64
  std::vector<Segment> segments;
  std::vector<std::int32_t> level_of_code;  ///< of a factor; empty: codes are levels

  static TypedColumn of_numbers(std::string name, std::vector<double> numbers,
                                std::vector<std::uint64_t> missing);
  static TypedColumn of_levels(std::string name, std::vector<std::string> levels,
                               std::vector<std::int32_t> codes);
};

/// The rows that come from one file.
struct FileRows {
  std::string file;
  Index first = 0;  ///< the first of them in the table
  LineMap lines;
};

/// The rows of a table that one of several processes has. Rows are counted over all of them.
struct RowShare {
  Index all_rows = 0;  ///< of the table
  Index first = 0;     ///< of those that are stored
  RowRange own;        ///< as in ColumnSource; some rows before and behind may be stored, too
};

/// The source that all columns of one reading share.
struct Origin {
  std::vector<FileRows> files;  ///< in the order of their rows
  std::vector<Note> notes;
  std::shared_ptr<const InputHash> hash;  ///< of the bytes read; null: not wanted
  std::optional<RowShare> share;          ///< none: all rows are here

  Index rows() const {
    if (share) return share->all_rows;
    return files.empty() ? 0 : files.back().first + files.back().lines.rows();
  }

  Place place(Index row, const std::string& column) const;
};

/// Columns that may be shared with other sources of the same origin.
class TypedColumns final : public ColumnSource {
 public:
  TypedColumns(std::vector<std::shared_ptr<const TypedColumn>> columns,
               std::shared_ptr<const Origin> origin);

  const std::vector<Column>& columns() const override { return about_; }
  Index rows() const override { return origin_->rows(); }
  std::optional<RowRange> own_rows() const override;

  /// The spans point into the columns, or into copies where cells are stored in another form.
  void read(Index first, Index rows, ColumnBlock& out) const override;

  Place place(Index row, Index column) const override;
  std::vector<Note> notes() const override;
  std::string sha256() const override;

 private:
  std::vector<std::shared_ptr<const TypedColumn>> columns_;
  std::shared_ptr<const Origin> origin_;
  std::vector<Column> about_;
};

/// Puts the levels of a factor into natural order (by value if all are numbers, else by bytes) and
/// returns where each of them has gone. `decimal` is the mark of those numbers.
std::vector<std::int32_t> sort_levels(std::vector<std::string>& levels, char decimal);

}  // namespace odds
