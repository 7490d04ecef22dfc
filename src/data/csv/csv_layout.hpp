// The layout of a delimited file, found at its beginning: separator, line ends and header.
#pragma once

#include "data/csv/checked_text.hpp"
#include "data/input/input_bytes.hpp"

#include <odds/csv.hpp>

#include <string>
#include <vector>

namespace odds {

/// Where a column has its name from.
enum class NameOrigin {
  header,
  row_names,  ///< it holds the names of rows: a dot in a formula does not stand for it
  made_up,    ///< V2, since the header has no name for it: it cannot be asked for
};

struct CsvLayout {
  TextFormat format;
  std::vector<std::string> names;   ///< one per column
  std::vector<NameOrigin> origins;  ///< of the names
  char decimal = '\0';              ///< the mark that the first records have; NUL: they do not tell
  Index tail = 0;                   ///< fields behind the last column that records may have
  Index units_at = -1;              ///< where a record of units begins; -1: there is none
  std::vector<std::string> remarks;  ///< what was found, as the file is meant
  std::vector<Note> notes;           ///< what may be found wrongly
};

/// Finds separator and line ends from the first records of `bytes`, then reads the header.
///
/// The separator is the one of tab ; | , that cuts the header into two or more fields and each of
/// the next 100 records into as many; if none does, the one for which most records agree with the
/// header; if none splits the header, runs of blanks, where all records agree on them; else the
/// file has one column. The comma comes last because decimal commas look like separators and the
/// others do not look like decimals.
///
/// Throws Error(data) for an empty file, one that is no text, or a damaged header; Error(usage) if
/// the file is separated by commas while the decimal mark is a comma, unless all decimal commas in
/// the first records are within quotes.
CsvLayout find_layout(const InputBytes& bytes, const CsvOptions& options);

/// A hint where the header has no column `name`: the flag with which it would have one; empty
/// if no such flag is found.
std::string flag_for_header(const InputBytes& bytes, const CsvOptions& options,
                            const std::string& name);

/// A hint where a record has `fields` fields and the header less: the lines to skip so that
/// the header has as many; empty if there are none.
std::string flag_for_width(const InputBytes& bytes, const CsvOptions& options, Index fields);

}  // namespace odds
