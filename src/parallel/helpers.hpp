// Threads that help the one that has something to be done.
#pragma once

#include <odds/types.hpp>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace odds {

/// Threads that are started when there is work for them, and sleep until there is more.
///
/// To wake one up takes less time than to start it, and its memory is at hand. Not thread-safe: it
/// serves one thread, one call of `run` at a time.
class Helpers {
 public:
  Helpers() = default;
  ~Helpers();
  Helpers(const Helpers&) = delete;
  Helpers& operator=(const Helpers&) = delete;

  /// Calls `work` here and on up to `count` helpers at the same time; fewer where the system has no
  /// more threads, or where the call here returns before they are awake. Returns when all calls
  /// have returned. `work` must not throw.
  void run(Index count, const std::function<void()>& work);

 private:
  void start(Index count);
  void help();

  std::vector<std::jthread> threads_;
  std::mutex guard_;  // over all below
  std::condition_variable called_;
  std::condition_variable done_;
  const std::function<void()>* work_ = nullptr;
  Index calls_ = 0;    // of `work` that no helper has begun
  Index working_ = 0;  // helpers
  bool ending_ = false;
};

/// While one of these lives, all passes that its thread begins share one set of helpers; else each
/// has its own. Of several the first one counts. It starts nothing by itself.
class HelpersOfCall {
 public:
  HelpersOfCall();
  ~HelpersOfCall();
  HelpersOfCall(const HelpersOfCall&) = delete;
  HelpersOfCall& operator=(const HelpersOfCall&) = delete;

 private:
  Helpers own_;
};

/// `Helpers::run` of the helpers of the call at hand. Work that is begun by `work` itself has
/// helpers of its own.
void run_with_helpers(Index count, const std::function<void()>& work);

}  // namespace odds
