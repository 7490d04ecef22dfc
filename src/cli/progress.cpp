#include "cli/progress.hpp"

#include "cli/standard_error.hpp"

#include <string>
#include <unistd.h>

namespace odds::cli {
namespace {

constexpr std::chrono::milliseconds kPatience(1000);
constexpr std::chrono::milliseconds kInterval(100);
constexpr const char* kEraseLine = "\r\033[K";

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
  const std::string text = text_.tell(progress, now);
  if (now < next_) return;
  next_ = now + kInterval;
  drawn_ = true;
  write_to_standard_error(kEraseLine + text);
}

void ProgressLine::clear() {
  if (!drawn_) return;
  drawn_ = false;
  write_to_standard_error(kEraseLine);
}

}  // namespace odds::cli
