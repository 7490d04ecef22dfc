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

// What a thread works with: the number of a range, and a buffer to read it.
struct RangeTask {
  Index number = 0;
  std::vector<char> memory;
};

// Ranges 0, 1, ..., of `length` bytes each but for the last.
struct Ranges {
  using Block = RangeTask;

  Index size = 0;
  Index length = 1;

  Index begin(Index number) const { return number * length; }
  Index end(Index number) const { return std::min(size, begin(number + 1)); }

  Index block_count() const { return (size + length - 1) / length; }
  void read(Index number, RangeTask& task) const { task.number = number; }
};

// The rows of a range, read from a place that may turn out to be the wrong one.
struct RangeDraft {
  explicit RangeDraft(RangeRows empty) : rows(std::move(empty)) {}

  RangeRows rows;
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
  RangeRows empty_rows() const;
  DraftPointer spare_draft();
  DraftPointer draft(RangeTask& task);
  ScanPlace guess(Index range) const;
  void accept(DraftPointer draft);
  void read_again(RangeDraft& draft);
  void reserve_rows(Index bytes);
  void hash(Index end);
  void report_progress(Index bytes);
  std::shared_ptr<Origin> origin();

  const ScanInput& input_;
  const Execution& execution_;
  const Ranges ranges_;
  const CellRules rules_;

  // Of the one thread that accepts drafts, in the order of the ranges.
  RangeRows rows_;
  ScanPlace place_;  // behind them
  Index accepted_ = 0;
  std::vector<char> memory_;
  std::optional<Sha256> hash_;
  Index hashed_ = 0;
  Index reported_ = 0;
  bool reserved_ = false;

  std::mutex guard_;  // over spare_
  std::vector<DraftPointer> spare_;
};

Scan::Scan(const ScanInput& input, const Execution& execution)
    : input_(input),
      execution_(execution),
      ranges_{.size = input.bytes.size(), .length = input.range},
      rules_{input.options.decimal, {input.options.missing, input.options.decimal}},
      rows_(empty_rows()),
      hash_(input.options.hash ? std::make_optional<Sha256>() : std::nullopt) {}

RangeRows Scan::empty_rows() const {
  std::vector<ColumnBuilder> builders;
  for (const ScanColumn& column : input_.columns) {
    const auto& name = input_.layout.names[static_cast<std::size_t>(column.position)];
    builders.emplace_back(name, column.expect, rules_);
  }
  return RangeRows(std::move(builders));
}

ScanResult Scan::run() {
  const Execution quiet{.threads = execution_.threads, .progress = {}};
  try {
    rethrow(use_blocks_in_order(
        BlockRun(ranges_, {0, ranges_.block_count()}), quiet,
        [&](RangeTask& task) { return draft(task); },
        [&](DraftPointer draft) { accept(std::move(draft)); }));
    if (rows_.rows() == 0) {
      throw_data(place_in(input_.bytes.name()), "there are no data rows",
                 input_.options.header ? "the only line is the header" : "");
    }
  } catch (const Error&) {
    // Whatever was found wrong in a file that is being written is not what is wrong with it.
    input_.bytes.check_unchanged();
    throw;
  }
  input_.bytes.check_unchanged();
  report_progress(input_.bytes.size());
  const auto origin = this->origin();
  ScanResult result{.columns = {}, .origin = origin};
  for (ColumnBuilder& column : rows_.columns) {
    result.columns.push_back(std::move(column).finish(*origin));
  }
  return result;
}

DraftPointer Scan::spare_draft() {
  const std::lock_guard lock(guard_);
  if (spare_.empty()) return std::make_unique<RangeDraft>(empty_rows());
  DraftPointer draft = std::move(spare_.back());
  spare_.pop_back();
  return draft;
}

