#include "data/csv_scan.hpp"

#include "data/failure.hpp"
#include "data/sha256.hpp"
#include "parallel/block_pass.hpp"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace odds {

namespace {

constexpr Index kReportEvery = Index{8} << 20;
constexpr Index kRowsToExtrapolate = 1000;

// A stretch of a file, and a buffer to read it.
struct RangeTask {
  std::size_t file = 0;
  Index begin = 0;
  Index end = 0;
  std::vector<char> memory;
};

// All files in ranges of `length` bytes, but for the last of each.
class Ranges {
 public:
  using Block = RangeTask;

  explicit Ranges(const ScanInput& input) : length_(input.range) {
    for (const CsvFile& file : input.files) {
      first_.push_back(count_);
      sizes_.push_back(file.bytes.size());
      count_ += std::max<Index>(1, (file.bytes.size() + length_ - 1) / length_);
    }
  }

  Index block_count() const { return count_; }
  void read(Index number, RangeTask& task) const {
    task.file =
        static_cast<std::size_t>(std::ranges::upper_bound(first_, number) - first_.begin()) - 1;
    task.begin = (number - first_[task.file]) * length_;
    task.end = std::min(sizes_[task.file], task.begin + length_);
  }

 private:
  Index length_;
  Index count_ = 0;
  std::vector<Index> first_;  // range of each file
  std::vector<Index> sizes_;
};

// The rows of a range, read from a place that may turn out to be the wrong one.
struct RangeDraft {
  explicit RangeDraft(RangeRows empty) : rows(std::move(empty)) {}

  RangeRows rows;
  std::size_t file = 0;
  Index end = 0;  // of the range
  ScanPlace from;
  ScanPlace to;
  bool whole = false;  // no record was refused
};

using DraftPointer = std::unique_ptr<RangeDraft>;

class Scan {
 public:
  Scan(const ScanInput& input, const Execution& execution);

  ScanResult run();

 private:
  DraftPointer spare_draft();
  DraftPointer draft(RangeTask& task);
  ScanPlace guess(const RangeTask& range) const;
  void accept(DraftPointer draft);
  void finish_file();
  void read_again(RangeDraft& draft);
  void foresee_rows(Index bytes);
  void hash(const InputBytes& bytes, Index end);
  void report_progress(Index bytes);
  void check_unchanged() const;

  const ScanInput& input_;
  const Execution& execution_;
  const Ranges ranges_;

  // Of the one thread that accepts drafts, in the order of the ranges.
  TableAssembly table_;
  std::size_t files_ = 0;  // begun
  Index rows_before_ = 0;  // the file at hand
  Index bytes_before_ = 0;
  Index total_bytes_ = 0;
  ScanPlace place_;  // behind what is accepted
  std::vector<char> memory_;
  std::optional<Sha256> hash_;
  Index hashed_ = 0;  // of the file at hand
  Index reported_ = 0;
  bool foreseen_ = false;

