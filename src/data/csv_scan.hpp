// One reading of delimited files into typed columns.
#pragma once

#include "data/table_assembly.hpp"

#include <odds/execution.hpp>

namespace odds {

/// Reads all files once, one after the other, on the threads of `execution`; the result depends
/// neither on them nor on the memory.
///
/// The files are cut into ranges, which threads read at the same time. Where a range begins, a
/// thread takes the next line end for the end of a record; it cannot know whether that line break
/// is part of a quoted cell. When the range before is done, it is known, and a range that began at
/// a wrong place is read again from the right one. So the records are those of a reading from the
/// beginning to the end, and the first record in error is the one that is told, whatever the size
/// of the ranges.
///
/// Memory: 8 bytes per cell of a number column, 1, 2 or 4 if all numbers of a segment are whole;
/// 1, 2 or 4 per cell of a factor, the distinct texts, and a few ranges for each thread; what
/// exceeds the memory of `execution` lies in a temporary file. Throws Error(data), with its place,
/// for what read_range refuses, a cell that does not fit its column, or a file without rows;
/// Error(system) when reading fails or a file changes meanwhile.
ScanResult scan_csv(const ScanInput& input, const Execution& execution);

}  // namespace odds
