// A line on the terminal that shows how far a long computation has come.
#pragma once

#include "cli/progress_text.hpp"

#include <odds/execution.hpp>

#include <chrono>

namespace odds::cli {

/// Shown on standard error once the work lasts longer than a second, if that is a terminal, and
/// redrawn at most ten times a second.
class ProgressLine {
 public:
  explicit ProgressLine(bool wanted);
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

  bool wanted_;
  bool drawn_ = false;
  ProgressText text_;
  Clock::time_point next_;
};

}  // namespace odds::cli
