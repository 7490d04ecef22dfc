// Tables in delimited text files.
#pragma once

#include <odds/export.hpp>
#include <odds/table.hpp>

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace odds {

/// How the text of a file is to be understood. The defaults read what R's write.csv, Python's csv
/// module, Stata's export delimited and spreadsheets write.
struct ODDS_EXPORT CsvOptions {
  char delimiter = '\0';  ///< one of , ; tab | ; NUL: found from the header and the first records
  char decimal = '.';     ///< '.' or ','
  bool header = true;     ///< false: columns are V1, V2, ...

  /// Unquoted cells that mean "no value"; blanks around a cell do not count.
  std::vector<std::string> missing = {"", "NA", "NaN", "nan", "N/A", "NULL", "null", "."};

  /// Columns whose type is told instead of found.
  std::map<std::string, ColumnType> types = {};

  bool pad_ragged = false;  ///< short rows are filled with missing cells instead of an error
  bool hash = false;        ///< compute ColumnSource::sha256(), of all files one after the other

  /// As Execution::memory, for the text of what can be read only once (a pipe) or is compressed: a
  /// quarter of it is kept in memory, what is larger lies in a temporary file.
  Index memory = 0;

  /// Throws Error(usage).
  void validate() const;
};

/// Opens a delimited file; `-` is standard input. The header is read at once.
///
/// Where several processes work together (Execution::processes), each of R opens the file and
/// `scan` reads an Rth of its bytes there, and the rest of the last block of rows behind them; the
/// source has rows of its own (ColumnSource::own_rows). Of a file that can be read only once or is
/// compressed each process keeps the whole text, and for `hash` rank 0 reads all bytes. Files that
/// differ in size or header are Error(system).
///
/// Throws Error(system) if the file cannot be opened or is a directory, Error(data) if it is empty,
/// or is no text (UTF-16, gzip, xlsx, ...: the message names what it is).
ODDS_EXPORT std::unique_ptr<const Table> open_csv(const std::string& path,
                                                  const CsvOptions& options = {});

/// Several files as one table called `name`, with their rows in the order of the files. Separator
/// and line ends of each are found by themselves; the names of the columns must be the same, in the
/// same order.
///
/// Throws as above, Error(data) for another header, Error(usage) for no path at all.
ODDS_EXPORT std::unique_ptr<const Table> open_csv(std::span<const std::string> paths,
                                                  const std::string& name,
                                                  const CsvOptions& options = {});

}  // namespace odds