  std::mutex guard_;  // over spare_
  std::vector<DraftPointer> spare_;
};

Scan::Scan(const ScanInput& input, const Execution& execution)
    : input_(input),
      execution_(execution),
      ranges_(input),
      table_(input, execution.memory_bytes()),
      hash_(input.options.hash ? std::make_optional<Sha256>() : std::nullopt) {
  for (const CsvFile& file : input.files) total_bytes_ += file.bytes.size();
}

ScanResult Scan::run() {
  const Execution quiet{.threads = execution_.threads, .progress = {}};
  try {
    rethrow(use_blocks_in_order(
        BlockRun(ranges_, {0, ranges_.block_count()}), quiet,
        [&](RangeTask& task) { return draft(task); },
        [&](DraftPointer draft) { accept(std::move(draft)); }));
    finish_file();
  } catch (const Error&) {
    // Whatever was found wrong in a file that is being written is not what is wrong with it.
    check_unchanged();
    throw;
  }
  check_unchanged();
  report_progress(total_bytes_);
  return std::move(table_).finish(hash_ ? hash_->digest() : std::string());
}

void Scan::check_unchanged() const {
  for (const CsvFile& file : input_.files) file.bytes.check_unchanged();
}

DraftPointer Scan::spare_draft() {
  const std::lock_guard lock(guard_);
  if (spare_.empty()) return std::make_unique<RangeDraft>(table_.empty_rows());
  DraftPointer draft = std::move(spare_.back());
  spare_.pop_back();
  return draft;
}

// A record that is refused may be none. Whether it is one, accept() finds out.
DraftPointer Scan::draft(RangeTask& task) {
  DraftPointer draft = spare_draft();
  draft->rows.clear();
  draft->file = task.file;
  draft->end = task.end;
  draft->from = guess(task);
  draft->to = draft->from;
  try {
    draft->to = read_range(input_.file(task.file), draft->from, task.end, draft->rows, task.memory);
    draft->whole = true;
  } catch (const Error&) {
    draft->whole = false;
  }
  return draft;
}

// Where the first record begins that begins in a range: behind the first line end, be it the one
// before the first byte. How far the ranges before have come is not asked, so that a reading does
// the same work, and a test sees the same guesses, on any number of threads.
ScanPlace Scan::guess(const RangeTask& range) const {
  if (range.begin == 0) return {};
  const CsvFile& file = input_.files[range.file];
  const char line_end = file.layout.format.lone_returns ? '\r' : '\n';
  const Index found = file.bytes.find(line_end, range.begin - 1, range.end - 1);
  return {.offset = found < 0 ? range.end : found + 1, .first_record_ahead = false};
}

// A range in which no record begins, because one goes on through it, is read again for nothing.
void Scan::accept(DraftPointer draft) {
  if (draft->file == files_) {
    if (files_ > 0) finish_file();
    table_.begin_file();
    ++files_;
    place_ = {};
  }
  const bool guessed_right = draft->whole && draft->from.offset == place_.offset &&
                             draft->from.first_record_ahead == place_.first_record_ahead;
  if (!guessed_right) read_again(*draft);
  table_.append(draft->rows, place_.line - 1);
  place_ = {.offset = draft->to.offset,
            .line = place_.line + draft->to.line - draft->from.line,
            .first_record_ahead = draft->to.first_record_ahead};
  const Index bytes = bytes_before_ + draft->end;
  if (hash_) hash(input_.files[draft->file].bytes, draft->end);
  if (!foreseen_ && table_.rows() >= kRowsToExtrapolate) foresee_rows(bytes);
  if (bytes - reported_ >= kReportEvery) report_progress(bytes);
  const std::lock_guard lock(guard_);
  spare_.push_back(std::move(draft));
}

void Scan::finish_file() {
  const InputBytes& bytes = input_.files[files_ - 1].bytes;
  if (table_.rows() == rows_before_) {
    throw_data(place_in(bytes.name()), "there are no data rows",
               input_.options.header ? "the only line is the header" : "");
  }
  rows_before_ = table_.rows();
  bytes_before_ += bytes.size();
  hashed_ = 0;
}

void Scan::read_again(RangeDraft& draft) {
  draft.rows.clear();
  draft.from = place_;
  draft.to = read_range(input_.file(draft.file), place_, draft.end, draft.rows, memory_);
}

void Scan::foresee_rows(Index bytes) {
  constexpr double kMargin = 1.05;
  const double share = static_cast<double>(bytes) / static_cast<double>(total_bytes_);
  table_.expect_rows(static_cast<Index>(kMargin * static_cast<double>(table_.rows()) / share));
  foreseen_ = true;
}

void Scan::hash(const InputBytes& bytes, Index end) {
  constexpr Index kPiece = Index{1} << 18;
  memory_.resize(std::max(memory_.size(), static_cast<std::size_t>(kPiece)));
  while (hashed_ < end) {
    const Index got = bytes.read(hashed_, memory_.data(), std::min(kPiece, end - hashed_));
    if (got == 0) return;
    hash_->add(memory_.data(), got);
    hashed_ += got;
  }
}

void Scan::report_progress(Index bytes) {
  reported_ = bytes;
  if (!execution_.progress) return;
  execution_.progress({.task = "reading", .done = bytes, .total = total_bytes_});
}

}  // namespace

ScanResult scan_csv(const ScanInput& input, const Execution& execution) {
  return Scan(input, execution).run();
}

}  // namespace odds
