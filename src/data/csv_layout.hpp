// What the beginning of a delimited file tells about the rest: separator, line ends and header.
#pragma once

#include "data/checked_text.hpp"
#include "data/input_bytes.hpp"

#include <odds/csv.hpp>

#include <string>
#include <vector>

namespace odds {

struct CsvLayout {
  TextFormat format;
  std::vector<std::string> names;  ///< one per column; V2 where the header has no second name
  std::vector<bool> unnamed;       ///< columns whose name was made up although there is a header
  std::vector<Note> notes;
};

/// Finds separator and line ends from the first records of `bytes`, then reads the header.
///
/// The separator is the one of tab ; | , that cuts the header into two or more fields and each of
/// the next 100 records into as many; if none does, the one for which most records agree with the
/// header; if none splits the header, the file has one column. The comma comes last because
/// decimal commas look like separators and the others do not look like decimals.
///
/// Throws Error(data) for an empty file, one that is no text, or a damaged header; Error(usage) if
/// the file is separated by commas while the decimal mark is a comma.
CsvLayout find_layout(const InputBytes& bytes, const CsvOptions& options);

}  // namespace odds
