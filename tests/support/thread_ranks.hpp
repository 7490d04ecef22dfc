// Processes played by threads of one: what several of them do together, under one debugger.
#pragma once

#include <odds/communicator.hpp>

#include <fmt/format.h>

#include <condition_variable>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace odds::test {

/// Where the threads meet. A rank that has ended while others wait for it, where real processes
/// would hang, and ranks that meet for different exchanges are logic_errors.
class MeetingPlace {
 public:
  explicit MeetingPlace(int size) : slots_(static_cast<std::size_t>(size)) {}

  int size() const { return static_cast<int>(slots_.size()); }

  std::vector<std::string> exchange(int rank, bool everywhere, const std::string& bytes) {
    std::unique_lock lock(guard_);
    if (arrived_ == 0) everywhere_ = everywhere;
    if (everywhere_ != everywhere) throw std::logic_error("ranks meet for different exchanges");
    slots_[static_cast<std::size_t>(rank)] = bytes;
    if (++arrived_ == size()) {
      results_ = slots_;
      arrived_ = 0;
      ++meetings_;
      moved_.notify_all();
    } else {
      const long before = meetings_;
      moved_.wait(lock, [&] { return meetings_ != before || ended_ > 0; });
      if (meetings_ == before) throw std::logic_error("a rank has ended while others wait for it");
    }
    return everywhere || rank == 0 ? results_ : std::vector<std::string>();
  }

  void end() {
    const std::lock_guard lock(guard_);
    ++ended_;
    moved_.notify_all();
  }

  long meetings() const { return meetings_; }

 private:
  std::mutex guard_;  // over all below
  std::condition_variable moved_;
  std::vector<std::string> slots_;
  std::vector<std::string> results_;
  bool everywhere_ = true;
  int arrived_ = 0;
  int ended_ = 0;
  long meetings_ = 0;
};

class ThreadRank final : public Communicator {
 public:
  ThreadRank(MeetingPlace& place, int rank) : place_(place), rank_(rank) {}

  int rank() const override { return rank_; }
  int size() const override { return place_.size(); }
  std::string host() const override { return fmt::format("host{}", rank_); }
  std::vector<std::string> all_gather(const std::string& bytes) override {
    return place_.exchange(rank_, true, bytes);
  }
  std::vector<std::string> gather(const std::string& bytes) override {
    return place_.exchange(rank_, false, bytes);
  }

 private:
  MeetingPlace& place_;
  int rank_;
};

/// Calls `body(communicator)` as each of `size` ranks; returns what they threw, by rank.
template <class Body>
std::vector<std::exception_ptr> run_ranks(int size, Body body) {
  MeetingPlace place(size);
  std::vector<std::exception_ptr> failures(static_cast<std::size_t>(size));
  {
    std::vector<std::jthread> threads;
    for (int rank = 0; rank < size; ++rank) {
      threads.emplace_back([&, rank] {
        ThreadRank communicator(place, rank);
        try {
          body(communicator);
        } catch (...) {
          failures[static_cast<std::size_t>(rank)] = std::current_exception();
        }
        place.end();
      });
    }
  }
  return failures;
}

/// What `body(communicator)` returns on each of `size` ranks; throws what the lowest one throws.
template <class Body>
auto results_of_ranks(int size, Body body) {
  std::vector<decltype(body(std::declval<Communicator&>()))> results(
      static_cast<std::size_t>(size));
  const auto failures = run_ranks(size, [&](Communicator& processes) {
    results[static_cast<std::size_t>(processes.rank())] = body(processes);
  });
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  return results;
}

/// The text of an exception; empty for none.
inline std::string text_of(const std::exception_ptr& failure) {
  if (!failure) return {};
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace odds::test
