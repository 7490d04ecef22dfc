// Puts a table together from ranges of its files.
#pragma once

#include "data/column_assembly.hpp"
#include "data/csv_layout.hpp"
#include "data/range_reader.hpp"
#include "data/stored_cells.hpp"
#include "data/typed_columns.hpp"

#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace odds {

/// A file of a table. All files of one table have the same names of columns.
struct CsvFile {
  InputBytes bytes;
  CsvLayout layout;
};

/// What is read, and how.
struct ScanInput {
  std::span<const CsvFile> files;
  const CsvOptions& options;
  std::span<const ScanColumn> columns;

  // No result depends on what follows.
  Index piece = ReadPlan{}.piece;  ///< as in ReadPlan
  Index range = Index{1} << 20;    ///< bytes read by one thread at a time
  Index segment_rows = 0;          ///< as in ColumnAssembly; 0: as many as suit the memory

  FileInput file(std::size_t index) const {
    return {files[index].bytes, files[index].layout, options, columns, piece};
  }
};

/// The columns asked for, in that order, and what they have in common.
struct ScanResult {
  std::vector<std::shared_ptr<const TypedColumn>> columns;
  std::shared_ptr<const Origin> origin;
};

/// The columns of a table under construction, and where their rows come from.
class TableAssembly {
 public:
  /// Of `memory` bytes, cells take up to three quarters, or what 40 MiB less leave; what is beyond
  /// goes to a temporary file.
  TableAssembly(const ScanInput& input, Index memory);

  /// A builder for each column.
  RangeRows empty_rows() const;

  Index rows() const;

  /// About how many rows there will be in all.
  void expect_rows(Index rows);

  /// The rows that follow come from the next file.
  void begin_file() { lines_.emplace_back(); }

  /// Adds the rows of a range that begins `lines` lines behind the beginning of the file.
  void append(const RangeRows& rows, Index lines);

  /// Throws what ColumnAssembly::finish throws.
  ScanResult finish(std::string sha256) &&;

 private:
  std::vector<std::string> notes() const;
  std::shared_ptr<const Origin> origin(std::string sha256);

  const ScanInput& input_;
  const CellRules rules_;
  CellStore store_;
  std::deque<ColumnAssembly> columns_;
  std::vector<RowLines> lines_;  // of each file so far
};

}  // namespace odds
