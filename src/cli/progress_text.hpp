// How far a long computation has come, in a few words.
#pragma once

#include <odds/execution.hpp>

#include <chrono>
#include <string>

namespace odds::cli {

/// Follows a computation through its tasks and their passes over the data.
class ProgressText {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// `fitting, pass 3: 45 % of 1 000 000 rows, 2 s left`, when told at `now`; the time left is that
  /// of the pass, as it has gone so far, once that can be said. How many passes will follow nobody
  /// knows.
  std::string tell(const Progress& progress, Time now);

 private:
  std::string task_;
  int pass_ = 0;
  Index done_ = 0;
  Time begin_;  // of the pass, as far as it was told of
  Index begin_done_ = 0;
};

/// `text`, which is ASCII, in at most `columns`; all of it if they are not known: < 1.
std::string cut(std::string text, int columns);

}  // namespace odds::cli
