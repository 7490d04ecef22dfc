#include "data/csv/local_scan.hpp"

#include "data/csv/range_columns.hpp"
#include "data/csv/shared_scan.hpp"

#include <utility>
#include <vector>

namespace odds {

namespace {

ScanResult read_once(const ScanInput& input, const Execution& execution) {
  if (execution.communicator().size() > 1) return SharedScan(input, execution).read();
  RangeScan scan(input, execution, {0, FileRanges(input).block_count()}, start_of_file(input, 0));
  scan.read();
  scan.table().settle();
  return std::move(scan.table()).finish(input.hash);
}

}  // namespace

// What the first reading has kept is given back before the second begins.
ScanResult scan_csv(const ScanInput& input, const Execution& execution) {
  std::vector<ScanColumn> columns(input.columns.begin(), input.columns.end());
  bool again = false;
  {
    ScanResult result = read_once(input, execution);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (result.columns[i] != nullptr) continue;
      columns[i].keeps_texts = true;
      again = true;
    }
    if (!again) return result;
  }
  ScanInput second = input;
  second.columns = columns;
  return read_once(second, execution);
}

}  // namespace odds
