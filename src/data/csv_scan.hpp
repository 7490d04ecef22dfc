// One reading of a delimited file into typed columns.
#pragma once

#include "data/csv_layout.hpp"
#include "data/input_bytes.hpp"
#include "data/typed_columns.hpp"

#include <odds/csv.hpp>
#include <odds/execution.hpp>
#include <odds/table.hpp>

#include <memory>
#include <span>
#include <vector>

namespace odds {

/// A column to read: the field at `position` of every record.
struct ScanColumn {
  Index position = 0;
  Expect expect = Expect::automatic;
};

/// The columns asked for, in that order, and what they have in common.
struct ScanResult {
  std::vector<std::shared_ptr<const TypedColumn>> columns;
  std::shared_ptr<const Origin> origin;
};

/// What is read, and how.
struct ScanInput {
  const InputBytes& bytes;
  const CsvLayout& layout;
  const CsvOptions& options;
  Index piece = ReadPlan{}.piece;  ///< as in ReadPlan; the result does not depend on it
};

/// Reads the whole input once.
///
/// Memory: 8 bytes per cell of a number column, 4 per cell of a factor, the distinct texts, and
/// 48 MB. Throws Error(data), with its place, for a record with too few or too many fields,
/// malformed quotes, a carriage return that is neither quoted nor part of a line end, a cell that
/// does not fit its column, or a file without rows; Error(system) when reading fails.
ScanResult scan_csv(const ScanInput& input, std::span<const ScanColumn> columns,
                    const Execution& execution);

}  // namespace odds
