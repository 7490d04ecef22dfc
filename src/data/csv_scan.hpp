// One reading of a delimited file into typed columns.
#pragma once

#include "data/range_reader.hpp"
#include "data/typed_columns.hpp"

#include <odds/execution.hpp>

#include <memory>
#include <vector>

namespace odds {

/// The columns asked for, in that order, and what they have in common.
struct ScanResult {
  std::vector<std::shared_ptr<const TypedColumn>> columns;
  std::shared_ptr<const Origin> origin;
};

/// Reads the whole input once, on the threads of `execution`; the result does not depend on them.
///
/// The input is cut into ranges, which threads read at the same time. Where a range begins, a
/// thread takes the next line end for the end of a record; it cannot know whether that line break
/// is part of a quoted cell. When the range before is done, it is known, and a range that began at
/// a wrong place is read again from the right one. So the records are those of a reading from the
/// beginning to the end, and the first record in error is the one that is told, whatever the size
/// of the ranges.
///
/// Memory: 8 bytes per cell of a number column, 4 per cell of a factor, the distinct texts, and a
/// few ranges for each thread. Throws Error(data), with its place, for what read_range refuses, a
/// cell that does not fit its column, or a file without rows; Error(system) when reading fails or
/// the file changes meanwhile.
ScanResult scan_csv(const ScanInput& input, const Execution& execution);

}  // namespace odds
