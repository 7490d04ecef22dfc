// One reading of delimited files by several processes, each of which reads a part of them.
#pragma once

#include "data/csv/range_columns.hpp"
#include "data/csv/table_assembly.hpp"
#include "parallel/failure.hpp"

#include <odds/communicator.hpp>
#include <odds/execution.hpp>

#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace odds {

/// The part of one process in reading the files that all of them have.
///
/// Each process reads a run of the ranges of all files, from a guess of where its first record
/// begins, as a thread does with a range (RangeScan). Then all of them hear where each has begun
/// and ended; those that did not begin where the one before has ended read again from there, until
/// all fit together: once for nearly all files, in the worst case, which is a quoted cell of many
/// lines at every border, as often as there are processes. A record in error counts once it is
/// known that one begins there.
///
/// Types, levels and notes follow from the facts of all rows, which every process hears; the cells
/// stay where they were read. Since blocks are not divided, a process reads the rest of its last
/// block, fewer than 8192 rows, behind its run, and leaves the rows before its first block to the
/// one before.
///
/// Memory: as scan_csv, for the rows here; the distinct texts of all processes, and of each
/// process once more while they are exchanged.
class SharedScan {
 public:
  /// Both must outlive the scan.
  SharedScan(const ScanInput& input, const Execution& execution);

  /// Collective; call it once. What scan_csv returns, with the rows of this process. Throws in
  /// every process what scan_csv would throw for one, Error(system) if their files differ in size
  /// or header.
  ScanResult read() &&;

 private:
  /// The news that the others hear of the reading of a run.
  struct Report {
    ScanState from;
    ScanState to;
    bool refused = false;  ///< there was an error, if `from` is right

    auto fields() { return std::tie(from, to, refused); }
  };

  template <class T>
  std::vector<T> exchange(const T& value, const Failure& failure);

  std::size_t own_rank() const { return static_cast<std::size_t>(processes_.rank()); }
  std::size_t readers() const;
  BlockRange own_run() const;
  void require_same_files();
  void read_run();
  Failure read_from(const ScanState& from);
  static bool begins_right(std::size_t rank, const std::vector<Report>& all);
  std::optional<std::size_t> first_unfit(const std::vector<Report>& all) const;
  static Index first_line(std::size_t rank, const std::vector<Report>& all);
  Failure read_after(const std::vector<Report>& all);
  [[noreturn]] void fail_at(std::size_t rank, const std::vector<Report>& all);
  void share_facts();
  void settle();
  std::string sha256() const;

  const ScanInput& input_;
  const Execution& execution_;
  Communicator& processes_;
  const FileRanges ranges_;

  Report report_;
  std::optional<RangeScan> scan_;
  Index rows_needed_ = 0;  // from the first stored one on
};

}  // namespace odds
