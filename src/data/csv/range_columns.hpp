// Reads a run of ranges of a table's files, on several threads.
#pragma once

#include "data/csv/file_ranges.hpp"
#include "data/csv/table_assembly.hpp"
#include "parallel/block_schedule.hpp"

#include <odds/execution.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace odds {

/// How far a reading of all files has come.
struct ScanState {
  std::size_t file = 0;
  ScanPlace place = {};
  bool has_rows = false;  ///< the file up to here

  /// Whether what is read from here on is what is read from there on. Lines are only counted.
  bool leads_on_as(const ScanState& other) const {
    return file == other.file && has_rows == other.has_rows && place.offset == other.place.offset &&
           place.first_record_ahead == other.place.first_record_ahead;
  }

  auto fields() {
    return std::tie(file, place.offset, place.line, place.first_record_ahead, has_rows);
  }
};

/// The state before anything of `file` is read; behind the last file nothing is.
ScanState start_of_file(const ScanInput& input, std::size_t file);

/// The most likely state where a range begins: its first record begins behind its first
/// line end, be it the one before its first byte. The line is not known, and taken for the first.
ScanState guessed_state(const ScanInput& input, const FileRange& range);

/// One reading of the records that begin in some consecutive ranges.
///
/// Threads read ranges at the same time. Where a range begins, a thread takes the next line end
/// for the end of a record; it cannot know whether that line break is part of a quoted cell. When
/// the range before is done, it is known, and a range that began at a wrong place is read again
/// from the right one. So the records are those of a reading from the beginning to the end, and
/// the first record in error is the one that is told, whatever the size of the ranges.
class RangeScan {
 public:
  /// The records of ranges `run` from `from` on. What these refer to must outlive the scan.
  RangeScan(const ScanInput& input, const Execution& execution, BlockRange run,
            const ScanState& from);
  ~RangeScan();
  RangeScan(const RangeScan&) = delete;
  RangeScan& operator=(const RangeScan&) = delete;

  /// Reads the run. Throws what scan_csv says, but for cells that do not fit their column.
  void read();

  /// After `read`: the first record was `lines` lines further down in its file than was thought.
  void move_lines(Index lines);

  /// Reads on behind the run until there are `rows` rows in all, or a few more.
  void read_on(Index rows);

  /// Behind what has been read.
  const ScanState& state() const { return state_; }

  TableAssembly& table() { return table_; }

  /// Throws Error(system) if a file is not what it was when it was opened.
  void check_unchanged() const;

 private:
  struct Draft;
  using DraftPointer = std::unique_ptr<Draft>;

  DraftPointer spare_draft(const FileRange& range);
  DraftPointer draft(FileRange& range);
  void accept(DraftPointer draft);
  void finish_file();
  void read_again(Draft& draft);
  void report_progress();

  const ScanInput& input_;
  const Execution& execution_;
  const FileRanges ranges_;
  const BlockRange run_;
  const std::size_t first_file_;
  Index run_bytes_ = 0;

  // Of the one thread that accepts drafts, in the order of the ranges.
  TableAssembly table_;
  ScanState state_;  // behind what is accepted
  Index bytes_ = 0;  // accepted
  std::vector<char> memory_;
  Index reported_ = 0;

  std::mutex guard_;  // over spare_
  std::vector<DraftPointer> spare_;
};

}  // namespace odds
