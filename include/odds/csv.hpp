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
///
/// A cell without a value is empty or holds a code of missing values. Blanks around a code do not
/// count; a number among the codes that are named is met by its value in columns of numbers (`-9`
/// by `-9.0`), else by its text.
///
/// | code                                                   | means "no value"                  |
/// |--------------------------------------------------------|-----------------------------------|
/// | NA NaN nan N/A NULL null and . without quotes          | in every column                   |
/// | the same in quotes                                     | in columns of numbers             |
/// | ? None NaT n/a \N <NA> #N/A #NULL! #DIV/0! .a .z and   | in columns of numbers; as levels  |
/// | others that pandas, Excel, SQL, SAS and Stata write    | of a factor they make a warning   |
/// | those of `missing` and `missing_in`, in quotes or not  | in every column, in that column   |
struct ODDS_EXPORT CsvOptions {
  /// One of , ; tab | or a space, which stands for runs of blanks; NUL: that of a line `sep=;`
  /// before the header, else found from the header and the first records.
  char delimiter = '\0';
  char decimal = '\0';  ///< '.' or ','; NUL: as the numbers in the first records have it
  bool header = true;   ///< false: columns are V1, V2, ...
  Index skip = 0;       ///< lines before the header that are no part of the table
  char comment = '\0';  ///< lines that begin with it are no part of the table; NUL: all are

  bool usual_missing = true;              ///< the first three lines of the table above hold
  std::vector<std::string> missing = {};  ///< codes in every column
  std::map<std::string, std::vector<std::string>> missing_in = {};  ///< more of them, by column

  /// Columns whose type is told instead of found.
  std::map<std::string, ColumnType> types = {};

  /// Levels that differ in nothing but case, blanks and invisible characters are one, with the
  /// first of their texts; else there is a note. `true` and `false` are one in any case without it.
  bool fold_levels = false;

  bool pad_ragged = false;  ///< short rows are filled with missing cells instead of an error
  bool hash = false;        ///< compute ColumnSource::sha256(), of all files one after the other

  /// The options were those of another file, such as Fit::reading(): columns that this one does not
  /// have are passed over in `types` and `missing_in`, and the delimiter is found if the header has
  /// none of them.
  bool of_other_file = false;

  /// As Execution::memory, for the text of what can be read only once (a pipe) or is compressed: a
  /// quarter of it is kept in memory, what is larger lies in a temporary file.
  Index memory = 0;

  /// Throws Error(usage).
  void validate() const;
};

/// Opens a delimited file; `-` is standard input. The header is read at once.
///
/// A first column without a name, or one field more in each record than in the header, as R and
/// pandas write the names of rows, is the column `row.names`. Columns at the end that have neither
/// a name nor a value in the first 100 records are left out, and so is a first record of units.
/// Table::notes tells.
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