// A record that is refused may be none. Whether it is one, accept() finds out.
DraftPointer Scan::draft(RangeTask& task) {
  DraftPointer draft = spare_draft();
  draft->rows.clear();
  draft->from = guess(task.number);
  draft->to = draft->from;
  try {
    draft->to = read_range(input_, draft->from, ranges_.end(task.number), draft->rows, task.memory);
    draft->whole = true;
  } catch (const Error&) {
    draft->whole = false;
  }
  return draft;
}

// Where the first record begins that begins in a range: behind the first line end, be it the one
// before the first byte. How far the ranges before have come is not asked, so that a reading does
// the same work, and a test sees the same guesses, on any number of threads.
ScanPlace Scan::guess(Index range) const {
  if (range == 0) return {};
  const char line_end = input_.layout.format.lone_returns ? '\r' : '\n';
  const Index found = input_.bytes.find(line_end, ranges_.begin(range) - 1, ranges_.end(range) - 1);
  return {.offset = found < 0 ? ranges_.end(range) : found + 1, .first_record_ahead = false};
}

// A range in which no record begins, because one goes on through it, is read again for nothing.
void Scan::accept(DraftPointer draft) {
  const Index end = ranges_.end(accepted_);
  const bool guessed_right = draft->whole && draft->from.offset == place_.offset &&
                             draft->from.first_record_ahead == place_.first_record_ahead;
  if (!guessed_right) read_again(*draft);
  rows_.append(draft->rows, place_.line - 1);
  place_ = {.offset = draft->to.offset,
            .line = place_.line + draft->to.line - draft->from.line,
            .first_record_ahead = draft->to.first_record_ahead};
  ++accepted_;
  if (hash_) hash(end);
  if (!reserved_ && rows_.rows() >= kRowsToExtrapolate) reserve_rows(end);
  if (end - reported_ >= kReportEvery) report_progress(end);
  const std::lock_guard lock(guard_);
  spare_.push_back(std::move(draft));
}

void Scan::read_again(RangeDraft& draft) {
  draft.rows.clear();
  draft.from = place_;
  draft.to = read_range(input_, place_, ranges_.end(accepted_), draft.rows, memory_);
}

// Growing step by step would touch twice the memory, and copy half of it.
void Scan::reserve_rows(Index bytes) {
  constexpr double kMargin = 1.05;
  const double share = static_cast<double>(bytes) / static_cast<double>(input_.bytes.size());
  const auto rows = static_cast<Index>(kMargin * static_cast<double>(rows_.rows()) / share);
  for (ColumnBuilder& column : rows_.columns) column.reserve(rows);
  reserved_ = true;
}

void Scan::hash(Index end) {
  constexpr Index kPiece = Index{1} << 18;
  memory_.resize(std::max(memory_.size(), static_cast<std::size_t>(kPiece)));
  while (hashed_ < end) {
    const Index got = input_.bytes.read(hashed_, memory_.data(), std::min(kPiece, end - hashed_));
    if (got == 0) return;
    hash_->add(memory_.data(), got);
    hashed_ += got;
  }
}

void Scan::report_progress(Index bytes) {
  reported_ = bytes;
  if (!execution_.progress) return;
  execution_.progress({.task = "reading", .done = bytes, .total = input_.bytes.size()});
}

std::shared_ptr<Origin> Scan::origin() {
  auto origin = std::make_shared<Origin>();
  origin->file = input_.bytes.name();
  origin->lines = std::move(rows_.line_map);
  origin->notes = input_.layout.notes;
  if (rows_.blank_lines > 0) {
    origin->notes.push_back(counted(rows_.blank_lines, "blank line") + " between rows skipped");
  }
  if (rows_.padded_rows > 0) {
    origin->notes.push_back(counted(rows_.padded_rows, "row") +
                            " with fewer fields than the header: the absent cells are missing");
  }
  if (hash_) origin->sha256 = hash_->digest();
  return origin;
}

}  // namespace

ScanResult scan_csv(const ScanInput& input, const Execution& execution) {
  return Scan(input, execution).run();
}

}  // namespace odds
