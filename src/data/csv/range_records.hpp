// Reads the records of one range of a delimited text into columns.
#pragma once

#include "data/csv/csv_layout.hpp"
#include "data/csv/field_splitter.hpp"
#include "data/csv/range_rows.hpp"
#include "data/csv/record_reader.hpp"
#include "data/input/input_bytes.hpp"

#include <odds/csv.hpp>
#include <odds/table.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace odds {

/// A column to read: the field at `position` of every record.
struct ScanColumn {
  Index position = 0;
  Expect expect = Expect::automatic;
  bool keeps_texts = false;        ///< as in ColumnUse
  const CellForm* form = nullptr;  ///< likewise
};

/// One file, and how it is read.
struct FileInput {
  const InputBytes& bytes;
  const CsvLayout& layout;
  const CsvOptions& options;
  std::span<const ScanColumn> columns;
  Index piece = ReadPlan{}.piece;  ///< as in ReadPlan; the result does not depend on it

  /// Whether what is refused is told: then a hint is looked for, too.
  bool explains = true;

  Index column_count() const { return static_cast<Index>(layout.names.size()); }
};

/// How far a reading has come.
struct ScanPlace {
  Index offset = 0;  ///< where the next record begins
  Index line = 1;    ///< its line in the file
  /// Neither the header nor, where there is none, a row has come yet. Until then blank lines are
  /// no rows, not even in a file of one column.
  bool first_record_ahead = true;
};

/// Reads records, from one that begins at `from` to the last one that begins before `stop`, into
/// `rows`, which is empty and has a builder for each of the columns. Returns the place behind that
/// one. `memory` is a buffer as RecordReader takes it.
///
/// Throws Error(data), with its place, for a record with too few or too many fields, malformed
/// quotes, or a carriage return that is neither quoted nor part of a line end, and what
/// RecordReader throws; the first such record decides.
ScanPlace read_range(const FileInput& input, const ScanPlace& from, Index stop, RangeRows& rows,
                     std::vector<char>& memory);

}  // namespace odds
