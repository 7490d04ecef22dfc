// Scores of any number of rows, to be walked through in ascending order in bounded memory.
#pragma once

#include "data/input/scratch_file.hpp"
#include "math/radix_sort.hpp"

#include <odds/types.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <queue>
#include <span>
#include <utility>
#include <vector>

namespace odds {

/// A list of scores that is sorted in runs: the latest one in memory, each full one sorted and
/// written to a temporary file. Runs are merged while they are read, equal scores in the order in
/// which they came, so that the walk is the same for any memory.
///
/// `Score` has a member `eta`, a double that is no NaN, and can be written as bytes.
template <class Score>
class ScoreRuns {
 public:
  /// `memory`: bytes for the run at hand and, while it is sorted, its copy.
  explicit ScoreRuns(Index memory)
      : most_(std::max<Index>(kLeastRun, memory / (2 * static_cast<Index>(sizeof(Score))))) {}

  /// Adds the scores that follow. Throws Error(system) when the temporary file fails.
  void add(const std::vector<Score>& scores) {
    for (std::size_t done = 0; done < scores.size();) {
      const auto room = static_cast<std::size_t>(most_) - latest_.size();
      const std::size_t count = std::min(room, scores.size() - done);
      const auto begin = scores.begin() + static_cast<std::ptrdiff_t>(done);
      latest_.insert(latest_.end(), begin, begin + static_cast<std::ptrdiff_t>(count));
      done += count;
      if (static_cast<Index>(latest_.size()) == most_) write_run();
    }
    size_ += static_cast<Index>(scores.size());
  }

  Index size() const { return size_; }

  /// To be called once, when all are added, before the walk.
  void sort() { sort_latest(); }

  class Walk;

  /// A walk through a single run that is in memory.
  class ShortWalk {
   public:
    explicit ShortWalk(const ScoreRuns& list)
        : at_(list.latest_.data()), end_(at_ + list.latest_.size()) {}

    bool ended() const { return at_ == end_; }
    const Score& front() const { return *at_; }
    void next() { ++at_; }

   private:
    const Score* at_;
    const Score* end_;
  };

  /// Whether a ShortWalk comes by all scores.
  bool is_short() const { return runs_.empty(); }

  /// All scores, where is_short().
  std::span<const Score> short_list() const { return latest_; }

 private:
  static constexpr Index kLeastRun = 1024;
  static constexpr Index kReadAtOnce = 4096;

  struct Run {
    Index place = 0;  // in the file
    Index count = 0;
  };

  // The part of a run that is at hand.
  class Head {
   public:
    explicit Head(const std::vector<Score>& in_memory)
        : begin_(in_memory.data()), end_(in_memory.data() + in_memory.size()) {}
    Head(const ScratchFile& file, const Run& run) : file_(&file), rest_(run) {}

    const Score& front() const { return *begin_; }

    bool advance() {
      ++begin_;
      return fill();
    }

    // False once there is nothing left.
    bool fill() {
      if (begin_ != end_) return true;
      const Index count = std::min(rest_.count, kReadAtOnce);
      if (count == 0) return false;
      buffer_.resize(static_cast<std::size_t>(count));
      const Index bytes = count * static_cast<Index>(sizeof(Score));
      file_->read(rest_.place, buffer_.data(), bytes);
      rest_ = {rest_.place + bytes, rest_.count - count};
      begin_ = buffer_.data();
      end_ = begin_ + count;
      return true;
    }

   private:
    const ScratchFile* file_ = nullptr;
    Run rest_;
    std::vector<Score> buffer_;
    const Score* begin_ = nullptr;
    const Score* end_ = nullptr;
  };

  void sort_latest() {
    radix_sort(latest_, [](const Score& score) { return score.eta; });
  }

  void write_run() {
    sort_latest();
    if (file_ == nullptr) file_ = std::make_unique<ScratchFile>();
    const auto count = static_cast<Index>(latest_.size());
    const Index bytes = count * static_cast<Index>(sizeof(Score));
    runs_.push_back({.place = file_->append(latest_.data(), bytes), .count = count});
    latest_.clear();
  }

  Index most_;  // scores of a run
  Index size_ = 0;
  std::vector<Score> latest_;
  std::vector<Run> runs_;
  std::unique_ptr<ScratchFile> file_;  // of the runs, if there are any
};

/// A walk through all scores from the least on.
template <class Score>
class ScoreRuns<Score>::Walk {
 public:
  /// Throws Error(system) when the temporary file fails, as `next` does.
  explicit Walk(const ScoreRuns& list) {
    for (const Run& run : list.runs_) heads_.emplace_back(*list.file_, run);
    heads_.emplace_back(list.latest_);
    for (std::size_t h = 0; h < heads_.size(); ++h) {
      if (heads_[h].fill()) push(h);
    }
  }

  bool ended() const { return order_.empty(); }

  /// The score at hand. Requires !ended().
  const Score& front() const { return heads_[order_.top().second].front(); }

  void next() {
    Head& head = heads_[order_.top().second];
    if (order_.size() == 1) {  // nothing to merge
      if (!head.advance()) order_.pop();
      return;
    }
    const std::size_t h = order_.top().second;
    order_.pop();
    if (head.advance()) push(h);
  }

 private:
  // The least comes first; of equals, that of the earlier run.
  using Entry = std::pair<std::uint64_t, std::size_t>;

  void push(std::size_t head) {
    order_.emplace(radix_detail::ordered_bits(heads_[head].front().eta), head);
  }

  std::vector<Head> heads_;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> order_;
};

}  // namespace odds
