// A line on the terminal that shows how far a long computation has come.
#pragma once

#include "cli/progress_text.hpp"

#include <odds/execution.hpp>

#include <chrono>

namespace odds::cli {

/// Shown once the work lasts longer than a second, and redrawn at most ten times a second.
class ProgressLine {
 public:
  /// Draws on the descriptor `terminal`, nothing if that is kNoTerminal.
  explicit ProgressLine(int terminal);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// The observer to hand to a computation; empty if there is nothing to draw on.
  std::function<void(const Progress&)> observer();

  /// Removes the line from the terminal.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  void show(const Progress& progress);

  int terminal_;
  bool drawn_ = false;
  ProgressText text_;
  Clock::time_point next_;
};

}  // namespace odds::cli
