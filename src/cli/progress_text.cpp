#include "cli/progress_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace odds::cli {
namespace {

constexpr double kLeastSeconds = 0.3;  ///< of a pass, before it tells how long it will take
constexpr double kSecondsOfMinute = 60.0;

std::string time_left(double seconds) {
  const double minutes = std::ceil(seconds / kSecondsOfMinute);
  return seconds > 2.0 * kSecondsOfMinute ? fmt::format(", {:.0f} min left", minutes)
                                          : fmt::format(", {:.0f} s left", std::ceil(seconds));
}

/// `1 000 000`
std::string grouped(Index number) {
  std::string digits = fmt::format("{}", number);
  for (auto place = static_cast<std::ptrdiff_t>(digits.size()) - 3; place > 0; place -= 3) {
    digits.insert(static_cast<std::size_t>(place), " ");
  }
  return digits;
}

}  // namespace

std::string ProgressText::tell(const Progress& progress, Time now) {
  const bool same_task = progress.task == task_;
  if (!same_task || progress.done < done_) {
    pass_ = same_task ? pass_ + 1 : 1;
    task_ = progress.task;
    begin_ = now;
    begin_done_ = progress.done;
  }
  done_ = progress.done;
  std::string text = task_;
  if (pass_ > 1) text += fmt::format(", pass {}", pass_);
  if (progress.total <= 0) return text + " ...";
  const double share = static_cast<double>(done_) / static_cast<double>(progress.total);
  text += fmt::format(": {:.0f} %", 100.0 * share);
  if (progress.rows > 0) text += fmt::format(" of {} rows", grouped(progress.rows));
  const double seconds = std::chrono::duration<double>(now - begin_).count();
  const auto came = static_cast<double>(done_ - begin_done_);
  if (seconds < kLeastSeconds || came <= 0.0) return text;
  return text + time_left(seconds / came * static_cast<double>(progress.total - done_));
}

std::string cut(std::string text, int columns) {
  if (columns > 0) text.resize(std::min(text.size(), static_cast<std::size_t>(columns)));
  return text;
}

}  // namespace odds::cli
