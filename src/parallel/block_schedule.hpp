// The shares of threads in the blocks, how far ahead they work, and what happens when one fails.
#pragma once

#include "parallel/failure.hpp"

#include <odds/execution.hpp>
#include <odds/types.hpp>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>

namespace odds {

/// Blocks begin, begin + 1, ..., end - 1.
struct BlockRange {
  Index begin = 0;
  Index end = 0;
};

/// Hands out the blocks of a range to threads, each once and in their order.
///
/// No block is handed out that lies `window()` or more behind the first unfinished one, so that
/// results that wait for an earlier one stay few. After a failure nothing more is handed out; since
/// every block below a failed one was handed out before it, the failure with the lowest number is
/// the same in every run. All member functions but `run` may be called from any thread.
class BlockSchedule {
 public:
  /// `execution` must outlive this object. `task` and the number of rows behind the blocks, 0 if
  /// that is not known, are for the observer. `most` threads are worth while, beside what the
  /// execution and the number of blocks say.
  BlockSchedule(BlockRange blocks, const Execution& execution, std::string_view task,
                Index rows = 0, Index most = std::numeric_limits<Index>::max());

  /// Calls `work` on all threads, the caller's among them (run_with_helpers); returns the failure
  /// with the lowest block number, if any. `work` must not throw.
  [[nodiscard]] Failure run(const std::function<void()>& work);

  /// The next block to work on; waits while it is out of the window. Nothing when all is handed
  /// out or something has failed.
  std::optional<Index> take();

  /// `block` needs no more memory. Tells the observer, at most some 20 times a second.
  void finish(Index block);

  /// Records the exception in flight as the failure of `block`. Call it in a handler.
  void fail(Index block);

  Index window() const { return window_; }

 private:
  void report(Index done);

  const Execution& execution_;
  const std::string_view task_;
  const Index rows_;
  const BlockRange blocks_;
  const Index threads_;
  const Index window_;

  std::mutex guard_;  // over all below but the observer's
  std::condition_variable moved_;
  Index next_;
  Index first_unfinished_;
  std::set<Index> finished_;  // those above first_unfinished_
  Failure failure_;

  std::mutex observer_guard_;  // over the observer and what follows
  Index reported_ = 0;
  std::chrono::steady_clock::time_point last_report_;
};

}  // namespace odds
