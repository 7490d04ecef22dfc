// The columns of a delimited text, as its first records show them.
#pragma once

#include "data/csv/checked_text.hpp"
#include "data/input/input_bytes.hpp"

#include <odds/csv.hpp>

#include <string>
#include <vector>

namespace odds {

struct HeadCell {
  std::string text;
  bool quoted = false;
};

using HeadRow = std::vector<HeadCell>;

/// The first 100 records behind the header.
std::vector<HeadRow> head_rows(const InputBytes& bytes, const TextFormat& format);

/// How many fields behind the last column no record has anything in: those of `names` that are
/// empty at the end, and what all records have beyond the names.
Index empty_columns_at_end(const std::vector<std::string>& names, const std::vector<HeadRow>& rows);

/// Whether all records have one field more than there are names because the first holds the names
/// of rows, as R's write.table leaves it: texts that differ, or whole numbers that rise. Numbers
/// with decimal commas would give such fields, too, but not in this way.
bool has_unnamed_row_names(const std::vector<std::string>& names, const std::vector<HeadRow>& rows);

/// The decimal mark that the records tell: a comma if there are columns of numbers with decimal
/// commas, and no number has a point; a point if one has, and NUL if none has a mark. Digits in
/// groups of three tell nothing.
char decimal_of(const std::vector<HeadRow>& rows, const CsvOptions& options);

/// Whether the first record holds the units of the columns: a text, or nothing, in each column that
/// holds numbers else, and in others nothing that looks like one of their texts.
bool begins_with_units(const std::vector<HeadRow>& rows, const CsvOptions& options);

}  // namespace odds
