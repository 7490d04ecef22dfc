#include "parallel/helpers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

namespace odds {
namespace {

/// Has work done by this thread and `count` others, all at the same time; returns who took part.
template <class Run>
std::set<std::thread::id> meet(Index count, Run run) {
  std::mutex guard;
  std::set<std::thread::id> met;
  std::atomic<Index> here = 0;
  run(count, [&] {
    {
      const std::lock_guard lock(guard);
      met.insert(std::this_thread::get_id());
    }
    ++here;
    while (here < count + 1) std::this_thread::yield();
  });
  return met;
}

TEST_CASE("work is done here and by as many helpers as are asked for, the same each time") {
  Helpers helpers;
  const auto run = [&](Index count, const std::function<void()>& work) {
    helpers.run(count, work);
  };
  const auto one = meet(1, run);
  CHECK(one.size() == 2);
  CHECK(one.contains(std::this_thread::get_id()));
  const auto three = meet(3, run);
  CHECK(three.size() == 4);
  CHECK(std::ranges::includes(three, one));
  CHECK(meet(3, run) == three);
}

TEST_CASE("without helpers work is done here alone") {
  Helpers helpers;
  int calls = 0;
  helpers.run(0, [&] { ++calls; });
  CHECK(calls == 1);
}

TEST_CASE("a helper that wakes up late is not waited for") {
  Helpers helpers;
  for (int repeat = 0; repeat < 1000; ++repeat) {
    std::atomic<int> calls = 0;
    helpers.run(2, [&] { ++calls; });
    const int after = calls;
    CHECK(after >= 1);
    CHECK(after <= 3);
    CHECK(calls == after);
  }
}

TEST_CASE("all passes of a call share its helpers, those of a helper's own work have others") {
  std::set<std::thread::id> first;
  {
    const HelpersOfCall call;
    first = meet(2, run_with_helpers);
    const HelpersOfCall call_within;
    CHECK(meet(2, run_with_helpers) == first);
    std::set<std::thread::id> nested;
    run_with_helpers(0, [&] { nested = meet(2, run_with_helpers); });
    CHECK(nested.size() == 3);
    CHECK(meet(2, run_with_helpers) == first);
  }
  CHECK(meet(2, run_with_helpers).size() == 3);
}

}  // namespace
}  // namespace odds
