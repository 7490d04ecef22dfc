// How a computation is carried out: never what it computes.
#pragma once

#include <odds/export.hpp>
#include <odds/types.hpp>

#include <functional>
#include <string_view>

namespace odds {

class Communicator;

/// The progress of a long computation, as its observer is told.
struct Progress {
  std::string_view task;  ///< "reading", "fitting", "margins", ...
  Index done = 0;         ///< blocks or bytes, of `total`
  Index total = 0;        ///< 0: not known
  Index rows = 0;         ///< of the table that is passed over; 0: not known
};

/// Threads, processes and observers. No result depends on any field, bit for bit.
struct ODDS_EXPORT Execution {
  /// Threads that work on blocks, at most: there are no more than the work pays for, and they end
  /// with the call. 0: one for each core the process may use. Values above the number of cores are
  /// clamped to 4 times that number. Unless this is 1, a file's SHA-256 takes one more.
  int threads = 0;

  /// Bytes that data may take in memory; 0: half of what is free when the data are read. Tables
  /// and lists of scores that are larger lie in a temporary file, in $TMPDIR or else /var/tmp. What
  /// grows with the columns of a design is not counted; it is some 30 MB for a small one.
  Index memory = 0;

  /// Called now and then from one of the working threads, never from two at a time.
  std::function<void(const Progress&)> progress;

  /// The processes that share the work, of which this is one; must outlive the computation. None:
  /// this process does all of it.
  Communicator* processes = nullptr;

  /// Throws Error(usage) for a negative number of threads or bytes.
  void validate() const;

  /// The number of threads to start, >= 1.
  int thread_count() const;

  /// The bytes that data may take, > 0.
  Index memory_bytes() const;

  /// `processes`, or this one alone.
  Communicator& communicator() const;
};

}  // namespace odds
