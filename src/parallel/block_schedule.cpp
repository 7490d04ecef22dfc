#include "parallel/block_schedule.hpp"

#include "parallel/helpers.hpp"

#include <algorithm>

namespace odds {
namespace {

constexpr Index kWindowPerThread = 4;
constexpr std::chrono::milliseconds kReportInterval{50};

/// The system is not asked how many cores there are where one thread has nothing to share.
Index thread_count(const Execution& execution, Index most) {
  execution.validate();
  return most <= 1 ? 1 : std::min<Index>(most, execution.thread_count());
}

}  // namespace

BlockSchedule::BlockSchedule(BlockRange blocks, const Execution& execution, std::string_view task,
                             Index rows, Index most)
    : execution_(execution),
      task_(task),
      rows_(rows),
      blocks_(blocks),
      threads_(thread_count(execution, std::min(most, blocks.end - blocks.begin))),
      window_(kWindowPerThread * threads_),
      next_(blocks.begin),
      first_unfinished_(blocks.begin),
      last_report_(execution.progress ? std::chrono::steady_clock::now()
                                      : std::chrono::steady_clock::time_point()) {}

Failure BlockSchedule::run(const std::function<void()>& work) {
  if (threads_ > 1) {
    run_with_helpers(threads_ - 1, work);
  } else {
    work();
  }
  return failure_;
}

std::optional<Index> BlockSchedule::take() {
  std::unique_lock lock(guard_);
  const auto over = [this] { return failure_.cause || next_ == blocks_.end; };
  moved_.wait(lock, [&] { return over() || next_ < first_unfinished_ + window_; });
  if (over()) return std::nullopt;
  return next_++;
}

void BlockSchedule::finish(Index block) {
  Index done = 0;
  {
    const std::lock_guard lock(guard_);
    if (block != first_unfinished_) {
      finished_.insert(block);
    } else {
      ++first_unfinished_;
    }
    while (!finished_.empty() && *finished_.begin() == first_unfinished_) {
      finished_.erase(finished_.begin());
      ++first_unfinished_;
    }
    done = first_unfinished_ - blocks_.begin + static_cast<Index>(finished_.size());
  }
  moved_.notify_all();
  if (execution_.progress) report(done);
}

void BlockSchedule::fail(Index block) {
  {
    const std::lock_guard lock(guard_);
    if (!failure_.cause || block < failure_.block) {
      failure_ = {.cause = std::current_exception(), .block = block};
    }
  }
  moved_.notify_all();
}

void BlockSchedule::report(Index done) {
  const std::unique_lock lock(observer_guard_, std::try_to_lock);
  if (!lock.owns_lock() || done <= reported_)
    return;  // another thread is telling, or has told more
  const auto now = std::chrono::steady_clock::now();
  if (now - last_report_ < kReportInterval) return;
  last_report_ = now;
  reported_ = done;
  execution_.progress(
      {.task = task_, .done = done, .total = blocks_.end - blocks_.begin, .rows = rows_});
}

}  // namespace odds
