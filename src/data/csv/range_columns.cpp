#include "data/csv/range_columns.hpp"

#include "base/failure.hpp"
#include "parallel/block_pass.hpp"

#include <odds/communicator.hpp>

#include <algorithm>
#include <utility>

namespace odds {

namespace {

constexpr Index kReportEvery = Index{8} << 20;

}  // namespace

ScanState start_of_file(const ScanInput& input, std::size_t file) {
  if (file == input.files.size()) return {.file = file};
  const TextFormat& format = input.files[file].layout.format;
  return {.file = file, .place = {.offset = format.begin, .line = format.first_line}};
}

ScanState guessed_state(const ScanInput& input, const FileRange& range) {
  if (range.begin == 0) return start_of_file(input, range.file);
  const CsvFile& file = input.files[range.file];
  const char line_end = file.layout.format.lone_returns ? '\r' : '\n';
  const Index found = file.bytes.find(line_end, range.begin - 1, range.end - 1);
  return {.file = range.file,
          .place = {.offset = found < 0 ? range.end : found + 1, .first_record_ahead = false},
          .has_rows = true};
}

// The rows of a range, read from a place that may turn out to be the wrong one.
struct RangeScan::Draft {
  explicit Draft(RangeRows empty) : rows(std::move(empty)) {}

  RangeRows rows;
  std::size_t file = 0;
  Index begin = 0;  // of the range
  Index end = 0;
  ScanPlace from;
  ScanPlace to;
  bool whole = false;  // no record was refused
};

RangeScan::RangeScan(const ScanInput& input, const Execution& execution, BlockRange run,
                     const ScanState& from)
    : input_(input),
      execution_(execution),
      ranges_(input),
      run_(run),
      first_file_(from.file),
      table_(input, execution.memory_bytes(), from.file),
      state_(from) {
  for (Index number = run.begin; number < run.end; ++number) {
    const FileRange range = ranges_[number];
    run_bytes_ += range.end - range.begin;
  }
}

RangeScan::~RangeScan() = default;

void RangeScan::read() {
  const Execution quiet{.threads = execution_.threads, .progress = {}};
  try {
    rethrow(use_blocks_in_order(
        BlockRun(ranges_, run_), quiet, [&](FileRange& range) { return draft(range); },
        [&](DraftPointer draft) { accept(std::move(draft)); }));
  } catch (const Error&) {
    // Whatever was found wrong in a file that is being written is not what is wrong with it.
    check_unchanged();
    throw;
  }
  check_unchanged();
  report_progress();
  spare_.clear();  // with a builder for each column
}

void RangeScan::move_lines(Index lines) {
  table_.move_lines(lines);
  if (state_.file == first_file_) state_.place.line += lines;
}

void RangeScan::read_on(Index rows) {
  for (Index number = run_.end; table_.rows() < rows; ++number) {
    accept(spare_draft(ranges_[number]));
  }
  check_unchanged();
}

void RangeScan::check_unchanged() const {
  for (const CsvFile& file : input_.files) file.bytes.check_unchanged();
}

// With nothing in it.
RangeScan::DraftPointer RangeScan::spare_draft(const FileRange& range) {
  DraftPointer draft;
  {
    const std::lock_guard lock(guard_);
    if (!spare_.empty()) {
      draft = std::move(spare_.back());
      spare_.pop_back();
    }
  }
  if (draft == nullptr) draft = std::make_unique<Draft>(table_.empty_rows());
  draft->rows.clear();
  draft->file = range.file;
  draft->begin = range.begin;
  draft->end = range.end;
  draft->whole = false;
  return draft;
}

// A record that is refused may be none. Whether it is one, accept() finds out. How far the ranges
// before have come is not asked, so that a reading does the same work, and a test sees the same
// guesses, on any number of threads.
RangeScan::DraftPointer RangeScan::draft(FileRange& range) {
  DraftPointer draft = spare_draft(range);
  draft->from = guessed_state(input_, range).place;
  draft->to = draft->from;
  FileInput input = input_.file(range.file);
  input.explains = false;
  try {
    draft->to = read_range(input, draft->from, range.end, draft->rows, range.memory);
    draft->whole = true;
  } catch (const Error&) {
    draft->whole = false;
  }
  return draft;
}

// A range in which no record begins, because one goes on through it, is read again for nothing.
void RangeScan::accept(DraftPointer draft) {
  const ScanPlace& place = state_.place;
  const bool guessed_right = draft->whole && draft->from.offset == place.offset &&
                             draft->from.first_record_ahead == place.first_record_ahead;
  if (!guessed_right) read_again(*draft);
  table_.append(draft->file, draft->rows, place.line - 1);
  state_.place = {.offset = draft->to.offset,
                  .line = place.line + draft->to.line - draft->from.line,
                  .first_record_ahead = draft->to.first_record_ahead};
  state_.has_rows = state_.has_rows || draft->rows.lines.rows() > 0;
  bytes_ += draft->end - draft->begin;
  if (bytes_ - reported_ >= kReportEvery) report_progress();
  if (draft->end == input_.files[draft->file].bytes.size()) finish_file();
  const std::lock_guard lock(guard_);
  spare_.push_back(std::move(draft));
}

void RangeScan::finish_file() {
  // Of several files some may be empty but for the header.
  if (!state_.has_rows && input_.files.size() == 1) {
    throw_data(place_in(input_.files[state_.file].bytes.name()), "there are no data rows",
               input_.options.header ? "the only line is the header" : "");
  }
  state_ = start_of_file(input_, state_.file + 1);
}

void RangeScan::read_again(Draft& draft) {
  draft.rows.clear();
  draft.from = state_.place;
  draft.to = read_range(input_.file(draft.file), state_.place, draft.end, draft.rows, memory_);
}

void RangeScan::report_progress() {
  reported_ = bytes_;
  if (!execution_.progress) return;
  execution_.progress(
      {.task = "reading", .done = std::min(bytes_, run_bytes_), .total = run_bytes_});
}

}  // namespace odds
