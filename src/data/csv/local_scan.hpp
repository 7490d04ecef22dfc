// One reading of delimited files into typed columns.
#pragma once

#include "data/csv/table_assembly.hpp"

#include <odds/execution.hpp>

namespace odds {

/// Reads all files once, one after the other, on the threads of `execution`; the result depends
/// neither on them nor on the memory. Numbers are decoded as they are read, without their texts;
/// where these turn out to be levels of a factor, the files are read a second time.
///
/// Threads read ranges of the files at the same time (RangeScan); with several processes each of
/// them has a run of these ranges, and the source has rows of its own (SharedScan).
///
/// Memory: 8 bytes per cell of a number column, 1, 2 or 4 if all numbers of a segment are whole;
/// 1, 2 or 4 per cell of a factor, the distinct texts, and a few ranges for each thread; what
/// exceeds the memory of `execution` lies in a temporary file. Throws Error(data), with its place,
/// for what read_range refuses, a cell that does not fit its column, or a file without rows;
/// Error(system) when reading fails or a file changes meanwhile.
ScanResult scan_csv(const ScanInput& input, const Execution& execution);

}  // namespace odds
