#include "parallel/block_schedule.hpp"

#include "support/execution.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace odds {
namespace {

TEST_CASE("blocks are handed out in order, each once") {
  const Execution execution = test::with_threads(1);
  BlockSchedule schedule({0, 3}, execution, "");
  for (Index expected = 0; expected < 3; ++expected) {
    CHECK(schedule.take() == expected);
    schedule.finish(expected);
  }
  CHECK_FALSE(schedule.take().has_value());
}

TEST_CASE("a range may begin anywhere, or hold nothing") {
  const Execution execution = test::with_threads(1);
  BlockSchedule schedule({5, 7}, execution, "");
  for (const Index expected : {5, 6}) {
    CHECK(schedule.take() == expected);
    schedule.finish(expected);
  }
  CHECK_FALSE(schedule.take().has_value());
  CHECK_FALSE(BlockSchedule({7, 7}, execution, "").take().has_value());
}

TEST_CASE("nothing beyond the window is handed out while the first block is unfinished") {
  const Execution execution = test::with_threads(2);
  BlockSchedule schedule({0, 100}, execution, "");
  REQUIRE(schedule.window() == 8);
  for (Index block = 0; block < 8; ++block) {
    CHECK(schedule.take() == block);
    if (block > 0) schedule.finish(block);
  }
  std::atomic<bool> handed_out = false;
  std::jthread waiting([&] {
    CHECK(schedule.take() == 8);
    handed_out = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK_FALSE(handed_out);
  schedule.finish(0);
  waiting.join();
  CHECK(handed_out);
}

TEST_CASE("there are no more threads than blocks") {
  const Execution execution = test::with_threads(4);
  CHECK(BlockSchedule({0, 2}, execution, "").window() == 8);
  CHECK(BlockSchedule({0, 0}, execution, "").window() == 4);
}

TEST_CASE("nor are there more than are worth while") {
  const Execution execution = test::with_threads(4);
  CHECK(BlockSchedule({0, 9}, execution, "", 0, 2).window() == 8);
  CHECK(BlockSchedule({0, 9}, execution, "", 0, 0).window() == 4);
}

void fail_as(BlockSchedule& schedule, Index block) {
  try {
    throw std::runtime_error("block " + std::to_string(block));
  } catch (const std::runtime_error&) {
    schedule.fail(block);
  }
}

TEST_CASE("the failure with the lowest number is the one that is told") {
  const Execution execution = test::with_threads(1);
  BlockSchedule schedule({0, 100}, execution, "");
  for (int block = 0; block < 4; ++block) CHECK(schedule.take() == block);
  fail_as(schedule, 3);
  fail_as(schedule, 1);
  fail_as(schedule, 2);
  CHECK_FALSE(schedule.take().has_value());
  const Failure failure = schedule.run([] {});
  CHECK(failure.block == 1);
  CHECK_THROWS_WITH(rethrow(failure), "block 1");
}

TEST_CASE("a failure wakes the threads that wait") {
  const Execution execution = test::with_threads(1);
  BlockSchedule schedule({0, 100}, execution, "");
  for (int block = 0; block < 4; ++block) CHECK(schedule.take() == block);
  std::jthread waiting([&] { CHECK_FALSE(schedule.take().has_value()); });
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  fail_as(schedule, 0);
  waiting.join();
}

TEST_CASE("the observer hears the task, rising counts, and not too often") {
  std::vector<Progress> heard;
  Execution execution = test::with_threads(1);
  execution.progress = [&](const Progress& progress) { heard.push_back(progress); };
  BlockSchedule schedule({0, 30}, execution, "fitting");
  const auto start = std::chrono::steady_clock::now();
  const Failure failure = schedule.run([&] {
    while (const std::optional<Index> block = schedule.take()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(6));
      schedule.finish(*block);
    }
  });
  CHECK_FALSE(failure.cause);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  REQUIRE_FALSE(heard.empty());
  CHECK(static_cast<double>(heard.size()) <= taken.count() / 0.05);
  Index before = 0;
  for (const Progress& progress : heard) {
    CHECK(progress.task == "fitting");
    CHECK(progress.total == 30);
    CHECK(progress.done > before);
    before = progress.done;
  }
}

}  // namespace
}  // namespace odds
