#include "data/csv_scan.hpp"

#include "data/range_scan.hpp"
#include "data/shared_scan.hpp"

#include <utility>

namespace odds {

ScanResult scan_csv(const ScanInput& input, const Execution& execution) {
  if (execution.communicator().size() > 1) return SharedScan(input, execution).read();
  RangeScan scan(input, execution, {0, FileRanges(input).block_count()}, {});
  scan.read();
  scan.table().settle();
  return std::move(scan.table()).finish(scan.sha256());
}

}  // namespace odds
