// Puts a table together from ranges of its files.
#pragma once

#include "data/columns/stored_cells.hpp"
#include "data/columns/typed_columns.hpp"
#include "data/csv/column_assembly.hpp"
#include "data/csv/csv_layout.hpp"
#include "data/csv/range_records.hpp"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace odds {

/// A file of a table. All files of one table have the same names of columns.
struct CsvFile {
  InputBytes bytes;
  CsvLayout layout;
};

/// The files that are read, and how.
struct ScanInput {
  std::span<const CsvFile> files;
  const CsvOptions& options;
  std::span<const ScanColumn> columns;
  bool decimal_is_told = false;  ///< by the user; else it is what the files look like

  /// The hash of all files, where it is asked for and this process is alone.
  std::shared_ptr<const InputHash> hash = nullptr;

  // No result depends on what follows.
  Index piece = ReadPlan{}.piece;  ///< as in ReadPlan
  Index range = Index{1} << 20;    ///< bytes read by one thread at a time
  Index segment_rows = 0;          ///< as in ColumnAssembly; 0: as many as suit the memory
  Index block_rows = 8192;         ///< which several processes do not divide: a multiple of 64

  FileInput file(std::size_t index) const {
    return {files[index].bytes, files[index].layout, options, columns, piece};
  }
};

/// The columns asked for, in that order, and what they have in common. Null stands for a column
/// that has to be read again with the texts of its numbers kept, for there is one that is open.
struct ScanResult {
  std::vector<std::shared_ptr<const TypedColumn>> columns;
  std::shared_ptr<const Origin> origin;
};

/// The facts of the rows of some consecutive files, or parts of files, apart from their values.
struct TableFacts {
  struct OfFile {
    Index rows = 0;
    RowGaps gaps;

    auto fields() { return std::tie(rows, gaps); }
  };
  struct OfColumn {
    CellFacts facts;
    std::vector<std::string> texts;  ///< by code: on the way those of `facts` are here

    auto fields() { return std::tie(facts, texts); }
  };

  std::size_t first_file = 0;
  std::vector<OfFile> files;
  std::vector<OfColumn> columns;

  Index rows() const;

  /// Adds what follows, from the last of the files here on or from the next one.
  void append(TableFacts later);

  auto fields() { return std::tie(first_file, files, columns); }
};

/// The columns of a table under construction, and where their rows come from.
class TableAssembly {
 public:
  /// Of `memory` bytes, cells take up to three quarters, or what 40 MiB less leave; what is beyond
  /// goes to a temporary file. The rows begin in file `first_file`.
  TableAssembly(const ScanInput& input, Index memory, std::size_t first_file);

  /// A builder for each column.
  RangeRows empty_rows() const;

  Index rows() const;

  /// Adds the rows of a range of `file`, the one at hand or the next, that begins `lines` lines
  /// behind the beginning of the file.
  void append(std::size_t file, const RangeRows& rows, Index lines);

  /// The lines of the first file are `lines` further down than was thought.
  void move_lines(Index lines);

  /// As they travel, of the rows so far.
  TableFacts facts();

  /// As in ColumnAssembly; `all` as `append` of TableFacts has left them.
  void share(TableFacts all, const RowShare& share);

  /// Settles the types. Throws Error(data) for the cells that do not fit them, in all columns, once
  /// no type is open.
  void settle();

  /// After `settle`.
  ScanResult finish(std::shared_ptr<const InputHash> hash) &&;

 private:
  const CellRules& rules_of(const std::string& column);
  Place place(Index row) const;
  std::vector<TableFacts::OfFile> facts_of_files() const;
  std::vector<Note> notes() const;
  std::shared_ptr<const Origin> origin(std::shared_ptr<const InputHash> hash);

  const ScanInput& input_;
  std::map<std::string, CellRules> rules_;  // by column; those of most by the empty name
  CellStore store_;
  std::deque<ColumnAssembly> columns_;
  const std::size_t first_file_;
  std::vector<RowLines> lines_;  // of each file so far, from first_file_ on

  // The facts of all processes, if there are several.
  std::vector<TableFacts::OfFile> shared_files_;
  std::optional<RowShare> share_;
};

}  // namespace odds
