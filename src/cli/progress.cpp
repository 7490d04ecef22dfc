#include "cli/progress.hpp"

#include "cli/standard_error.hpp"

#include <fmt/format.h>

#include <string>
#include <unistd.h>

namespace odds::cli {
namespace {

constexpr std::chrono::milliseconds kPatience(1000);
constexpr std::chrono::milliseconds kInterval(100);
constexpr const char* kEraseLine = "\r\033[K";

std::string text(const Progress& progress) {
  if (progress.total <= 0) return fmt::format("{} ...", progress.task);
  const double share = static_cast<double>(progress.done) / static_cast<double>(progress.total);
  return fmt::format("{} {:.0f} %", progress.task, 100.0 * share);
}

}  // namespace

ProgressLine::ProgressLine(bool wanted)
    : wanted_(wanted && ::isatty(STDERR_FILENO) == 1), next_(Clock::now() + kPatience) {}

ProgressLine::~ProgressLine() { clear(); }

std::function<void(const Progress&)> ProgressLine::observer() {
  if (!wanted_) return {};
  return [this](const Progress& progress) { show(progress); };
}

void ProgressLine::show(const Progress& progress) {
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + kInterval;
  drawn_ = true;
  write_to_standard_error(kEraseLine + text(progress));
}

void ProgressLine::clear() {
  if (!drawn_) return;
  drawn_ = false;
  write_to_standard_error(kEraseLine);
}

}  // namespace odds::cli
